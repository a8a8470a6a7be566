// Swarms of real agents among liars, in virtual time: `npm run sim`; see README.md. Repeats exactly.
import { fail } from "../scripts/prepare.mjs";
import { count, namesOf, readOptions } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { type Figure, report } from "./shared/report.ts";
import { ATTACKS, attackOf } from "./sim/attacks.ts";
import { figuresOf, together } from "./sim/figures.ts";
import { FinishedRows } from "./sim/finished-rows.ts";
import { LEARNING, learningFigures } from "./sim/learning.ts";
import { objectiveOf } from "./sim/objectives.ts";
import type { SimResult, SimRun } from "./sim/run.ts";

const SMALL = { peers: "12", trials: "40", liars: "0.1" };
/** What the project promises holds for these. */
const TABLE = { peers: "50", trials: "100", liars: "0.3,0.1,0.01" };

const isTable = process.argv.includes("--table");
const { values, flags } = readOptions(
  {
    ...(isTable ? TABLE : SMALL),
    seed: "1",
    runs: "1",
    attack: "all",
    objective: "sphere",
    loss: "0",
    jobs: "2",
    resume: "",
  },
  ["list", "table", "learning"],
);
if (flags.has("list")) list();
else report("sim", flags.has("learning") ? await learned() : await figures());

function list(): void {
  for (const [name, { about, budget = "rounds" }] of Object.entries(ATTACKS))
    process.stdout.write(`${name.padEnd(22)} ${budget.padEnd(7)} ${about}\n`);
}

/** An attack by so many, beside honest tabs. */
interface Row {
  readonly attack: string;
  readonly share: number;
  readonly honest: number;
  readonly liars: number;
  readonly budget: SimRun["budget"];
  readonly objective: string;
}

async function figures(): Promise<Figure[]> {
  const attacks = values.attack === "all" ? Object.keys(ATTACKS) : namesOf(values.attack.replaceAll(" ", "-"));
  for (const name of attacks) attackOf(name);
  objectiveOf(values.objective);
  const [peers, trials, runs] = [
    count(values.peers, "peers"),
    count(values.trials, "trials"),
    count(values.runs, "runs"),
  ];
  if (peers < 2) fail("--peers must be at least 2: one who works, and one who lies.");
  // Where there is not time for all, the worst have been run.
  const attacked = sharesOf(values.liars).flatMap((share) =>
    attacks.map((attack): Row => {
      const liars = attack === "none" ? 0 : Math.min(peers - 1, Math.max(1, Math.round(share * peers)));
      const { budget = "rounds", objective = values.objective } = attackOf(attack);
      return { attack, share, honest: peers - liars, liars, budget, objective };
    }),
  );
  // What the others are compared with comes first.
  const rows = [...cleanRows(attacked), ...attacked];
  const results = await perform(
    rows.map(({ attack, honest, liars, budget, objective }) => ({ attack, honest, liars, budget, objective, trials })),
    runs,
  );
  const resultOf = (row: Row): SimResult => results[rows.indexOf(row)] ?? fail("A run is missing.");
  const isAlone = attacked.length === 1;
  return attacked.flatMap((row) => {
    const isClean = (other: Row): boolean =>
      other.attack === "none" && other.honest === row.honest && other.objective === row.objective;
    const clean = rows.find(isClean) ?? row;
    const prefix = isAlone ? "" : `${row.attack}.${100 * row.share}%.`;
    return figuresOf(resultOf(row), resultOf(clean), trials, prefix);
  });
}

/** What three tabs learn of each other. */
async function learned(): Promise<Figure[]> {
  const rows = [LEARNING.clean, LEARNING.liar, LEARNING.trusting];
  const { objective } = values;
  const [clean, liar, trusting] = await perform(
    rows.map((row) => Object.assign({ objective }, row)),
    count(values.runs, "runs"),
  );
  if (clean === undefined || liar === undefined || trusting === undefined) return fail("A run is missing.");
  return learningFigures({ clean, liar, trusting });
}

/** As many honest tabs alone, each with as many trials, whatever their study ends by. */
function cleanRows(attacked: readonly Row[]): Row[] {
  const clean = new Map<string, Row>();
  for (const { attack, honest, objective } of attacked) {
    const row: Row = { attack: "none", share: 0, honest, liars: 0, budget: "rounds", objective };
    if (attack !== "none") clean.set(`${honest} ${objective}`, row);
  }
  return [...clean.values()];
}

/** Of each row, all its seeds together. Rows go to standard error as they come. */
async function perform(rows: readonly Omit<SimRun, "seed" | "loss">[], runs: number): Promise<SimResult[]> {
  const [first, loss] = [seedOf(values.seed), lossOf(values.loss)];
  const tasks = rows.flatMap((row) =>
    Array.from({ length: runs }, (_, i): SimRun => {
      return { ...row, loss, seed: first + i };
    }),
  );
  const finished = new FinishedRows(values.resume);
  const left = tasks.filter((run) => finished.resultOf(run) === undefined);
  const done = await runInThreads(
    new URL("./sim/sim-thread.ts", import.meta.url),
    left,
    count(values.jobs, "jobs"),
    (result, index) => {
      const run = left[index];
      if (run !== undefined) finished.add(run, result as SimResult);
      say(run, result as SimResult);
    },
  );
  const results = tasks.map((run) => finished.resultOf(run) ?? done[left.indexOf(run)]);
  return rows.map((_, row) => together(results.slice(row * runs, (row + 1) * runs) as SimResult[]));
}

function say(run: SimRun | undefined, result: SimResult): void {
  if (run === undefined) return;
  const figures = Object.entries(result).map(([name, value]) => `${name} ${Number(Number(value).toPrecision(3))}`);
  const who = `${run.attack} (${run.liars} beside ${run.honest}, ${run.budget}, seed ${run.seed})`;
  process.stderr.write(`${who}: ${figures.join(", ")}\n`);
}

function sharesOf(text: string): number[] {
  return namesOf(text).map((part) => {
    const share = Number(part);
    if (part !== "" && share > 0 && share < 1) return share;
    return fail(`--liars must be shares above 0 and below 1, as in 0.1 or 0.01,0.3, but is "${text}".`);
  });
}

function lossOf(text: string): number {
  const loss = Number(text);
  if (text !== "" && loss >= 0 && loss <= 0.5) return loss;
  return fail(`--loss must be a number from 0 to 0.5, but is "${text}".`);
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (text !== "" && Number.isSafeInteger(seed) && seed >= 0) return seed;
  return fail(`--seed must be a whole number, but is "${text}".`);
}
