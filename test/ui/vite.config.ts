import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page on an engine that only pretends, to look at every state: `npx vite test/ui --config test/ui/vite.config.ts`. */
export default defineConfig({
  root: at("."),
  publicDir: at("../../public"),
  cacheDir: at("../../node_modules/.vite-ui"),
  plugins: [react()],
  server: { fs: { allow: [at("../..")] } },
});
