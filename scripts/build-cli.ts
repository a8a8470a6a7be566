// Builds the terminal peer into dist-cli/: our own sources as a few files of JavaScript, packages left as they are.
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { inlineScript } from "./inline-worker-plugin.ts";

const root = join(import.meta.dirname, "..");
const out = join(root, "dist-cli");

const entries: Readonly<Record<string, string>> = {
  waggle: "cli/main.ts",
  "isolate-child": "worker/jail/node/isolate-child.ts",
  "quickjs-child": "worker/jail/node/quickjs-child.ts",
  "own-worker-child": "worker/jail/node/own-worker-child.ts",
};
/** A child that may read nothing but itself brings its engine along; PeerJS is no module that Node can import. */
const inside = [
  "peerjs",
  "peerjs-js-binarypack",
  "webrtc-adapter",
  "eventemitter3",
  "sdp",
  "@jitl/quickjs-singlefile-mjs-release-sync",
  "quickjs-emscripten-core",
  "@jitl/quickjs-ffi-types",
];

await build({
  configFile: false,
  root,
  logLevel: "warn",
  publicDir: false,
  plugins: [inlineScript()],
  ssr: { noExternal: inside },
  build: {
    ssr: true,
    outDir: out,
    emptyOutDir: true,
    target: "node24",
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
      output: { entryFileNames: "[name].js", chunkFileNames: "part-[name]-[hash].js" },
    },
  },
});
const prebuilds = join(root, "node_modules", "isolated-vm", "prebuilds", "linux-x64");
if (existsSync(prebuilds)) cpSync(prebuilds, join(out, "isolated-vm", "linux-x64"), { recursive: true });
rmSync(join(out, "isolated-vm", "linux-x64", "isolated-vm.abi147.musl.node"), { force: true });
