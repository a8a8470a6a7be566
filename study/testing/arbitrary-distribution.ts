import fc from "fast-check";
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../space/distribution.ts";

const bounds = (min: number, max: number) =>
  fc
    .tuple(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }))
    .map(([a, b]): [number, number] => (a <= b ? [a, b] : [b, a]));

const wholeBounds = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]): [number, number] => (a <= b ? [a, b] : [b, a]));

/** Any distribution people could ask for. */
export const arbitraryDistribution: fc.Arbitrary<Distribution> = fc.oneof(
  bounds(-1e6, 1e6).map(([low, high]) => floatDistribution(low, high)),
  bounds(1e-9, 1e9).map(([low, high]) => floatDistribution(low, high, { log: true })),
  fc
    .tuple(wholeBounds(-1000, 1000), fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 10, 100))
    .map(([[low, high], step, scale]) => floatDistribution(low / scale, high / scale, { step: step / scale })),
  fc
    .tuple(wholeBounds(-1000, 1000), fc.integer({ min: 1, max: 300 }))
    .map(([[low, high], step]) => intDistribution(low, high, { step })),
  wholeBounds(1, 5000).map(([low, high]) => intDistribution(low, high, { log: true })),
  fc
    .uniqueArray(
      fc.oneof(
        fc.integer(),
        fc.constant(-0),
        fc.string({ unit: "grapheme", maxLength: 8 }),
        fc.boolean(),
        fc.constant(null),
      ),
      {
        minLength: 1,
        maxLength: 8,
        comparator: "SameValueZero",
      },
    )
    .map((choices) => categoricalDistribution(choices)),
);
