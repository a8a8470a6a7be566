import { createReadStream, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { listen } from "./jail-harness/server.ts";

const dist = join(import.meta.dirname, "..", "..", "dist");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export interface StaticHost {
  readonly origin: string;
  /** Of the built page, in a folder of the host. */
  readonly page: string;
  close(): void;
}

/** A path within the page's folder, a header and its value. */
type Header = readonly [string, string, string];

/** What a host that can send headers should send, as the document says. */
export function documentedHeaders(): readonly Header[] {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "docs", "operations.md"), "utf8");
  const lines = text.matchAll(/^ {6}(\/\S*) +([\w-]+): (.+)$/gm);
  const found = [...lines].map(([, path = "", name = "", value = ""]): Header => [path, name, value]);
  if (found.length === 0) throw new Error("docs/operations.md names no headers for a static host.");
  return found;
}

/** The built page as any host of files serves it: no header but the type, and those given; nothing else there but `pages`. */
export async function startStaticHost(
  pages: Readonly<Record<string, string>> = {},
  headers: readonly Header[] = [],
): Promise<StaticHost> {
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const own = pages[path];
    const missing = (): void => {
      response.writeHead(404, { "content-type": "text/html" }).end("<title>Not here</title>");
    };
    if (own !== undefined) response.writeHead(200, { "content-type": "text/html" }).end(own);
    else if (!/^\/waggle\/[\w./-]*$/.test(path) || path.includes("..")) missing();
    else {
      for (const [of, header, value] of headers) if (path === `/waggle${of}`) response.appendHeader(header, value);
      const name = path === "/waggle/" ? "index.html" : path.slice("/waggle/".length);
      createReadStream(join(dist, name))
        .on("open", () => response.setHeader("content-type", TYPES[extname(name)] ?? "application/octet-stream"))
        .on("error", missing)
        .pipe(response);
    }
  });
  const port = await listen(server);
  const origin = `http://localhost:${port}`;
  return {
    origin,
    page: `${origin}/waggle/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
