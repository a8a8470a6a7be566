import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { inlineScript } from "./scripts/inline-worker-plugin.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page that the seed serves: no inline script, so that its policy can stay `script-src 'self'`. */
export default defineConfig({
  root: at("app"),
  publicDir: at("public"),
  plugins: [react(), inlineScript()],
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
  },
});
