import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadEntry, loadObjective, runTrial } from "../bench/shared/load-objective.ts";
import type { Proposal } from "../study/trial/proposal.ts";
import type { TrialSetting } from "../study/trial/suggest.ts";
import { paramsOf } from "../study/trial/trial.ts";
import { demonstration } from "./demonstration.ts";
import { objectivesOf } from "./entry.ts";
import { gallery } from "./gallery.ts";
import { goalWords } from "./goal.ts";
import rosenbrock from "./objectives/rosenbrock.ts";

/** Proposes nothing: what the objective asks for is drawn from the trial's own stream. */
const proposal = (number: number, fixed: Proposal["fixed"] = null): Proposal => ({
  number,
  seed: number,
  space: { names: [], distributions: [] },
  values: [],
  fixed,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
});
const setting: TrialSetting = { directions: ["minimize"], pruner: { kind: "nop" } };

test("no two entries share an id", () => {
  expect(new Set(gallery.map(({ id }) => id)).size).toBe(gallery.length);
});

const DOCUMENT = readFileSync(new URL("../docs/gallery.md", import.meta.url), "utf8").split("\n");

/** As a table says it of a single tab. */
function budgetWords({ id, budget }: (typeof gallery)[number]): string {
  switch (budget.kind) {
    case "generations":
      return `${budget.generations} generations`;
    case "rounds":
      return `${(budget.rounds * budget.trialsPerRound).toLocaleString("en-US")} trials`;
    case "trials":
      return `${budget.total.toLocaleString("en-US")} trials`;
    default:
      throw new Error(`${id} has a budget that no table says.`);
  }
}

test.each(gallery)("docs/gallery.md lists $title with its goal and its budget", (entry) => {
  const row = DOCUMENT.find((line) => line.startsWith(`| ${entry.title} |`));
  expect(row).toContain(`| ${goalWords(entry).replace("Good: ", "")} |`);
  expect(row).toContain(`| ${budgetWords(entry)}`);
});

/** What is right of 178 wines takes few different values, and whole costs of orders may coincide. */
const leastValues = ({ id, metric }: (typeof gallery)[number]): number =>
  metric === "accuracy" ? 5 : id === "job-order" ? 15 : 20;

/** Trainings that each take a second or two are tried less often. */
const trialsOf = (id: string): number => (id === "agents" ? 3 : 20);

/** Those whose values depend on a trial's own chance, too. */
const NOISY: ReadonlySet<string> = new Set(["service-desk"]);

/** Entries whose trials have parameters of their own; those that breed generations are tested in control-studies.test.ts. */
const functions = gallery.filter(({ experiment, budget }) => experiment === null && budget.kind !== "generations");

describe.each(functions)("$title", (entry) => {
  const directions = objectivesOf(entry).map(({ direction }) => direction);
  const setting: TrialSetting = { directions, pruner: { kind: "nop" } };

  test("completes random trials, and gives a trial's value again for its parameters", async () => {
    const objective = await loadEntry(entry);
    const values = new Set<number>();
    const trials = trialsOf(entry.id);
    for (let number = 0; number < trials; number++) {
      const first = runTrial(objective, proposal(number), setting);
      expect(first.error).toBeNull();
      expect(first.state).toBe("complete");
      if (number % 5 === 0) {
        const other = { ...proposal(100 + number, paramsOf(first)), ...(NOISY.has(entry.id) ? { seed: number } : {}) };
        const again = runTrial(objective, other, setting);
        expect(again.values).toEqual(first.values);
      }
      values.add(first.values[0] ?? Number.NaN);
    }
    expect(values.size).toBeGreaterThanOrEqual(Math.min(trials, leastValues(entry)));
  });

  test("reaches its optimum there and nowhere below it", async () => {
    const { optimum } = entry;
    if (!optimum) return;
    const objective = await loadEntry(entry);
    const best = runTrial(objective, proposal(0, optimum.params), setting);
    expect(paramsOf(best)).toEqual(optimum.params);
    expect(best.values[0]).toBeCloseTo(optimum.value, 12);
    for (let number = 1; number < 500; number++) {
      const [value] = runTrial(objective, proposal(number), setting).values;
      expect(value).toBeGreaterThanOrEqual(optimum.value);
    }
  });
});

test("the TypeScript entry means the same after its types are taken out", async () => {
  const entry = gallery.find(({ language }) => language === "typescript");
  if (!entry) throw new Error("The gallery has no TypeScript entry");
  const stripped = await loadEntry(entry);
  const outcome = runTrial(stripped, proposal(1), setting);
  expect(runTrial({ default: rosenbrock }, proposal(1), setting).values).toEqual(outcome.values);
});

describe("the demonstration", () => {
  test("has trials short enough to watch, in processor time", async () => {
    const objective = await loadObjective(demonstration.objective);
    const before = process.cpuUsage();
    for (let number = 0; number < 9; number++) runTrial(objective, proposal(number), setting);
    expect(process.cpuUsage(before).user / 1000 / 9).toBeLessThan(500);
  });

  test("stops a hopeless trial at its first report when the pruner says so", async () => {
    const objective = await loadObjective(demonstration.objective);
    const steps = Array.from({ length: 80 }, (_, epoch) => epoch);
    const pruner: TrialSetting["pruner"] = {
      kind: "percentile",
      warmupSteps: 0,
      intervalSteps: 1,
      steps,
      objectives: [{ maximize: false, thresholds: steps.map(() => 0) }],
    };
    const outcome = runTrial(objective, proposal(1), {
      directions: [demonstration.objectives?.[0]?.direction ?? "maximize"],
      pruner,
    });
    expect(outcome.state).toBe("pruned");
    expect(outcome.intermediate).toHaveLength(1);
  });
});
