// `npm start`: installs what is missing, builds what changed, starts the seed. Arguments go to the seed.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPage, fail, installPackages, nodePath, root } from "./prepare.mjs";

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(usage());
  process.exit(0);
}
installPackages();
buildPage();
const seed = spawn(nodePath(), [join(root, "signaling", "main.ts"), ...args], { cwd: root, stdio: "inherit" });
// The seed ends by itself on these; this process only waits for it, so that no orphan is left behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => seed.kill(signal));
seed.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));

/** The seed's own help, read as text: an older Node cannot run the seed, and help should not wait for an installation. */
function usage() {
  const source = readFileSync(join(root, "signaling", "command-line.ts"), "utf8");
  const [, text] = /export const USAGE = `([^`]*)`/.exec(source) ?? [];
  return text ?? fail("The options stand in signaling/command-line.ts.");
}
