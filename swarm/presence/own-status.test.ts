import { expect, it } from "vitest";
import { Chance } from "../chance.ts";
import { OwnStatus } from "./own-status.ts";

const NONE = { complete: 0, pruned: 0, failed: 0 };
/** One of three live logs, whose period is 5 s and whose news may follow after 1 s. */
const LIVE = 3;

function saidAt0(): OwnStatus {
  const middle: Pick<Chance, "between"> = { between: (low, high) => (low + high) / 2 };
  const author = { studyId: "s", publicKey: new Uint8Array(32), logNonce: new Uint8Array(16) };
  const status = new OwnStatus(author, middle as Chance);
  const effect = status.sign(0, LIVE, "", 0, NONE);
  if (effect.type !== "signStatus") throw new Error("nothing was signed");
  status.signed({ ...effect.unsigned, signature: new Uint8Array(64) });
  return status;
}

const dueAfter = (status: OwnStatus): number => {
  for (let nowMs = 0; ; nowMs += 50) if (status.isDue(nowMs, LIVE)) return nowMs;
};

it("a changed body is told after a second, a quietly changed one when the next status is due anyway", () => {
  const [still, quiet, news, both] = [saidAt0(), saidAt0(), saidAt0(), saidAt0()];
  quiet.set(Uint8Array.of(1), undefined, true);
  news.set(Uint8Array.of(1), undefined);
  both.set(Uint8Array.of(1), undefined);
  both.set(Uint8Array.of(2), undefined, true);
  expect([still, quiet, news, both].map(dueAfter)).toEqual([4_250, 4_250, 1_000, 1_000]);
  const said = quiet.sign(4_250, LIVE, "", 0, NONE);
  expect(said.type === "signStatus" && [...said.unsigned.body]).toEqual([1]);
});

it("a period grows by eight at most with a status that goes to all, and not at all with one between", () => {
  const author = { studyId: "s", publicKey: new Uint8Array(32), logNonce: new Uint8Array(16) };
  const periodsAmong = (liveLogs: number): (number | null)[] => {
    const status = new OwnStatus(author, new Chance(new Uint8Array(32)));
    return [0, 1, 2, 3].map((at) => {
      const effect = status.sign(at * 1_000_000, at === 0 ? LIVE : liveLogs, "", 0, NONE);
      return effect.type === "signStatus" ? effect.draft.periodMs : null;
    });
  };
  expect(periodsAmong(LIVE)).toEqual([5_000, 5_000, 5_000, 5_000]);
  expect(periodsAmong(1_000_000)).toEqual([5_000, 40_000, 320_000, 320_000]);
});

it("a first status that promised too long, as a neighbour named more than are there, is put right within some seconds", () => {
  const author = { studyId: "s", publicKey: new Uint8Array(32), logNonce: new Uint8Array(16) };
  const status = new OwnStatus(author, new Chance(new Uint8Array(32)));
  const effect = status.sign(0, 1_000_000, "", 0, NONE);
  if (effect.type !== "signStatus") throw new Error("nothing was signed");
  expect(effect.draft.periodMs).toBe(900_000);
  status.signed({ ...effect.unsigned, signature: new Uint8Array(64) });
  expect([9_999, 10_000].map((nowMs) => status.isDue(nowMs, LIVE))).toEqual([false, true]);
  expect(status.isDue(10_000, 1_000_000), "where they are there").toBe(false);
  const next = status.sign(10_000, LIVE, "", 0, NONE);
  expect(next.type === "signStatus" && next.draft.periodMs).toBe(5_000);
});

it("a crowd that came together speaks apart from then on, and of what promises no longer than before each soon", () => {
  const author = { studyId: "s", publicKey: new Uint8Array(32), logNonce: new Uint8Array(16) };
  const crowd = Array.from({ length: 100 }, (_, i) => new OwnStatus(author, new Chance(new Uint8Array(32).fill(i))));
  /** When each is due among 100, whose period is 40 s, in seconds after it has spoken. */
  const dues = (at: number): number[] =>
    crowd.map((status) => {
      const effect = status.sign(at, 100, "", 0, NONE);
      if (effect.type !== "signStatus") throw new Error("nothing was signed");
      status.signed({ ...effect.unsigned, signature: new Uint8Array(64) });
      for (let s = 0; ; s++) if (status.isDue(at + 1_000 * s, 100)) return s;
    });
  const [first, second] = [dues(0), dues(1_000_000)];
  expect(first.filter((s) => s < 20).length).toBeGreaterThan(15);
  expect(first.filter((s) => s >= 30).length).toBeGreaterThan(15);
  expect(Math.min(...second)).toBeGreaterThanOrEqual(30);
});
