#!/usr/bin/env node
// The command `waggle`: runs on any Node, finds Node 24 and hands over. In the repository it installs and builds what is missing first.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "dist-cli", "waggle.js");
const args = process.argv.slice(2);

if (existsSync(join(root, "cli", "main.ts"))) {
  const { buildCli, installPackages } = await import("./prepare.mjs");
  installPackages();
  buildCli();
}
if (Number(process.versions.node.split(".")[0]) >= 24) {
  // SQLite is called experimental in Node 24, which is no news for whoever runs this.
  process.removeAllListeners("warning");
  process.argv[1] = built;
  await import(pathToFileURL(built).href);
} else hand(node24());

/** The path of the Node 24 that came along. */
function node24() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const { platform, arch } = process;
  // As the package `node` names them.
  const binary = `${platform === "darwin" && arch === "arm64" ? "node-bin" : "node"}-${platform === "win32" ? "win" : platform}-${arch}`;
  for (const from of [join(root, "package.json"), join(process.cwd(), "package.json")]) {
    for (const found of ["node", binary]) {
      try {
        const path = join(dirname(createRequire(from).resolve(`${found}/package.json`)), "bin", name);
        if (existsSync(path)) return path;
      } catch {
        // It is not installed there.
      }
    }
  }
  console.error(
    `This is Node ${process.versions.node}, and waggle needs Node 24. Install scripts were not allowed to fetch it: run npm install ${binary}@24, or install Node 24.`,
  );
  process.exit(1);
}

function hand(node) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", built, ...args], { stdio: "inherit" });
  // A terminal sends its interrupt to both; this one only waits for the other to end.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`Node 24 could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
