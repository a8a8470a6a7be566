// The command `waggle run`: how soon the first trial is done, and what the loop and the agent cost beside a bare one; see README.md.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, readOptions } from "../shared/options.ts";
import { atMost, median, report, shown } from "../shared/report.ts";

const { values } = readOptions({ runs: "5", trials: "1000" });
const runs = count(values.runs, "runs");
const trials = count(values.trials, "trials");
const root = join(import.meta.dirname, "..", "..");
execFileSync(process.execPath, ["-e", "import('./scripts/prepare.mjs').then((it) => it.buildCli())"], { cwd: root });

const folder = mkdtempSync(join(tmpdir(), "waggle-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const WHEN = "performance.timeOrigin + performance.now()";
/** Says when its first trial is done. */
const FIRST = file(
  "first.js",
  `import { writeFileSync } from "node:fs";
let isFirst = true;
export default (trial) => {
  const value = trial.suggestFloat("x", -1, 1) ** 2;
  if (isFirst) writeFileSync("first.txt", String(${WHEN}));
  isFirst = false;
  return value;
};
`,
);
/** A trial of one millisecond, and the time from the first one's beginning to the last one's end. */
const SPAN = `
let done = 0;
let began = 0;
export const span = (trials, act) => {
  if (done === 0) began = performance.now();
  const until = performance.now() + 1;
  const value = act();
  while (performance.now() < until);
  if (++done === trials) writeFileSync("span.txt", String(performance.now() - began));
  return value;
};
`;
file("span.js", `import { writeFileSync } from "node:fs";\n${SPAN}`);
const LOOP = file(
  "loop.js",
  `import { span } from "./span.js";\nexport default (trial) => span(${trials}, () => trial.suggestFloat("x", -1, 1) ** 2);\n`,
);
file(
  "bare.mjs",
  `import { span } from "./span.js";\nfor (let i = 0; i < ${trials}; i++) span(${trials}, () => (Math.random() * 2 - 1) ** 2);\n`,
);
/** What is loaded and compiled by then is counted to neither, and the sampler's long thoughts about the first trials are over. */
const WARM = 300;
/** CPU time of all threads of its process, from one trial to another: a machine that is busy otherwise does not count. */
const COST = file(
  "cost.js",
  `import { writeFileSync } from "node:fs";
let done = 0;
let before = 0;
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
export default (trial) => {
  done += 1;
  if (done === ${WARM}) before = cpuMs();
  if (done === ${WARM + trials}) writeFileSync("cost.txt", String(cpuMs() - before));
  return trial.suggestFloat("x", -100, 100) ** 2 + trial.suggestCategorical("y", [-1, 0, 1]);
};
`,
);
const read = (name: string): number => Number(readFileSync(join(folder, name), "utf8"));

function node(args: readonly string[]): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", WAGGLE_HOME: join(folder, "home"), WAGGLE_NO_WEBRTC: "1" };
  const quiet = ["--disable-warning=ExperimentalWarning", ...args];
  const child = spawn(process.execPath, quiet, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`It ended with code ${code}.`))));
  });
}
const program = join(root, "dist-cli", "waggle.js");
const waggle = (name: string, ...more: string[]): Promise<void> => node([program, "run", name, "--quiet", ...more]);
const rounds = (most: number): string[] => ["-t", "10", "-r", String(Math.ceil(most / 10))];
const optimize = join(import.meta.dirname, "optimize-process.ts");

const firsts: number[] = [];
const loops: number[] = [];
const bares: number[] = [];
const agents: number[] = [];
const alone: number[] = [];
for (let run = 0; run < runs; run++) {
  const before = performance.timeOrigin + performance.now();
  await waggle(FIRST, "-r", "1", "-t", "1");
  firsts.push(read("first.txt") - before);
  await node(["bare.mjs"]);
  bares.push(read("span.txt"));
  await waggle(LOOP, "--sampler", "random", ...rounds(trials));
  loops.push(read("span.txt"));
  await node([optimize, join(folder, COST), String(WARM + trials)]);
  alone.push(read("cost.txt") / trials);
  await waggle(COST, ...rounds(WARM + trials));
  agents.push(read("cost.txt") / trials);
}
report("cli", [
  atMost("firstTrialMs", median(firsts), "ms", 2_000),
  atMost("loopOverhead", median(loops) / median(bares) - 1, "of the bare loop", 0.2),
  shown("loopMs", median(loops), "ms"),
  shown("bareLoopMs", median(bares), "ms"),
  atMost("agentMsPerTrial", median(agents) - median(alone), "ms of CPU time", 0.3),
  shown("optimizeMsPerTrial", median(alone), "ms of CPU time"),
]);
