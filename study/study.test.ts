import { describe, expect, test } from "vitest";
import { createStudy } from "./create-study.ts";
import { nopPruner } from "./pruners/nop.ts";
import { randomSampler } from "./samplers/random.ts";
import { tpeSampler } from "./samplers/tpe/tpe.ts";
import { MAX_ENQUEUED, Study } from "./study.ts";
import { finished, type Objective, runProposal, runTrials } from "./testing/run-trials.ts";

const studyWith = (log = "me", sampler = tpeSampler()): Study =>
  createStudy({ directions: ["minimize"], sampler, pruner: nopPruner(), seed: 1, log });

const objective: Objective = (trial) => trial.suggestFloat("x", -1, 1) ** 2 + trial.suggestInt("n", 1, 3);

describe("asking", () => {
  test("numbers count up from 0 and every trial has its own seed, the same on every run", () => {
    const study = studyWith();
    const proposals = [...study.ask(3), ...study.ask(2)];
    expect(proposals.map((proposal) => proposal.number)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(proposals.map((proposal) => proposal.seed)).size).toBe(5);
    expect(proposals.every(({ seed }) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
    const elsewhere = createStudy({
      directions: ["maximize"],
      sampler: randomSampler(),
      pruner: nopPruner(),
      seed: 2,
      log: "me",
    });
    expect(elsewhere.ask(5).map((proposal) => proposal.seed)).toEqual(proposals.map((proposal) => proposal.seed));
    expect(studyWith("you").ask(1)[0]?.seed).not.toBe(proposals[0]?.seed);
  });

  test("a trial records how many foreign trials its sampler knew when it was asked", () => {
    const study = studyWith();
    const foreign = runTrials(studyWith("you"), objective, 4);
    foreign.slice(0, 3).forEach((trial) => study.addForeign(trial));
    const [proposal] = study.ask(1);
    expect(proposal?.foreignKnown).toBe(3);
    for (const trial of foreign) study.addForeign(trial);
    if (proposal === undefined) throw new Error("nothing asked");
    expect(study.tell(runProposal(study, proposal, objective)).foreignKnown).toBe(3);
    expect(study.ask(1)[0]?.foreignKnown).toBe(4);
    expect(study.foreignKnown).toBe(4);
  });

  test("proposes every parameter seen so far, of foreign trials too, but their failures teach nothing", () => {
    const study = studyWith();
    const conditional: Objective = (trial) =>
      trial.number % 2 === 0 ? trial.suggestFloat("a", 0, 1) : trial.suggestFloat("b", 0, 1);
    runTrials(studyWith("you"), conditional, 2).forEach((trial) => study.addForeign(trial));
    const failed = runTrials(studyWith("bad"), (trial) => trial.suggestFloat("z", 0, 1) * Number.NaN, 1);
    failed.forEach((trial) => study.addForeign(trial));
    expect(study.ask(1)[0]?.space.names).toEqual(["a", "b"]);
  });

  test("a stranger's range never replaces one this peer has suggested itself", () => {
    const study = studyWith();
    runTrials(study, objective, 1);
    const [strange] = runTrials(studyWith("you"), (trial) => trial.suggestFloat("x", 50, 60), 1);
    if (strange !== undefined) study.addForeign(strange);
    expect(study.ask(1)[0]?.space.distributions[0]).toMatchObject({ low: -1, high: 1 });
  });
});

describe("telling", () => {
  test("gives the trial its log and keeps it", () => {
    const study = studyWith();
    const [trial] = runTrials(study, objective, 1);
    expect(trial).toMatchObject({ log: "me", number: 0, state: "complete", repeatOf: null, foreignKnown: 0 });
    expect(study.history.get(0)).toEqual(trial);
    expect(study.best()).toEqual(trial);
  });

  test("of a trial not asked, told before or forgotten is our own fault", () => {
    const study = studyWith();
    const [first, second] = study.ask(2);
    if (first === undefined || second === undefined) throw new Error("nothing asked");
    const outcome = runProposal(study, first, objective);
    study.tell(outcome);
    expect(() => study.tell(outcome)).toThrow("not running");
    expect(study.forget(second.number)).toBe(true);
    expect(study.forget(second.number)).toBe(false);
    expect(() => study.tell(runProposal(study, second, objective))).toThrow("not running");
    expect(study.running.size).toBe(0);
  });

  test("foreign trials count once, and never under our own name", () => {
    const study = studyWith();
    const [trial] = runTrials(studyWith("you"), objective, 1);
    if (trial === undefined) throw new Error("nothing run");
    expect(study.addForeign(trial)).toBe(true);
    expect(study.addForeign(trial)).toBe(false);
    expect(() => study.addForeign({ ...trial, log: "me", number: 7 })).toThrow();
  });
});

describe("enqueued parameters", () => {
  test("leave the choice to the sampler where the range does not contain them", () => {
    const wild = [99, Number.NaN, Number.POSITIVE_INFINITY, "0", null];
    // Of random proposals none depends on what runs.
    const [directions, sampler, pruner] = [["minimize"] as const, randomSampler(), nopPruner()];
    const twins = [0, 1].map(() => new Study({ directions, sampler, pruner, seed: 1, log: "me" }));
    for (const study of twins) runTrials(study, objective, 12);
    for (const x of wild) twins[1]?.enqueue({ x, n: 2 });
    const [own, enqueued] = twins.map((study) => study.ask(wild.length).map(({ values }) => values));
    expect(enqueued?.map(([x]) => x)).toEqual(own?.map(([x]) => x));
    expect(enqueued?.map(([, n]) => n)).toEqual(wild.map(() => 2));
  });

  test("go first, in order, and the sampler fills in the rest", () => {
    const study = studyWith();
    runTrials(study, objective, 12);
    study.enqueue({ x: 0.5 });
    study.enqueue({ x: 0.25, n: 2 }, { trial: "gone:7", why: "retry" });
    const proposals = study.ask(3);
    const trials = proposals.map((proposal) => study.tell(runProposal(study, proposal, objective)));
    expect(trials[0]?.params[0]).toBe(0.5);
    expect(trials[1]).toMatchObject({ params: [0.25, 2], repeatOf: { trial: "gone:7", why: "retry" } });
    expect(trials[2]?.repeatOf).toBeNull();
    expect(proposals[2]?.fixed).toBeNull();
  });

  test("are bounded", () => {
    const study = studyWith();
    for (let i = 0; i < MAX_ENQUEUED; i++) expect(study.enqueue({ x: i })).toBe(true);
    expect(study.enqueue({ x: 0 })).toBe(false);
    expect(study.enqueued).toBe(MAX_ENQUEUED);
  });
});

test("a trial run again from its parameters and seed gives the same value", () => {
  const study = studyWith("me", randomSampler());
  const noisy: Objective = (trial) => trial.suggestFloat("x", 0, 1) + trial.rng.next();
  const [proposal] = study.ask(1);
  if (proposal === undefined) throw new Error("nothing asked");
  const first = runProposal(study, proposal, noisy);
  const again = runProposal(study, { ...proposal, fixed: { x: first.params[0] ?? 0 } }, noisy);
  expect(again.values).toEqual(first.values);
});

test("choices that change with every trial fail once they take too much room; others go on", () => {
  const study = studyWith("me", randomSampler());
  const changing: Objective = (trial) =>
    trial.suggestCategorical(
      "c",
      Array.from({ length: 9_999 }, (_, i) => trial.number * 10_000 + i),
    );
  const trials = runTrials(study, changing, 260);
  const failed = trials.filter((trial) => trial.state === "failed");
  expect(failed.length).toBeGreaterThan(20);
  expect(failed[0]?.error).toMatchObject({ kind: "misuse", message: expect.stringContaining("keep choices the same") });
  expect(trials.slice(0, 150).every((trial) => trial.state === "complete")).toBe(true);
  expect(runTrials(study, objective, 3).every((trial) => trial.state === "complete")).toBe(true);
});

test("strangers' large spaces are counted and dropped past their room, and leave ours alone", () => {
  const study = studyWith("me", randomSampler());
  for (let number = 0; number < 260; number++) {
    const choices = Array.from({ length: 9_999 }, (_, i) => number * 10_000 + i);
    const space = { names: ["c"], distributions: [{ kind: "categorical" as const, choices }] };
    expect(study.addForeign(finished({ log: "you", number, space, params: [choices[0] ?? 0] }))).toBe(true);
  }
  expect(study.history.known).toBe(260);
  expect(study.history.size).toBeLessThan(240);
  expect(runTrials(study, objective, 3).every((trial) => trial.state === "complete")).toBe(true);
});
