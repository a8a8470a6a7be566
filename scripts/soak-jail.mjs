// `npm run soak:jail [trials]`: the jail's soak of worker/jail/node/jail-soak.test.ts with 100,000 trials.
import { join } from "node:path";
import { fail, installPackages, nodePath, root, run } from "./prepare.mjs";

const [trials = "100000"] = process.argv.slice(2);
if (!/^[1-9]\d{0,8}$/.test(trials)) fail(`"${trials}" is no number of trials: give one like 100000.`);
installPackages();
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
process.exit(
  run(nodePath(), [vitest, "run", "worker/jail/node/jail-soak.test.ts"], { env: { WAGGLE_SOAK_TRIALS: trials } }),
);
