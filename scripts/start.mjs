// `npm start`: installs what is missing, builds what changed, starts the seed. Arguments go to the seed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildPage, installPackages, nodePath, root } from "./prepare.mjs";

installPackages();
buildPage();
const seed = spawn(nodePath(), [join(root, "signaling", "main.ts"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
// The seed ends by itself on these; this process only waits for it, so that no orphan is left behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => seed.kill(signal));
seed.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
