import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BuiltPage, PageFile } from "./page.ts";

const NOT_BUILT =
  "The page has not been built yet. Run `npm run build` (or `npm start`, which does it) and load this again.\n";

/** Serves the page at `/` and every file of it by its name; other paths are not found. */
export function servePage(app: FastifyInstance, page: BuiltPage): void {
  app.get("/*", async (request, reply) => {
    const path = pathOf(request);
    const file = await page.find(path);
    if (file !== null) return sendFile(request, reply, file);
    if (path === "/") return reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
    return reply.callNotFound();
  });
}

/** The path as it was asked for, without its query; a path with escapes is no name of ours and stays as it is. */
const pathOf = (request: FastifyRequest): string => request.url.split(/[?#]/, 1)[0] ?? "/";

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.header("cache-control", file.cacheControl).header("etag", file.etag).header("vary", "accept-encoding");
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  reply.type(file.type);
  if (file.gzipped !== null && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    return reply.header("content-encoding", "gzip").send(file.gzipped);
  }
  return reply.send(file.body);
}
