// `npm run bench:NAME`: installs what is missing and runs bench/NAME.ts, or bench/NAME/NAME.ts, on the project's Node. Arguments go to the bench.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, installPackages, nodePath, root, run } from "./prepare.mjs";

const [name = "", ...args] = process.argv.slice(2);
const beside = join(root, "bench", `${name}.ts`);
const bench = existsSync(beside) ? beside : join(root, "bench", name, `${name}.ts`);
if (!/^[\w-]+$/.test(name) || !existsSync(bench)) fail(`There is no bench "${name}"; bench/README.md lists them.`);
installPackages();
process.exit(run(nodePath(), [bench, ...args]));
