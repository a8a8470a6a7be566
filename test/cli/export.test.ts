// `waggle export`: the trials of a study as files that other tools read.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJournal } from "../../formats/optuna/read-journal.ts";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { buildCli, Desk, until } from "./terminals.ts";

const OBJECTIVE = `export default async (trial) => {
  const x = trial.suggestFloat("x", -1, 1);
  const y = trial.suggestCategorical("y, or \\"why\\"", ["=1+1", "b", null]);
  const order = trial.suggestPermutation("order", 3);
  trial.report(x, 1);
  trial.setConstraint("limit", x - 0.5);
  trial.setUserAttr("note", "line\\nbreak");
  if (trial.number % 5 === 4) throw new Error("every fifth");
  await new Promise((resolve) => setTimeout(resolve, 20));
  return x ** 2 + (y === "b" ? 1 : 0) + order[0];
};
`;

const desk = new Desk();
let close = (): Promise<void> => Promise.resolve();
let link = "";

beforeAll(async () => {
  buildCli();
  const seed = await startTestSeed();
  close = () => seed.close();
  desk.write("objective.js", OBJECTIVE);
  const author = desk.start(["run", "objective.js", "-r", "1000", "-t", "10", "-d", `tcp://localhost:${seed.port}`]);
  const found = (): string => /(http\S+#\/s\/\S+)/.exec(author.out() + author.err())?.[1] ?? "";
  await until(() => found() !== "" && /[1-9]\d+ own of/.test(author.out()), "a study with trials");
  link = found();
});
afterAll(async () => {
  await desk.clear();
  await close();
});

const written = (name: string): string => readFileSync(join(desk.folder, name), "utf8");
const countSaid = (err: string): number => Number(/Wrote (\d+) /.exec(err)?.[1]);

it("writes a journal that says of every trial what it tried and how it ended", async () => {
  const { code, err } = await desk.run(["export", link, "-o", "study.log"]);
  expect([code, err]).toEqual([0, expect.stringContaining("study.log")]);
  const read = readJournal(written("study.log"));
  if (!read.ok) throw new Error(read.reason);
  const [study] = read.value.studies;
  expect(study).toMatchObject({ directions: ["minimize"], userAttrs: { "waggle:objective": OBJECTIVE } });
  const { trials = [] } = study ?? {};
  expect(trials.length).toBe(countSaid(err));
  expect(trials.length).toBeGreaterThan(10);
  const complete = trials.find(({ state }) => state === "complete");
  expect(complete?.params["order"]).toHaveLength(3);
  expect(complete).toMatchObject({
    distributions: { x: { kind: "float", low: -1, high: 1 }, order: { kind: "permutation", n: 3 } },
    intermediate: [[1, complete?.params["x"]]],
    systemAttrs: { "constraints:limit": Number(complete?.params["x"]) - 0.5 },
    userAttrs: { note: "line\nbreak" },
  });
  expect(complete?.endMs).toBeGreaterThan(complete?.startMs ?? Number.POSITIVE_INFINITY);
  const failed = trials.find(({ state }) => state === "failed");
  expect(failed).toMatchObject({ values: null, systemAttrs: { fail_reason: expect.stringContaining("every fifth") } });
});

it("writes a database of as many trials", async () => {
  const { code, err } = await desk.run(["export", link, "-o", "study.db"]);
  expect([code, err]).toEqual([0, expect.stringContaining("study.db")]);
  const database = new DatabaseSync(join(desk.folder, "study.db"), { readOnly: true });
  expect(database.prepare("SELECT count(*) AS n FROM trials").get()).toEqual({ n: countSaid(err) });
  const names = database.prepare("SELECT DISTINCT param_name AS name FROM trial_params ORDER BY 1").all();
  expect(names.map(({ name }) => name)).toEqual(["order[0]", "order[1]", "order[2]", "x", 'y, or "why"']);
  database.close();
  const printed = await desk.run(["export", link, "--format", "sqlite", "-o", "-"]);
  expect([printed.code, printed.err]).toEqual([2, expect.stringContaining("in place of -")]);
});

it("writes a table whose columns Optuna's users know, and one object a line", async () => {
  const { code, err } = await desk.run(["export", link, "-o", "trials.csv"]);
  expect([code, err]).toEqual([0, expect.stringContaining("trials.csv")]);
  const [head] = written("trials.csv").split("\r\n");
  expect(head).toMatch(
    /^number,value,datetime_start,datetime_complete,duration,params_order,params_x,"params_y, or ""why"""/,
  );
  expect(head).toMatch(/,system_attrs_constraints,system_attrs_constraints:limit,system_attrs_fail_reason,state$/);
  expect(written("trials.csv").match(/\r\n\d+,/g)).toHaveLength(countSaid(err));
  const lines = await desk.run(["export", link, "--format", "jsonl", "-o", "-"]);
  const rows = lines.out.trimEnd().split("\n");
  expect(rows).toHaveLength(countSaid(lines.err));
  expect(JSON.parse(rows[0] ?? "")).toMatchObject({ number: 0, intermediate: [[1, expect.any(Number)]] });
});

it("writes over nothing unasked, leaves nothing half-written, and says how to go on", async () => {
  desk.write("mine.csv", "mine");
  const refused = await desk.run(["export", link, "-o", "mine.csv"]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--force")]);
  expect(written("mine.csv")).toBe("mine");
  const unnamed = await desk.run(["export", link, "-o", "trials.xyz"]);
  expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining("--format")]);
  const nowhere = await desk.run(["export", link, "-o", "no/such/folder.csv"]);
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining("choose another place")]);
  expect(existsSync(join(desk.folder, "trials.xyz"))).toBe(false);
  expect(readdirSync(desk.folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
