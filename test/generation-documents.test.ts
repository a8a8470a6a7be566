// What the documents about generations show and say: their objectives run, their numbers are those of the code.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Bred } from "../bench/evolve/bred.ts";
import { evolveFigures, GOALS } from "../bench/evolve/evolve-goals.ts";
import { type LoadedObjective, loadEntry, loadObjective, runTrial } from "../bench/shared/load-objective.ts";
import { studySource } from "../gallery/control/study-source.ts";
import { controlStudies } from "../gallery/control-studies.ts";
import { proposalOf } from "../study/evolution/bred.ts";
import { Evolution } from "../study/evolution/evolution.ts";
import { valueOf } from "../study/evolution/settings.ts";

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, "..", file), "utf8");

const blocksOf = (file: string): readonly string[] =>
  [...textOf(`docs/${file}`).matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code ?? "");

/** As a study's text that begins with both libraries. */
const loadedFrom = (source: string): Promise<LoadedObjective> =>
  loadObjective({ language: "javascript", source: studySource("cart-pole", source) });

function scoreOf(objective: LoadedObjective, genome: readonly number[], seed: number, sigma: number): number {
  const proposal = proposalOf({ generation: 0, cell: 0, genome, seed }, 0, sigma);
  const outcome = runTrial(objective, proposal, { directions: ["maximize"], pruner: { kind: "nop" } });
  expect(outcome.error).toBeNull();
  return outcome.values[0] ?? Number.NaN;
}

const OBJECTIVES = ["neuroevolution.md", "control-tasks.md"].flatMap((file) =>
  blocksOf(file).map((source, i) => ({ file, place: i + 1, source })),
);

describe("the objectives of the documents about generations", () => {
  test("are one of each", () => {
    expect(OBJECTIVES.map(({ file }) => file)).toEqual(["neuroevolution.md", "control-tasks.md"]);
  });

  test.each(OBJECTIVES)("$file, example $place, scores a genome and a seed alike, and others otherwise", async (it) => {
    const objective = await loadedFrom(it.source);
    const scores = Array.from({ length: 30 }, (_, i) => scoreOf(objective, [i, 5, 6], i, 0.1));
    expect(new Set(scores).size).toBeGreaterThan(5);
    const again = await loadedFrom(`${it.source}\n`);
    expect(scores.map((_, i) => scoreOf(again, [i, 5, 6], i, 0.1))).toEqual(scores);
  });

  test("that of the tasks is the gallery's", async () => {
    const entry = controlStudies.find(({ id }) => id === "cart-pole");
    if (entry === undefined) throw new Error("The gallery has no study of it.");
    const [shown, own] = [await loadedFrom(blocksOf("control-tasks.md")[0] ?? ""), await loadEntry(entry)];
    for (let i = 0; i < 20; i++) expect(scoreOf(shown, [i, 7], i, 0.1)).toBe(scoreOf(own, [i, 7], i, 0.1));
  });
});

test("the settings of what was learnt by breeding are the gallery's", () => {
  const [, section = ""] = /^## Learnt by breeding\n([\s\S]*)/m.exec(textOf("docs/control-tasks.md")) ?? [];
  const rows = section.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  for (const { title, sampler, budget } of controlStudies) {
    if (sampler.name !== "deepga" || budget.kind !== "generations") throw new Error(`${title} breeds no generations.`);
    const [name = ""] = title.split(":");
    const [, , , ...cells] = rows.find(([, task]) => task?.startsWith(name)) ?? [];
    const { population, survivors, champions, sigma } = sampler;
    expect([name, ...cells.slice(0, 5).map(Number)]).toEqual([
      name,
      population,
      survivors,
      champions,
      sigma,
      budget.generations,
    ]);
  }
});

describe("bench/README.md", () => {
  const figuresOf = (bench: string): readonly string[] => {
    const [, section = ""] =
      new RegExp(`^## ${bench}: [^\n]*\n([\\s\\S]*?)(?:^## |$(?![\\s\\S]))`, "m").exec(textOf("bench/README.md")) ?? [];
    return [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(
      ([, cell = ""]) => cell.match(/(?<=`)[\w.<>-]+(?=`)/g) ?? [],
    );
  };

  test("names figures of evolve as it prints them", () => {
    const bred: Bred = { champion: [1], value: 1, freshMean: 1, evaluations: 1, cpuSeconds: 1 };
    const runs = { own: [bred], stale: [bred], random: [bred] };
    const tasks = Object.keys(GOALS) as (keyof typeof GOALS)[];
    const printed = new Set(tasks.flatMap((task) => evolveFigures(task, runs).map(({ name }) => name)));
    const named = figuresOf("evolve").flatMap((name) =>
      name.startsWith("<task>") ? tasks.map((task) => name.replace("<task>", GOALS[task].name)) : [name],
    );
    expect(named.length).toBeGreaterThan(9);
    expect(named.filter((name) => !printed.has(name))).toEqual([]);
  });

  test("names every figure of generations that has a goal", () => {
    const printed = [...textOf("bench/generations.ts").matchAll(/atMost\("(\w+)"/g)].map(([, name]) => name);
    expect(printed.length).toBeGreaterThan(3);
    expect(figuresOf("generations")).toEqual(printed);
  });
});

/** Of the library's example: what the best of two generations is said to score, and what it scores. */
async function claimed(validationEpisodes: number): Promise<readonly [said: number, fresh: number]> {
  const code = blocksOf("generations.md")[0] ?? "";
  expect(code).toContain("{ population: 60, survivors: 10, champions: 2, sigma: 0.1,");
  expect(code).toContain("{ inputs: task.inputs, hidden: [16], outputs: task.action.count }");
  const objective = await loadedFrom(
    (blocksOf("control-tasks.md")[0] ?? "").replace(
      'hidden: [16, 16], outputs: task.action.count, activation: "relu"',
      "hidden: [16], outputs: task.action.count",
    ),
  );
  let [said, fresh] = [0, 0];
  for (let seed = 0; seed < 10; seed++) {
    const settings = { population: 60, survivors: 10, champions: 2, sigma: 0.1, maximize: true };
    const evolution = new Evolution({ ...settings, validationEpisodes, seed: `${seed}` });
    while (evolution.generation < 2) {
      for (const cell of evolution.missing()) {
        const { genome, seed: chance } = evolution.taskOf(cell);
        evolution.note(cell, scoreOf(objective, genome, chance, 0.1));
      }
      evolution.close();
    }
    const champions = evolution.closed.flatMap(({ survivors: [first] }) => first ?? []);
    const [best] = champions.toSorted((a, b) => valueOf(b) - valueOf(a));
    if (best === undefined) throw new Error("Two generations have champions.");
    said += valueOf(best) / 10;
    const genome = evolution.genomeOf(best.born, best.slot);
    for (let episode = 0; episode < 200; episode++)
      fresh += scoreOf(objective, genome, 1_000_000 + episode, 0.1) / 2_000;
  }
  return [said, fresh];
}

test("without a re-test the best claims far more than it scores, as docs/generations.md says", async () => {
  const text = textOf("docs/generations.md").replaceAll(/\s+/g, " ");
  const [said, fresh] = await claimed(0);
  const [saidAgain, freshAgain] = await claimed(30);
  expect(text).toContain(`is said to score ${Math.round(said)}, and scores ${Math.round(fresh)} in 200 fresh episodes`);
  expect(text).toContain(`it is said to score ${Math.round(saidAgain)}, and scores ${Math.round(freshAgain)}.`);
});
