import { createReadStream, mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";
import { inlineScript } from "../../../scripts/inline-worker-plugin.ts";
import { appHeaders, JAIL_PATH, jailHeaders } from "../../../signaling/page/security-headers.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** What the engine said, though the browser's driver may take the page for crashed. */
export interface LoggedEvent {
  readonly name: string;
  readonly type: string;
  readonly error?: { readonly kind: string; readonly message: string };
  readonly atMs: number;
}

export interface HarnessServer {
  readonly url: string;
  readonly log: LoggedEvent[];
  close(): void;
}

/** Builds the harness as the app is built and serves it under the seed's own headers. */
export async function startHarness(): Promise<HarnessServer> {
  const outDir = mkdtempSync(join(tmpdir(), "jail-harness-"));
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "warn",
    publicDir: join(root, "public"),
    plugins: [inlineScript()],
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
  });
  const log: LoggedEvent[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (path === "/event") {
      void bodyOf(request).then((body) => log.push({ ...JSON.parse(body), atMs: performance.now() }));
      response.end();
      return;
    }
    const file = path === "/" ? "/index.html" : path;
    const headers =
      path === JAIL_PATH ? jailHeaders() : appHeaders({ protocol: "http", host: request.headers.host ?? "" });
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(join(outDir, file))
      .on("error", () => response.end())
      .pipe(response);
  });
  const port = await listen(server);
  return { url: `http://localhost:${port}/`, log, close: () => server.close() };
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("no port"));
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
