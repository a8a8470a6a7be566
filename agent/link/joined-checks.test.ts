import { expect, it } from "vitest";
import { JoinedChecks } from "./joined-checks.ts";

const bytes = (value: number): Uint8Array => new Uint8Array(64).fill(value);

function setUp() {
  const waiting: ((holds: boolean) => void)[] = [];
  const checks = new JoinedChecks({ verify: () => new Promise((resolve) => waiting.push(resolve)) });
  return { waiting, checks };
}

it("checks a signature once that several ask for meanwhile, and anew for whoever asks later", async () => {
  const { waiting, checks } = setUp();
  const asked = [1, 2].map(() => checks.verify(bytes(1), bytes(2), bytes(3)));
  expect(waiting.length).toBe(1);
  waiting[0]?.(true);
  expect(await Promise.all(asked)).toEqual([true, true]);
  void checks.verify(bytes(1), bytes(2), bytes(3));
  expect(waiting.length).toBe(2);
});

it("never answers for another key, other bytes or another signature", async () => {
  const { waiting, checks } = setUp();
  const asked = [
    checks.verify(bytes(1), bytes(2), bytes(3)),
    checks.verify(bytes(9), bytes(2), bytes(3)),
    checks.verify(bytes(1), bytes(9), bytes(3)),
    checks.verify(bytes(1), bytes(2), bytes(3).with(63, 9)),
  ];
  waiting.forEach((answer, i) => answer(i === 0));
  expect(await Promise.all(asked)).toEqual([true, false, false, false]);
});
