import { expect, it } from "vitest";
import { inTimeOrder } from "./time-order.ts";

const order = (...events: readonly (readonly [string, number | null])[]) =>
  inTimeOrder(
    events.map(([trial, studyMs]) => ({ trial, studyMs })),
    ({ trial }) => trial,
  ).map(({ trial, studyMs }) => [trial, studyMs]);

it("is that of the times, and of two at once that in which they came", () => {
  const sorted = order(["a", 18], ["a", 24], ["b", 12], ["b", 18], ["c", 0], ["c", 18]);
  expect(sorted).toEqual([
    ["c", 0],
    ["b", 12],
    ["a", 18],
    ["b", 18],
    ["c", 18],
    ["a", 24],
  ]);
});

it("turns the events of a trial never round, whatever is not known of them or told wrong", () => {
  expect(order(["a", 5], ["b", 7], ["a", null], ["b", 6], ["a", 9])).toEqual([
    ["a", 5],
    ["a", null],
    ["b", 7],
    ["b", 6],
    ["a", 9],
  ]);
  expect(order(["a", 5], ["b", null], ["b", null])).toEqual([
    ["b", null],
    ["b", null],
    ["a", 5],
  ]);
});
