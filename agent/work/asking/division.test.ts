import { describe, expect, it } from "vitest";
import { intDistribution } from "../../../study/space/distribution.ts";
import { type Lease, NO_PROGRESS } from "../../tell/status-codec.ts";
import { Leases } from "../leases.ts";
import { Division, LONG_TRIAL_MS } from "./division.ts";

const PIECES = Array.from({ length: 200 }, (_, i) => i);
const LOGS = ["a", "b", "c", "d"];
const space = { names: ["x"], distributions: [intDistribution(0, 1_000)] };
const lease = (number: number): Lease => ({ ...NO_PROGRESS, number, state: "running", space, params: [number] });

/** What `log` knows of the others: those of `busy` run as many trials as they have cores, the rest none. */
function divisionOf(log: string, busy: readonly string[], cores = 1) {
  const leases = new Leases();
  const tell = (other: string, running: number): void => {
    const told = { name: "", cores, activity: "running", round: 1, runningCount: running } as const;
    leases.update(other, other, { ...told, leases: Array.from({ length: running }, (_, i) => lease(i)) }, 0);
  };
  for (const other of LOGS) if (other !== log) tell(other, busy.includes(other) ? cores : 0);
  const division = new Division(log, leases, 0, true);
  const ask = (nowMs: number, trialMs = LONG_TRIAL_MS): number[][] => {
    division.refresh();
    const found = Array.from(division.help(nowMs, trialMs), (isFor) => PIECES.filter(isFor));
    division.served(0, nowMs, trialMs);
    return found;
  };
  ask(0);
  return { division, ask, tell };
}

const rankOf = (log: string, piece: number): number => {
  const { division } = divisionOf(log, []);
  division.refresh();
  return division.rankOf(piece);
};

describe("who has nothing left of its own", () => {
  it("waits no longer than news takes, and then helps where it comes second, before it helps anywhere else", () => {
    const { ask } = divisionOf("a", ["b", "c", "d"]);
    expect(ask(1_999)).toEqual([]);
    const [second, all] = ask(2_000);
    expect(second).toEqual(PIECES.filter((piece) => rankOf("a", piece) <= 1));
    expect(all).toEqual(PIECES.filter((piece) => rankOf("a", piece) <= 2));
  });

  it("chooses what nobody else who helps chooses", () => {
    const helpers = ["a", "b", "c"];
    const chosen = helpers.map((log) => divisionOf(log, ["d"]).ask(2_000)[0] ?? []);
    const ofBusy = PIECES.filter((piece) => rankOf("d", piece) === 0);
    // Those of the busy tab are shared out among the free ones; what a free tab has is left to it.
    expect(
      chosen.flatMap((own, i) => own.filter((piece) => rankOf(helpers[i] ?? "", piece) > 0)).toSorted((x, y) => x - y),
    ).toEqual(ofBusy);
  });

  it("leaves a piece to a free tab that comes first twice as long again, and waits for that one no more until it runs something", () => {
    const { ask, division, tell } = divisionOf("a", ["b", "c"]);
    const ofFree = PIECES.filter((piece) => rankOf("d", piece) === 0 && rankOf("a", piece) === 1);
    expect(ask(5_999)[0]?.filter((piece) => ofFree.includes(piece))).toEqual([]);
    expect(ask(6_000)[0]).toEqual(expect.arrayContaining(ofFree));
    division.served(1, 6_000, LONG_TRIAL_MS, true);
    ask(20_000);
    expect(ask(22_000)[0]).toEqual(expect.arrayContaining(ofFree));
    tell("d", 1);
    ask(22_001);
    tell("d", 0);
    expect(ask(22_002)[0]?.filter((piece) => ofFree.includes(piece))).toEqual([]);
  });

  it("takes a tab for free that has a core left", () => {
    const { ask, tell } = divisionOf("a", ["b", "c", "d"], 2);
    const ofOther = PIECES.filter((piece) => rankOf("d", piece) === 0 && rankOf("a", piece) === 1);
    expect(ask(2_000)[0]).toEqual(expect.arrayContaining(ofOther));
    tell("d", 1);
    expect(
      divisionOf("a", ["b", "c"], 2)
        .ask(2_000)[0]
        ?.filter((piece) => ofOther.includes(piece)),
    ).toEqual([]);
  });

  it("does not help by this where trials end before others know of them, but after ten seconds", () => {
    const { ask, division } = divisionOf("a", ["b", "c", "d"]);
    const mine = (): number => {
      division.refresh();
      return PIECES.filter(division.isMine).length;
    };
    const own = mine();
    expect(ask(9_999, LONG_TRIAL_MS - 1)).toEqual([]);
    expect(mine()).toBe(own);
    ask(10_000, LONG_TRIAL_MS - 1);
    expect(mine()).toBeGreaterThan(own);
    ask(10_001, LONG_TRIAL_MS);
    expect(mine()).toBe(own);
  });
});
