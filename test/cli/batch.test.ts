// `waggle batch`: trials chosen up front, run in any order and by anybody, and the study that comes of them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfigs, readResults } from "../../formats/batch/trial-lines.ts";
import { readJournal } from "../../formats/optuna/read-journal.ts";
import { buildCli, Desk, until } from "./terminals.ts";

const SPACE = `x: {type: float, low: -1, high: 1}
n: {type: int, low: 0, high: 3}
act: [relu, null]
`;
const OBJECTIVE = `export default (trial: any): number => {
  const x: number = trial.suggestFloat("x", -1, 1);
  if (trial.number % 5 === 4) throw new Error("every fifth");
  return x ** 2 + trial.suggestInt("n", 0, 3) + (trial.suggestCategorical("act", ["relu", null]) === null ? 0 : 1);
};
`;

const desk = new Desk();
beforeAll(() => {
  buildCli();
  desk.write("space.yaml", SPACE);
  desk.write("objective.ts", OBJECTIVE);
});
afterAll(() => desk.clear());

const textOf = (name: string): string => readFileSync(join(desk.folder, name), "utf8");
function resultsIn(name: string) {
  const read = readResults(textOf(name));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}
async function inputs(name: string, ...more: readonly string[]): Promise<string> {
  const { code, out } = await desk.run(["batch", "inputs", "space.yaml", "--trials", "10", "-o", name, ...more]);
  expect([code, out]).toEqual([0, `Wrote 10 trials to ${name}.\n`]);
  return textOf(name);
}

describe("waggle batch inputs", () => {
  it("writes the same file for the same seed, which is 42 where none is given, and writes over nothing unasked", async () => {
    const first = await inputs("a.jsonl");
    expect(await inputs("b.jsonl", "--seed", "42")).toBe(first);
    expect(await inputs("c.jsonl", "--seed", "43", "--direction", "maximize")).not.toBe(first);
    const read = readConfigs(first);
    if (!read.ok) throw new Error(read.reason);
    expect(read.value.map(({ number, direction }) => [number, direction])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i, "minimize"]),
    );
    const again = await desk.run(["batch", "inputs", "space.yaml", "--trials", "3", "-o", "a.jsonl"]);
    expect([again.code, again.err, textOf("a.jsonl")]).toEqual([2, expect.stringContaining("--force"), first]);
    const printed = await desk.run(["batch", "inputs", "space.yaml", "--trials", "10"]);
    expect([printed.code, printed.out]).toEqual([0, first]);
  });

  it("says what is wrong with a space, by its line", async () => {
    desk.write("wrong.yaml", "x: {type: float, low: 1, high: 0}\n");
    const { code, err } = await desk.run(["batch", "inputs", "wrong.yaml", "--trials", "3"]);
    expect([code, err]).toEqual([2, expect.stringMatching(/^wrong\.yaml is no search space\. Line 1: .*swap them/)]);
  });
});

describe("waggle batch run and rebuild", () => {
  it("run each trial once at its own values, and make a study of them that other tools read", async () => {
    await inputs("inputs.jsonl");
    const run = await desk.run([
      "batch",
      "run",
      "objective.ts",
      "inputs.jsonl",
      "-o",
      "results.jsonl",
      "--num-cpus",
      "2",
    ]);
    expect([run.code, run.out]).toEqual([1, "Ran 10 of 10 trials: 2 failed.\n"]);
    const configs = readConfigs(textOf("inputs.jsonl"));
    const results = resultsIn("results.jsonl");
    expect(results.map(({ number, params }) => ({ number, params, direction: "minimize" }))).toEqual(
      configs.ok ? configs.value : [],
    );
    for (const { number, state, value, error, params, startMs } of results) {
      const { x, n, act } = params;
      const isFailed = number % 5 === 4;
      expect([state, error]).toEqual(isFailed ? ["failed", "Error: every fifth"] : ["complete", null]);
      expect(value).toBe(isFailed ? null : Number(x) ** 2 + Number(n) + (act === null ? 0 : 1));
      expect(startMs).toBeGreaterThan(Date.UTC(2026, 0, 1));
    }
    const rebuilt = await desk.run(["batch", "rebuild", "results.jsonl", "--space", "space.yaml", "-o", "study.log"]);
    const least = Math.min(...results.map(({ value }) => value ?? Number.POSITIVE_INFINITY));
    expect(rebuilt.code).toBe(0);
    expect(rebuilt.out).toMatch(/^8 of 10 trials are complete, 2 failed\.\nBest: \{"x":.*\} -> \S+\n$/);
    expect(Number(/-> (\S+)/.exec(rebuilt.out)?.[1])).toBe(least);
    const journal = readJournal(textOf("study.log"));
    if (!journal.ok) throw new Error(journal.reason);
    const [study] = journal.value.studies;
    expect(study?.name).toBe("results");
    expect(study?.trials.map(({ state, params }) => [state, params])).toEqual(
      results.map(({ state, params }) => [state, params]),
    );
    expect(study?.trials[4]).toMatchObject({ systemAttrs: { fail_reason: "Error: every fifth" } });
  });

  it("go on with what is missing, and take the results of several tasks together", async () => {
    await inputs("more.jsonl");
    const one = (n: string, file: string, ...more: readonly string[]) =>
      desk.run([
        "batch",
        "run",
        "objective.ts",
        "more.jsonl",
        "-o",
        file,
        "--allow-failures",
        ...more,
        ...(n === "" ? [] : ["--trial", n]),
      ]);
    const alone = await one("3", "task-3.jsonl");
    expect([alone.code, alone.out]).toEqual([0, "Ran 1 of 1 trials: 0 failed.\n"]);
    desk.write("part.jsonl", textOf("task-3.jsonl").trimEnd());
    const rest = await one("", "part.jsonl", "--resume");
    expect([rest.code, rest.out]).toEqual([0, "Ran 9 of 9 trials, besides 1 that had been run before: 2 failed.\n"]);
    expect(resultsIn("part.jsonl")).toHaveLength(10);
    const failed = await one("4", "task-4.jsonl");
    expect(failed.code).toBe(0);
    const both = await desk.run(["batch", "rebuild", "task-3.jsonl", "task-4.jsonl"]);
    expect([both.code, both.out]).toEqual([
      0,
      expect.stringMatching(/^1 of 2 trials are complete, 1 failed\.\nBest: /),
    ]);
    const none = await desk.run(["batch", "rebuild", "task-4.jsonl"]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("none of 1 trials is complete: 1 failed")]);
    const twice = await desk.run(["batch", "rebuild", "task-3.jsonl", "part.jsonl"]);
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining("has trial 3, as a file before it has")]);
  });

  it("name the parameters there are where an objective asks for another, and say where its range leaves a value out", async () => {
    desk.write("other.js", 'export default (trial) => trial.suggestFloat("y", 0, 1);\n');
    desk.write("narrow.js", 'export default (trial) => trial.suggestFloat("x", 5, 6);\n');
    await inputs("few.jsonl");
    const failures = async (file: string) => {
      const ended = await desk.run(["batch", "run", file, "few.jsonl", "--trial", "0", "-o", "-"]);
      expect(ended.code).toBe(1);
      const read = readResults(ended.out);
      return read.ok ? read.value.map(({ error, params }) => [error, Object.keys(params)]) : read.reason;
    };
    expect(await failures("other.js")).toEqual([
      [expect.stringContaining('no parameter "y"; there are x, n, act.'), ["x", "n", "act"]],
    ]);
    expect(await failures("narrow.js")).toEqual([[expect.stringContaining('"x" among 5..6'), ["x", "n", "act"]]]);
  });

  it("end a trial that takes too long, and run the next in a worker that is as new", async () => {
    desk.write(
      "slow.js",
      'export default (trial) => { if (trial.number === 0) for (;;); return trial.suggestFloat("x", -1, 1); };\n',
    );
    await inputs("slow.jsonl");
    const { code, out } = await desk.run([
      "batch",
      "run",
      "slow.js",
      "slow.jsonl",
      "-o",
      "slow-results.jsonl",
      "--trial-timeout",
      "3",
    ]);
    expect([code, out]).toEqual([1, "Ran 10 of 10 trials: 1 failed.\n"]);
    const [first, second] = resultsIn("slow-results.jsonl");
    expect(first).toMatchObject({
      state: "failed",
      error: expect.stringContaining("3 s"),
      params: { x: expect.any(Number) },
    });
    expect(second).toMatchObject({ state: "complete", value: second?.params["x"] });
  });

  it("keep what has ended where they are interrupted, and go on from there", async () => {
    desk.write(
      "patient.js",
      `export default async (trial) => {
  if (trial.number > 2) await new Promise((resolve) => setTimeout(resolve, process.env.WAGGLE_HURRY ? 0 : 1e8));
  return trial.suggestFloat("x", -1, 1);
};
`,
    );
    await inputs("patient.jsonl");
    const args = ["batch", "run", "patient.js", "patient.jsonl", "-o", "kept.jsonl", "--resume"];
    const first = desk.start(args);
    await until(
      () => existsSync(join(desk.folder, "kept.jsonl")) && resultsIn("kept.jsonl").length === 3,
      "three results",
    );
    first.process.kill("SIGINT");
    const { code, err } = await first.ended;
    expect([code, err]).toEqual([130, expect.stringContaining("Go on with --resume")]);
    const rest = await desk.run(args, { WAGGLE_NO_WEBRTC: "1", WAGGLE_HURRY: "1" });
    expect([rest.code, rest.out]).toEqual([0, "Ran 7 of 7 trials, besides 3 that had been run before: 0 failed.\n"]);
    expect(resultsIn("kept.jsonl").map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => i));
  });

  it("say why an objective does not run here at all", async () => {
    desk.write("torn.js", "export default (trial => 1;\n");
    desk.write("throws.js", 'throw new Error("not today");\nexport default () => 1;\n');
    await inputs("none.jsonl");
    for (const [file, word] of [
      ["torn.js", "SyntaxError"],
      ["throws.js", "not today"],
    ] as const) {
      const { code, err } = await desk.run(["batch", "run", file, "none.jsonl", "-o", `${file}.jsonl`]);
      expect([code, err]).toEqual([1, expect.stringContaining(word)]);
    }
  });
});
