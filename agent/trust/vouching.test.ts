import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { Anteroom, DOUBTFUL_SHARE } from "./anteroom.ts";
import { AuthorBook } from "./author-book.ts";
import { CHECKED_SHARE, CheckBudget } from "./check-budget.ts";
import { CheckPlan } from "./check-plan.ts";
import { Claims } from "./claims.ts";
import { Vouching } from "./vouching.ts";
import { WordLedger } from "./word-ledger.ts";

const trialOf = (log: string, number: number, value: number): FinishedTrial =>
  finished({ log, number, values: [value] });

describe("vouching", () => {
  it("takes one own run for author and attesting keys, two of the author's trials to be full", () => {
    const vouching = new Vouching();
    expect(vouching.standing("a")).toBe("unknown");
    expect(vouching.passed("a", ["b", "c"])).toEqual(["a", "b", "c"]);
    expect(["a", "b", "c"].map((peer) => vouching.standing(peer))).toEqual(["vouched", "vouched", "vouched"]);
    expect(vouching.passed("a", ["b"])).toEqual([]);
    expect(vouching.standing("a")).toBe("full");
    expect(vouching.standing("b")).toBe("vouched");
  });

  it("lets one mismatch take everything, and ten passes give it back", () => {
    const vouching = new Vouching();
    for (let i = 0; i < 5; i++) vouching.passed("a", ["b"]);
    expect(vouching.mismatched("a", ["b"])).toEqual(["a", "b"]);
    expect(vouching.isVouched("a") || vouching.isVouched("b")).toBe(false);
    for (let i = 0; i < 10; i++) {
      expect(vouching.standing("a")).toBe("wrong");
      vouching.passed("a", ["b"]);
    }
    expect(vouching.standing("a")).toBe("unknown");
    expect(vouching.passed("a", [])).toEqual(["a"]);
    // Attesting what is true anyway gives nothing back.
    expect(vouching.standing("b")).toBe("wrong");
  });
});

describe("the budget of checks", () => {
  it("is a tenth of own trials and their time, with eight ahead for strangers which come back", () => {
    const budget = new CheckBudget(100, true);
    let most = 0;
    for (let own = 0; own < 100; own++) {
      budget.own(100);
      while (budget.allows(true)) budget.checked(100);
      most = Math.max(most, budget.count - CHECKED_SHARE * (own + 1));
    }
    expect(most).toBeLessThanOrEqual(8);
    expect(budget.count).toBe(10);
    expect(budget.share).toBeLessThanOrEqual(0.1);
  });

  it("is not far ahead where others may run the rest, however much that is", () => {
    const checksBeside = (trials: number): number => {
      const budget = new CheckBudget(5_000, false);
      while (budget.allows(true)) budget.checked(100);
      for (let own = 0; own < trials; own++) {
        budget.own(100);
        while (budget.allows(true)) budget.checked(100);
      }
      return budget.count;
    };
    expect([0, 12, 40, 60, 100, 1_000].map(checksBeside)).toEqual([1, 2, 4, 6, 10, 100]);
  });

  it("counts what opening a worker costs", () => {
    const budget = new CheckBudget(Number.POSITIVE_INFINITY, true);
    for (let own = 0; own < 1_000; own++) {
      budget.own(10);
      while (budget.allows(false)) budget.checked(50);
    }
    expect(budget.share).toBeLessThanOrEqual(CHECKED_SHARE);
    expect(budget.count).toBeGreaterThan(10);
  });
});

describe("the plan of checks", () => {
  const crowd = (size: number): string[] => Array.from({ length: size }, (_, i) => `key ${i}`);
  const make = (attesters: (trial: FinishedTrial) => readonly string[] = () => []) => {
    const claims = new Claims(["minimize"], new WordLedger());
    const vouching = new Vouching();
    const budget = new CheckBudget(Number.POSITIVE_INFINITY, true);
    const book = new AuthorBook(({ values }) => values[0] ?? Number.NaN, 7);
    const rng = rngFromSeed("plan");
    const plan = new CheckPlan({
      claims,
      vouching,
      budget,
      book,
      rng,
      isBorneOut: () => false,
      isSuspect: () => false,
      turnOf: () => 0,
      unknownAttesters: attesters,
    });
    const heard = (trial: FinishedTrial, author: string): void => {
      book.heard(trial, author);
      claims.heard(trial, author);
    };
    return { claims, vouching, budget, book, plan, heard };
  };

  it("looks at the best claim first, at none that is superseded, and at one trial of an author at a time", () => {
    const { plan, heard, claims, budget } = make();
    claims.own(trialOf("own", 0, 10), "me");
    for (let i = 0; i < 20; i++) heard(trialOf("a", i, 9 - i), "a");
    expect(plan.next(true)).toMatchObject({ why: "claim", trial: { number: 19 } });
    expect(plan.next(true)).toBeNull();
    plan.ended("a");
    claims.confirmed(trialOf("a", 19, -10), "a");
    expect(plan.next(true)).toBeNull();
    budget.own(1);
    expect(plan.next(false)).toMatchObject({ why: "first" });
  });

  it("goes by the former best of an author that others have run before the newer one that nobody has", () => {
    const { plan, heard, claims, budget } = make(({ log, number }) => crowd(log === "b" && number === 1 ? 5 : 0));
    claims.own(trialOf("own", 0, -1), "me");
    for (const [log, number, value] of [
      ["a", 0, 3],
      ["b", 0, 5],
      ["b", 1, 4],
      ["b", 2, 2],
    ] as const)
      heard(trialOf(log, number, value), log);
    budget.own(1);
    expect(plan.next(false)).toMatchObject({ why: "first", trial: { log: trialOf("b", 1, 4).log, number: 1 } });
  });

  it("looks at four trials and no more where nothing of its own runs, and at none of whom it knows", () => {
    const { plan, heard, claims, vouching, budget } = make();
    claims.own(trialOf("own", 0, -1), "me");
    for (let i = 0; i < 20; i++) heard(trialOf(`log${i}`, 0, 1 + i), `log${i}`);
    vouching.passed("log0", []);
    const looked: string[] = [];
    for (let i = 0; i < 20; i++) {
      const check = plan.next(false, true);
      if (check === null) continue;
      looked.push(check.author);
      budget.checked(100);
    }
    // Three of strangers come at once wherever there are any.
    expect(looked.length).toBeGreaterThanOrEqual(4);
    expect(looked.length).toBeLessThanOrEqual(4 + 8);
    expect(looked.slice(0, 4)).not.toContain("log0");
  });

  it("knows most strangers soonest: the trial that most unknown keys attest goes first", () => {
    const { plan, heard, claims, budget } = make(({ log }) => crowd(log === "b" ? 5 : 1));
    claims.own(trialOf("own", 0, -1), "me");
    for (const log of ["a", "b", "c"]) heard(trialOf(log, 0, 1), log);
    for (let i = 0; i < 10; i++) budget.own(1);
    expect(plan.next(false)?.author).toBe("b");
    expect(plan.next(true)).toBeNull();
  });

  it("checks who is known ever more seldom", () => {
    const { plan, heard, claims, vouching, book, budget } = make();
    claims.own(trialOf("own", 0, -1), "me");
    let checks = 0;
    for (let i = 0; i < 3_000; i++) {
      heard(trialOf("a", i, 1 + (i % 7)), "a");
      budget.own(1);
      const check = plan.next(false);
      if (check === null) continue;
      checks++;
      vouching.passed("a", []);
      book.ran(check.trial, "a");
      plan.ended("a");
    }
    // With the chance 1 / passes after n trials some sqrt(2 n) of them have been run.
    expect(checks).toBeGreaterThan(40);
    expect(checks).toBeLessThan(130);
  });
});

describe("the anteroom", () => {
  const make = () => new Anteroom(99);

  it("lets in what is believed, and of strangers a share that grows with it", () => {
    const anteroom = make();
    let entered = 0;
    for (let i = 0; i < 400; i++) {
      if (i < 30) anteroom.own();
      if (anteroom.enter(trialOf("stranger", i, 1), "stranger", "doubtful", false)) entered++;
    }
    expect(entered).toBe(10);
    expect(entered / (entered + 30)).toBeLessThanOrEqual(DOUBTFUL_SHARE);
    expect(anteroom.waiting).toBe(390);
    anteroom.release("stranger");
    expect(anteroom.waiting).toBe(0);
  });

  it("never lets in a stranger's record, nor anything of who was wrong", () => {
    const anteroom = make();
    for (let i = 0; i < 100; i++) anteroom.own();
    for (let i = 0; i < 100; i++) {
      expect(anteroom.enter(trialOf("a", i, -i), "a", "doubtful", true)).toBe(false);
      expect(anteroom.enter(trialOf("b", i, i), "b", "nothing", false)).toBe(false);
    }
  });

  it("has as much room for strangers after one was believed and withdrawn as before it came", () => {
    const entersOf = (anteroom: Anteroom): number => {
      let entered = 0;
      for (let i = 0; i < 400; i++)
        if (anteroom.enter(trialOf("stranger", i, 1), "stranger", "doubtful", false)) entered++;
      return entered;
    };
    const [plain, withdrawn] = [make(), make()];
    for (const anteroom of [plain, withdrawn]) for (let i = 0; i < 30; i++) anteroom.own();
    for (let i = 0; i < 90; i++) withdrawn.enter(trialOf("liar", i, 1), "liar", "doubtful", false);
    withdrawn.release("liar");
    for (let i = 0; i < 90; i++) withdrawn.enter(trialOf("liar", 90 + i, 1), "liar", "believed", false);
    withdrawn.withdraw("liar");
    expect(withdrawn.waiting).toBe(180);
    expect(entersOf(withdrawn)).toBe(entersOf(plain));
  });
});
