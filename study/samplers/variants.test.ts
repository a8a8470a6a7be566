import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { MisuseError } from "../errors.ts";
import { nopPruner } from "../pruners/nop.ts";
import { rngFromSeed } from "../rng.ts";
import { Study } from "../study.ts";
import { runProposal } from "../testing/run-trials.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { variantsSampler } from "./variants.ts";

const COUNT = 40;
const chosen = (trial: { readonly params: readonly unknown[] }): number => Number(trial.params[0]);

function studyOf(log: string, maxHistory?: number): Study {
  const given = { directions: ["minimize" as const], pruner: nopPruner(), seed: 1, log };
  const sampler = variantsSampler("variant", COUNT);
  return new Study(maxHistory === undefined ? { ...given, sampler } : { ...given, sampler, maxHistory });
}

function run(study: Study, isMine?: (piece: number) => boolean): FinishedTrial | null {
  const [proposal] = study.ask(1, [], undefined, isMine);
  if (proposal === undefined) return null;
  return study.tell(runProposal(study, proposal, (trial) => trial.suggestInt("variant", 0, COUNT - 1)));
}

describe("variants", () => {
  test("are tried once each in their order, and then nothing is left", async () => {
    const study = createStudy({ sampler: variantsSampler("variant", 5) });
    const seen: number[] = [];
    const { reason } = await study.optimize((trial) => {
      seen.push(trial.suggestInt("variant", 0, 4));
      return 0;
    });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(reason).toBe("nothing is left to try");
  });

  test("that fail are not tried again", async () => {
    const study = createStudy({ sampler: variantsSampler("variant", 5) });
    await study.optimize(
      (trial) => {
        if (trial.suggestInt("variant", 0, 4) === 2) throw new Error("no");
        return 0;
      },
      { catch: true },
    );
    expect(study.trials().map(chosen)).toEqual([0, 1, 2, 3, 4]);
  });

  test("that fall to others, run there or have been told by them are left to them", () => {
    const study = studyOf("a");
    const other = studyOf("b");
    const isEven = (piece: number): boolean => piece % 2 === 0;
    const own = Array.from({ length: COUNT / 2 }, () => run(study, isEven));
    expect(own.map((trial) => trial && chosen(trial))).toEqual(Array.from({ length: COUNT / 2 }, (_, i) => 2 * i));
    expect(run(study, isEven)).toBeNull();
    expect(study.isExhausted()).toBe(false);
    for (const trial of own) if (trial !== null) other.addForeign(trial);
    const rest = Array.from({ length: COUNT / 2 }, () => run(other));
    expect(rest.map((trial) => trial && chosen(trial))).toEqual(Array.from({ length: COUNT / 2 }, (_, i) => 2 * i + 1));
    expect(other.isExhausted()).toBe(true);
  });

  test("asked together are different, and those that run are not asked for again", () => {
    const study = studyOf("a");
    const proposals = study.ask(10);
    expect(proposals.map(({ values }) => values[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(study.ask(2).map(({ values }) => values[0])).toEqual([10, 11]);
  });

  test("of others are taken from the end, where the others come last", () => {
    const study = studyOf("a");
    const ask = () => study.ask(1, [], undefined, (piece) => piece % 2 === 0, true).map(({ values }) => values[0]);
    expect([ask(), ask(), ask()]).toEqual([[38], [36], [34]]);
    expect(study.ask(1).map(({ values }) => values[0])).toEqual([0]);
  });

  test("are counted also where the history has no room for them", () => {
    const study = studyOf("a", 10);
    for (let i = 0; i < COUNT; i++) expect(chosen(run(study) ?? { params: [] })).toBe(i);
    expect(study.isExhausted()).toBe(true);
    expect(study.endProgress()).toMatchObject({ tried: COUNT });
  });

  test("take no time worth mentioning when there are many", () => {
    const sampler = variantsSampler("variant", 10_000);
    const study = new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed: 1, log: "a" });
    const rng = rngFromSeed(1, "mine");
    let looked = 0;
    for (let i = 0; i < 10_000; i++) {
      const isMine = (): boolean => {
        looked++;
        return true;
      };
      const [proposal] = study.ask(1, [], undefined, isMine);
      if (proposal === undefined) throw new Error("none left");
      study.tell(runProposal(study, proposal, (trial) => trial.suggestInt("variant", 0, 9_999) + rng.next()));
    }
    expect(looked).toBe(10_000);
    expect(study.isExhausted()).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN])("of a count of %d are refused", (count) => {
    expect(() => variantsSampler("variant", count)).toThrow(MisuseError);
  });
});
