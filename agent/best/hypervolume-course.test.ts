import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hypervolume } from "../../study/pareto/hypervolume.ts";
import { lossesFrom } from "../../study/pareto/losses.ts";
import { HypervolumeCourse } from "./hypervolume-course.ts";

type Losses = readonly number[];

const still = () => 0;
const enter = (course: HypervolumeCourse, losses: Losses) => {
  course.count();
  course.enter(Float64Array.from(losses));
};
const valuesOf = (course: HypervolumeCourse) => course.get(still)?.course.map(({ value }) => value) ?? [];

const entriesOf = <T>(loss: fc.Arbitrary<T>, maxLength: number) =>
  fc
    .integer({ min: 2, max: 8 })
    .chain((objectives) =>
      fc.array(fc.array(loss, { minLength: objectives, maxLength: objectives }), { minLength: 1, maxLength }),
    );

/** A tenth of the range beyond the worst. */
function referenceOf(entries: readonly Losses[]): number[] {
  return (entries[0] ?? []).map((_, j) => {
    const column = entries.map((losses) => losses[j] ?? 0);
    const [best, worst] = [Math.min(...column), Math.max(...column)];
    return worst + (0.1 * (worst - best) || 0.1 * Math.abs(worst) || 1);
  });
}

/** On a front of two objectives, in any order. */
const onArc = (i: number, count: number): Losses => {
  const at = ((i * 1_009) % count) / count;
  return [at, 1 - Math.sqrt(at)];
};

describe("the course of the hypervolume", () => {
  it("is exact for small fronts, whenever it was asked for", () => {
    fc.assert(
      fc.property(entriesOf(fc.nat(9), 8), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (entries, asks) => {
        const course = new HypervolumeCourse();
        entries.forEach((losses, i) => {
          enter(course, losses);
          if (asks[i] === true) course.get(still);
          course.count();
        });
        const reference = referenceOf(entries);
        const measured = course.get(still);
        measured?.reference.forEach((loss, j) => expect(loss).toBeCloseTo(reference[j] ?? 0, 9));
        const all = measured?.course ?? [];
        expect(all.at(-1)?.trials).toBe(2 * entries.length);
        for (const { trials, value } of all) {
          const heard = entries.slice(0, Math.ceil(trials / 2));
          const exact = hypervolume(lossesFrom(heard), reference);
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-9 * exact);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("has a point for each entry where there are few", () => {
    const course = new HypervolumeCourse();
    enter(course, [0, 4]);
    enter(course, [4, 0]);
    enter(course, [1, 1]);
    const [first = 0, second = 0, third = 0, ...others] = valuesOf(course);
    expect([first, second, third].map((value) => Number(value.toFixed(9)))).toEqual([1.76, 3.36, 12.36]);
    expect(others).toEqual([]);
  });

  it("is finite for any finite losses, and never falls", () => {
    const loss = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE),
      fc.double({ min: -1e153, max: 1e153, noNaN: true }),
    );
    fc.assert(
      fc.property(entriesOf(loss, 12), (entries) => {
        const course = new HypervolumeCourse();
        for (const losses of entries) {
          enter(course, losses);
          const values = valuesOf(course);
          expect(values.every(Number.isFinite)).toBe(true);
          expect(values).toEqual(values.toSorted((a, b) => a - b));
          expect(course.get(still)?.reference.every(Number.isFinite) ?? true).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is the same with a loss far out as without it", () => {
    const [course, other] = [new HypervolumeCourse(), new HypervolumeCourse()];
    for (const each of [course, other]) {
      enter(each, [0, 4]);
      if (each === course) each.enter(Float64Array.of(-1e300, 1e308));
      enter(each, [4, 0]);
    }
    expect(course.get(still)).toEqual(other.get(still));
    expect(course.get(still)?.reference).toEqual([4.4, 4.4]);
  });

  it("stays short and close to the whole over thousands of entries", () => {
    const course = new HypervolumeCourse();
    const count = 5_000;
    const entries = Array.from({ length: count }, (_, i) => onArc(i, count));
    entries.forEach((losses, i) => {
      enter(course, losses);
      if (i % 5 === 0) expect(valuesOf(course).length).toBeLessThanOrEqual(201);
    });
    const reference = referenceOf(entries);
    const exact = hypervolume(lossesFrom(entries), reference);
    expect(course.get(still)?.reference).toEqual(reference);
    const values = valuesOf(course);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(-1)).toBeGreaterThan(0.98 * exact);
    expect(values.at(-1)).toBeLessThanOrEqual(exact * (1 + 1e-12));
  });

  it("does not forget the best of an objective, however many entries follow", () => {
    const course = new HypervolumeCourse();
    const entries = [[-10, 1.2], ...Array.from({ length: 5_000 }, (_, i) => onArc(i, 5_000))];
    for (const losses of entries) enter(course, losses);
    const exact = hypervolume(lossesFrom(entries), referenceOf(entries));
    expect(valuesOf(course).at(-1)).toBeGreaterThan(0.98 * exact);
  });

  it("measures what is on the front, not what was", () => {
    const course = new HypervolumeCourse();
    for (let i = 0; i < 600; i++) enter(course, onArc(i, 600));
    const three = [
      [-4, -6],
      [-5, -5],
      [-6, -4],
    ];
    for (const losses of three) enter(course, losses);
    expect(valuesOf(course).at(-1)).toBeCloseTo(hypervolume(lossesFrom(three), course.get(still)?.reference ?? []), 9);
  });

  it("rests twenty times as long as it took to measure", () => {
    const course = new HypervolumeCourse();
    let nowMs = 1_000;
    /** Every look at the clock takes 5 ms: so does measuring. */
    const slow = () => {
      nowMs += 5;
      return nowMs;
    };
    enter(course, [0, 4]);
    const first = course.get(slow);
    expect(first?.course).toHaveLength(1);
    enter(course, [4, 0]);
    nowMs += 80;
    const value = first?.course.at(-1)?.value;
    expect(course.get(slow)?.reference).toEqual(first?.reference);
    expect(course.get(slow)?.course.at(-1)).toEqual({ trials: 2, value });
    nowMs += 10;
    expect(course.get(slow)?.reference).toEqual([4.4, 4.4]);
  });

  it("begins anew once forgotten", () => {
    const course = new HypervolumeCourse();
    expect(course.get(still)).toBeNull();
    enter(course, [-50, 50]);
    course.get(still);
    course.forget();
    expect(course.get(still)).toBeNull();
    course.enter(Float64Array.of(0, 4));
    course.enter(Float64Array.of(4, 0));
    expect(course.get(still)?.reference).toEqual([4.4, 4.4]);
    expect(course.get(still)?.course.map(({ trials }) => trials)).toEqual([1]);
  });
});
