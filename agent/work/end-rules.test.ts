import { expect, it } from "vitest";
import { specWith } from "../../study/spec/spec.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { baseSpec } from "../testing/test-swarm.ts";
import { EndRules } from "./end-rules.ts";

const rulesOf = (trials: number): EndRules =>
  new EndRules(specWith({ ...baseSpec, stopRules: [{ kind: "no-improvement", trials }] }));

it("what a reload brings back in any order ends a study only if it was in vain as it happened", () => {
  const rules = rulesOf(60);
  for (let number = 0; number < 70; number++) rules.note(finished({ number }), number === 0, 0);
  expect(rules.reason).toBe("60 trials in a row brought nothing better");
  rules.restored(10);
  expect(rules.reason).toBeNull();
  for (let number = 70; number < 119; number++) rules.note(finished({ number }), false, 0);
  expect(rules.reason).toBeNull();
  rules.note(finished({ number: 119 }), false, 0);
  expect(rules.reason).toBe("60 trials in a row brought nothing better");
  rules.restored(80);
  expect(rules.reason).toBe("80 trials in a row brought nothing better");
});

it("trials that fail are not in vain, and one that improves begins anew", () => {
  const rules = rulesOf(3);
  const error = { kind: "threw", message: "no", line: null, column: null } as const;
  for (let number = 0; number < 9; number++)
    rules.note(finished({ number, state: "failed", values: [], error }), false, null);
  for (const improves of [false, false, true, false, false]) rules.note(finished({ number: 10 }), improves, 0);
  expect(rules.reason).toBeNull();
});
