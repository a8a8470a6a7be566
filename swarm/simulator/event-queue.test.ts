import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./event-queue.ts";

test("everything happens at its time, and what falls together in the order in which it was planned", () => {
  const times = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 3_000 });
  fc.assert(
    fc.property(times, (plans) => {
      const queue = new EventQueue();
      const happened: [atMs: number, order: number][] = [];
      let order = 0;
      const plan = (atMs: number): number => {
        const own = order++;
        queue.after(atMs - queue.nowMs, () => happened.push([queue.nowMs, own]));
        return own;
      };
      // Half is planned beforehand, half by what happens.
      for (const [atMs, laterMs] of plans) queue.after(atMs, () => plan(queue.nowMs + laterMs));
      for (const [atMs] of plans) plan(atMs);
      queue.run(200);
      expect(happened.length).toBe(2 * plans.length);
      const sorted = happened.toSorted(([a, first], [b, second]) => a - b || first - second);
      expect(happened).toEqual(sorted);
    }),
    { numRuns: 50 },
  );
});
