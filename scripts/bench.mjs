// `npm run bench:NAME`: installs what is missing and runs bench/NAME.ts, or bench/NAME/main.ts, on the project's Node. Arguments go to the bench.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, installPackages, nodePath, root, run } from "./prepare.mjs";

const [name = "", ...args] = process.argv.slice(2);
const places = [join(root, "bench", `${name}.ts`), join(root, "bench", name, "main.ts")];
const bench = /^[\w-]+$/.test(name) ? places.find((place) => existsSync(place)) : undefined;
if (bench === undefined) fail(`There is no bench "${name}"; bench/README.md lists them.`);
installPackages();
process.exit(run(nodePath(), [bench, ...args]));
