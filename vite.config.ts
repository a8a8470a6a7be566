import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";
import { inlineScript } from "./scripts/inline-worker-plugin.ts";
import { BUILT_PAGE_POLICY } from "./signaling/page/policies.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What PeerJS carries along and this page never uses, 15 kB: a library that mends video calls in browsers of before 2019,
 * of which it asks only for the browser's name, and its own packing of values, while our links send raw bytes.
 */
const unusedByPeerJs: Readonly<Record<string, string>> = {
  "webrtc-adapter": 'export default { browserDetails: { browser: "chrome", version: 137 } };',
  "peerjs-js-binarypack":
    'const unused = () => { throw new Error("Links send raw bytes."); }; export { unused as pack, unused as unpack };',
};
const slimPeerJs: Plugin = {
  name: "waggle:slim-peerjs",
  enforce: "pre",
  resolveId: (id) => (id in unusedByPeerJs ? `\0${id}` : null),
  load(id) {
    // For Node this takes PeerJS whole, of which a page needs two names: 8 kB.
    if (id.endsWith("/links/peerjs.ts")) return 'export { Peer, util } from "peerjs";';
    return id.startsWith("\0") ? (unusedByPeerJs[id.slice(1)] ?? null) : null;
  },
};

/** The first script that runs: the engine's worker starts, and opens its storage, while the rest of the page is fetched and drawn. */
const engineFirst: Plugin = {
  name: "waggle:engine-first",
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle = {} }) {
      const chunk = Object.values(bundle).find((it) => it.type === "chunk" && it.name === ENGINE_CHUNK);
      if (chunk === undefined) return [];
      const attrs = { type: "module", async: true, crossorigin: true, src: `./${chunk.fileName}` };
      return [{ tag: "script", attrs, injectTo: "head-prepend" }];
    },
  },
};

/** The page's policy for hosts that send no headers, before anything that it holds to; the development server could not keep it. */
const ownPolicy: Plugin = {
  name: "waggle:own-policy",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "content-security-policy", content: BUILT_PAGE_POLICY },
        injectTo: "head-prepend",
      },
    ],
  },
};
const ENGINE_CHUNK = "engine";

/**
 * All that a tab needs to take part, whatever the study's sampler, in one file that comes when somebody joins: split as the
 * samplers happen to share it, its parts would be found out one after the other, a way to the seed and back for each.
 */
const WORK = {
  debugName: "agent",
  name: (id: string, context: Rolldown.ChunkingContext): string | null =>
    importedAtOnce(ENGINE_ENTRY, context).has(id) ? null : "agent",
  test: /[\\/](agent[\\/](?!view[\\/](importance|varied))|swarm[\\/])|[\\/]study[\\/](?!samplers|pruners|linear|importance)|[\\/]samplers[\\/](shared|random)|@msgpack|pure-rand/,
  includeDependenciesRecursively: false,
};
const ENGINE_ENTRY = at("worker/main.ts");

/** `entry`, every module that it imports at once, and what those import. */
function importedAtOnce(entry: string, context: Rolldown.ChunkingContext, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const id of context.getModuleInfo(entry)?.importedIds ?? []) importedAtOnce(id, context, found);
  return found;
}

/**
 * Builds the page that the seed, or any static host, serves: no inline script, so that its policy can stay `script-src 'self'`,
 * and no address that begins at the host's root, so that it may lie in a folder.
 */
export default defineConfig({
  root: at("app"),
  base: "./",
  publicDir: at("public"),
  plugins: [react(), inlineScript(), slimPeerJs, engineFirst, ownPolicy],
  worker: {
    format: "es",
    rolldownOptions: { checks: { bundlerTimings: false }, output: { codeSplitting: { groups: [WORK] } } },
  },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2022",
    // Every browser with module workers and Ed25519 knows modulepreload.
    modulePreload: { polyfill: false },
    // A data: URL would be refused by the page's policy for some kinds of files, and saves nothing over HTTP/1.1 keep-alive.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // On a busy machine the build takes long, which is no news to whoever waits for it.
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: ENGINE_CHUNK, test: /[\\/]app[\\/]engine-worker/, priority: 3 },
            {
              // How trials are shown: no page that is read first shows any.
              name: "trial-parts",
              test: /[\\/]app[\\/]parts[\\/](StateMark|MiddleCut|CopyButton|copy-text|error-words|exact)/,
              priority: 3,
              includeDependenciesRecursively: false,
            },
            {
              name: "base",
              test: /node_modules[\\/](react|scheduler|comlink)|[\\/]app[\\/](parts[\\/](?!QrCode)|page-engine)/,
              priority: 2,
            },
            {
              // Whole once it is open: a part fetched later is missing if the seed goes away in between. What the home page
              // uses too stays with that, which would fetch all of it otherwise. Curves come when the dashboard opens,
              // generations and trade-offs when it shows some: who reads an invitation does not wait for them.
              name: "dashboard-parts",
              test: /[\\/]app[\\/]dashboard[\\/](?!tabs[\\/]hive-layout|curves[\\/]|front[\\/]|importance[\\/]|generations[\\/]|champion[\\/]|canvas[\\/]slices)/,
              priority: 1,
              includeDependenciesRecursively: false,
            },
          ],
        },
      },
    },
  },
});
