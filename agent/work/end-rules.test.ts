import { expect, it } from "vitest";
import { specWith } from "../../study/spec/spec.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { baseSpec } from "../testing/test-swarm.ts";
import { EndRules } from "./end-rules.ts";
import { VainCount } from "./vain-count.ts";

const rulesOf = (trials: number): EndRules =>
  new EndRules(specWith({ ...baseSpec, stopRules: [{ kind: "no-improvement", trials }] }));

it("what logs have grown by since something better counts as in vain, told or not, and never what they held before", () => {
  const vain = new VainCount();
  vain.look([{ log: "a", tried: 5_000 }]);
  expect(vain.value).toBe(0);
  vain.look([
    { log: "a", tried: 5_030 },
    { log: "b", tried: 9_000 },
  ]);
  expect(vain.value).toBe(30);
  vain.look([
    { log: "a", tried: 5_030 },
    { log: "b", tried: 9_050 },
  ]);
  expect(vain.value).toBe(80);
  vain.improved();
  expect(vain.value).toBe(0);
  vain.look([
    { log: "a", tried: 5_040 },
    { log: "b", tried: 9_060 },
  ]);
  expect(vain.value).toBe(0);
  vain.look([
    { log: "a", tried: 5_041 },
    { log: "b", tried: 9_062 },
  ]);
  expect(vain.value).toBe(3);
});

it("a study ends by the trials in vain that grew or are held, whichever are more, and then for good", () => {
  const rules = rulesOf(60);
  rules.look([{ log: "a", tried: 0 }], 0);
  rules.look([{ log: "a", tried: 59 }], 59);
  expect(rules.reason).toBeNull();
  rules.look([{ log: "a", tried: 59 }], 60);
  expect(rules.reason).toBe("60 trials in a row brought nothing better");
  rules.note(finished({ number: 61 }), true, 0);
  expect(rules.reason).not.toBeNull();
});

it("a rule on a metric called as what every object has finds nothing in trials that did not report it", () => {
  const rule = { kind: "metric", metric: "toString", bound: "at-least", value: 0, ends: "study" } as const;
  const rules = new EndRules(specWith({ ...baseSpec, metrics: ["toString"], stopRules: [rule] }));
  rules.note(finished({ number: 0 }), true, 0);
  expect(rules.reason).toBeNull();
  rules.note(finished({ number: 1, metrics: { toString: [[0, 1] as const] } }), false, 0);
  expect(rules.reason).toBe("a trial had toString 1, at least 0");
});
