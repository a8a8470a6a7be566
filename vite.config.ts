import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { inlineScript } from "./scripts/inline-worker-plugin.ts";

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
  load: (id) => (id.startsWith("\0") ? (unusedByPeerJs[id.slice(1)] ?? null) : null),
};

/** Builds the page that the seed serves: no inline script, so that its policy can stay `script-src 'self'`. */
export default defineConfig({
  root: at("app"),
  publicDir: at("public"),
  plugins: [react(), inlineScript(), slimPeerJs],
  worker: { format: "es" },
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
      output: {
        codeSplitting: {
          // The dashboard is whole once it is open: a part fetched later is missing if the seed goes away in between.
          groups: [
            {
              name: "base",
              test: /node_modules[\\/](react|scheduler|comlink)|[\\/]app[\\/](parts[\\/](?!QrCode)|page-engine)/,
              priority: 2,
            },
            { name: "dashboard-parts", test: /[\\/]app[\\/]dashboard[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
});
