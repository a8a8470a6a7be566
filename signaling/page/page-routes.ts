import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BuiltPage, PageFile } from "./page.ts";

const NOT_BUILT =
  "The page has not been built yet. Run `npm run build` (or `npm start`, which does it) and load this again.\n";

const OTHER_SEED =
  "This page comes from a seed and speaks to that seed alone. Open the address behind ?seed= itself, or use a copy of the page on a static host.\n";

/** Serves the page at `/` and every file of it by its name; other paths are not found. */
export function servePage(app: FastifyInstance, page: BuiltPage): void {
  app.get("/*", async (request, reply) => {
    const path = pathOf(request);
    if (path === "/" && namesOtherSeed(request))
      return reply.code(400).type("text/plain; charset=utf-8").send(OTHER_SEED);
    const file = await page.find(path);
    if (file !== null) return sendFile(request, reply, file);
    if (path === "/") return reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
    return reply.callNotFound();
  });
}

/** The path as it was asked for, without its query; a path with escapes is no name of ours and stays as it is. */
const pathOf = (request: FastifyRequest): string => request.url.split(/[?#]/, 1)[0] ?? "/";

/** Its policy would keep such a page from the seed that it names, in no words. */
function namesOtherSeed(request: FastifyRequest): boolean {
  const query = new URLSearchParams(request.url.split("?").slice(1).join("?"));
  return query.getAll("seed").some((seed) => !URL.canParse(seed) || new URL(seed).host !== hostOf(request));
}

const hostOf = ({ protocol, headers }: FastifyRequest): string | null => {
  const address = `${protocol}://${headers.host ?? ""}`;
  return URL.canParse(address) ? new URL(address).host : null;
};

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.header("cache-control", file.cacheControl).header("etag", file.etag).header("vary", "accept-encoding, origin");
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  reply.type(file.type);
  if (file.gzipped !== null && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    return reply.header("content-encoding", "gzip").send(file.gzipped);
  }
  return reply.send(file.body);
}
