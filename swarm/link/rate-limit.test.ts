import { expect, it } from "vitest";
import { MAX_SEGMENT_TRIAL_BYTES } from "../log/segment.ts";
import { MAX_ANSWER_BYTES } from "../spread/answer.ts";
import { MAX_EPOCHS_BYTES } from "../wire/wire-limits.ts";
import { relayedBudget } from "./rate-limit.ts";

it("over the relay the largest of everything may leave, and in the long run what the seed carries, both ways", () => {
  const budget = relayedBudget(0);
  expect(budget.bytes.take(MAX_SEGMENT_TRIAL_BYTES + 1_000, 0)).toBe(true);
  expect(budget.answerBytes.take(Math.max(MAX_ANSWER_BYTES, MAX_EPOCHS_BYTES) + 1_000, 0)).toBe(true);
  const sentBefore = budget.bytes.available(0) + budget.answerBytes.available(0);
  const perSecond = (budget.bytes.available(10_000) + budget.answerBytes.available(10_000) - sentBefore) / 10;
  // The seed's 64 kB/s for both ends, less what leaves in any case.
  expect(2 * perSecond).toBeLessThan(60_000);
  expect(2 * perSecond).toBeGreaterThan(30_000);
});
