import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import { type SignedNote } from "../../swarm/notes/note.ts";
import { fakeKey } from "../../swarm/simulator/fake-signer.ts";
import { encodeNote } from "../tell/note-codec.ts";
import { Claims } from "./claims.ts";
import { trialDigest } from "./trial-digest.ts";
import { WordLedger } from "./word-ledger.ts";

const ENGINE = { name: "chromium", version: 156 } as const;
/** Logs as ids that a note can name. */
const logOf = (name: string): string => base64url(Uint8Array.from({ length: 16 }, (_, i) => name.charCodeAt(i) || 1));
const trialOf = (log: string, number: number, value: number, foreignKnown = 0): FinishedTrial =>
  finished({ log: logOf(log), number, values: [value], foreignKnown });

let sequence = 0;
const word = (key: string, kind: "attestation" | "dispute", trial: FinishedTrial): SignedNote => {
  const about = { trial: trialId(trial), hash: trialDigest(trial), engine: ENGINE };
  const body = kind === "attestation" ? encodeNote(kind, about) : encodeNote(kind, { ...about, values: [1] });
  if (!body.ok) throw new Error(body.reason);
  return {
    version: 1,
    studyId: "study",
    publicKey: fakeKey(key),
    kind,
    sequence: ++sequence,
    body: body.value,
    signature: new Uint8Array(64),
  };
};
const peer = (key: string): PeerId => peerIdOf(fakeKey(key));
const everybody = (size: number) => ({ size, counts: () => true, heedsDispute: () => true });

describe("claims of trade-offs", () => {
  const tradeOff = (log: string, number: number, ...values: readonly number[]): FinishedTrial =>
    finished({ log: logOf(log), number, values: [...values] });
  const begun = (): Claims => {
    const claims = new Claims(["minimize", "maximize"], new WordLedger());
    claims.own(tradeOff("own", 0, 5, 5), "me");
    return claims;
  };
  const shownBy = (claims: Claims) => claims.front?.map(({ trial }) => trial.values);

  it("are all that nothing verified beats; the newest stands first, and one that another beats not at all", () => {
    const claims = begun();
    expect(claims.heard(tradeOff("a", 1, 6, 4), "a")).toBe(false);
    const [old, beaten, newest] = [tradeOff("a", 2, 1, 1), tradeOff("b", 3, 9, 8), tradeOff("c", 4, 9, 9)];
    for (const [trial, author] of [
      [newest, "c"],
      [old, "a"],
      [beaten, "b"],
    ] as const)
      expect(claims.heard(trial, author)).toBe(true);
    expect(claims.standingAll.map(({ trial }) => trial)).toEqual([newest, old]);
    expect(claims.standing()?.trial).toBe(newest);
    expect(shownBy(claims)).toEqual([[5, 5]]);
    claims.confirmed(newest, "c");
    expect(claims.open.map(({ trial }) => trial)).toEqual([old]);
    claims.confirmed(old, "a");
    expect(shownBy(claims)).toEqual([
      [1, 1],
      [5, 5],
      [9, 9],
    ]);
    expect([claims.best, claims.bestAuthor]).toEqual([old, "a"]);
  });

  it("come back when the one that beats them is refuted, and are looked at where nobody can run that one", () => {
    const claims = begun();
    const [honest, lie] = [tradeOff("a", 2, 1, 6), tradeOff("liar", 3, -9, 99)];
    claims.heard(honest, "a");
    claims.heard(lie, "liar");
    expect(claims.standing()?.trial).toBe(lie);
    claims.silent(lie);
    claims.silent(lie);
    expect(claims.standing()?.trial).toBe(honest);
    claims.refuted(lie);
    expect(claims.standingAll.map(({ trial }) => trial)).toEqual([honest]);
  });

  it("by one key that floods give way, and are found again", () => {
    const claims = begun();
    for (let i = 1; i <= 100; i++) claims.heard(tradeOff("liar", i, -i, -i), "liar");
    claims.heard(tradeOff("a", 0, -0.5, 0), "a");
    expect(claims.open.filter(({ author }) => author === "a")).toHaveLength(1);
    expect(claims.open.length).toBeLessThan(50);
    claims.disown(new Set(["liar", "a"]));
    expect(claims.isIncomplete).toBe(true);
  });
});

describe("claims", () => {
  it("are what is better than the verified best, and are none any more once it has been run and is the same", () => {
    const claims = new Claims(["minimize"], new WordLedger());
    claims.own(trialOf("own", 0, 5), "me");
    expect(claims.heard(trialOf("a", 0, 7), "a")).toBe(false);
    const better = trialOf("a", 1, 3);
    expect(claims.heard(better, "a")).toBe(true);
    expect(claims.best?.values).toEqual([5]);
    expect(claims.standing()?.trial).toBe(better);
    claims.confirmed(better, "a");
    expect(claims.best).toBe(better);
    expect(claims.bestAuthor).toBe("a");
    expect(claims.open).toEqual([]);
  });

  it("never are infinite, infeasible, pruned or failed", () => {
    const claims = new Claims(["minimize"], new WordLedger());
    expect(claims.heard(trialOf("a", 0, Number.NEGATIVE_INFINITY), "a")).toBe(false);
    expect(claims.heard(finished({ number: 0, values: [1], constraints: { weight: 1 } }), "a")).toBe(false);
    expect(claims.heard(finished({ number: 0, values: [1], state: "pruned" }), "a")).toBe(false);
    expect(claims.standing()).toBeNull();
  });

  it("that were refuted stay refuted, and the next best one stands", () => {
    const claims = new Claims(["minimize"], new WordLedger());
    const [lie, truth] = [trialOf("liar", 0, -1e6), trialOf("b", 0, 2)];
    claims.heard(lie, "liar");
    claims.heard(truth, "b");
    expect(claims.standing()?.trial).toBe(lie);
    claims.refuted(lie);
    expect(claims.standing()?.trial).toBe(truth);
    expect(claims.heard(lie, "liar")).toBe(false);
  });

  it("of which own runs say nothing are left to others", () => {
    const claims = new Claims(["minimize"], new WordLedger());
    const claim = trialOf("a", 0, 1);
    claims.heard(claim, "a");
    claims.silent(claim);
    expect(claims.standing()?.trial).toBe(claim);
    claims.silent(claim);
    expect(claims.standing()).toBeNull();
    expect(claims.open).toHaveLength(1);
  });

  it("of one key hide no other's, however many there are", () => {
    const claims = new Claims(["minimize"], new WordLedger());
    const honest = trialOf("b", 0, 2);
    claims.heard(honest, "b");
    for (let i = 0; i < 1_000; i++) claims.heard(trialOf("liar", i, -i), "liar");
    expect(claims.open.map(({ author }) => author)).toContain("b");
    claims.disown(new Set(["liar"]));
    expect(claims.standing()?.trial).toBe(honest);
    claims.refuted(honest);
    expect(claims.isIncomplete).toBe(true);
  });

  it("are believed once enough who count attest them, twice as many as dispute them", () => {
    const words = new WordLedger();
    const claims = new Claims(["minimize"], words);
    const claim = trialOf("a", 0, 1);
    claims.heard(claim, peer("a"));
    words.note(word("a", "attestation", claim));
    words.note(word("b", "attestation", claim));
    expect(claims.believe(everybody(2))).toBe(false);
    words.note(word("c", "attestation", claim));
    expect(claims.believe({ ...everybody(2), counts: (other) => other !== peer("b") })).toBe(false);
    words.note(word("d", "dispute", claim));
    expect(claims.believe(everybody(2))).toBe(false);
    words.note(word("e", "attestation", claim));
    expect(claims.believe(everybody(2))).toBe(true);
    expect(claims.best).toBe(claim);
  });

  it("are not verified by words about another trial of that name", () => {
    const words = new WordLedger();
    const claims = new Claims(["minimize"], words);
    const claim = trialOf("a", 0, 1);
    claims.heard(claim, peer("a"));
    for (const key of ["b", "c", "d"]) words.note(word(key, "attestation", { ...claim, values: [2] }));
    expect(claims.believe(everybody(2))).toBe(false);
  });

  it("come to the same best whatever the order of trials, runs and notes", () => {
    const trials = Array.from({ length: 12 }, (_, i) => trialOf(`log${i % 4}`, i, (i * 7) % 5, i % 3));
    const authorOf = ({ log }: FinishedTrial): PeerId => peer(log);
    const events = [
      ...trials.map((trial) => ({ kind: "heard" as const, trial })),
      ...trials.flatMap((trial) =>
        trial.number % 3 === 0
          ? ["x", "y"].map((key) => ({ kind: "word" as const, note: word(key, "attestation", trial), trial }))
          : [],
      ),
      ...trials.filter(({ number }) => number % 4 === 1).map((trial) => ({ kind: "ran" as const, trial })),
    ];
    const bestAfter = (order: typeof events): string | null => {
      const words = new WordLedger();
      const claims = new Claims(["minimize"], words);
      for (const event of order) {
        if (event.kind === "heard") claims.heard(event.trial, authorOf(event.trial));
        else if (event.kind === "word") words.note(event.note);
        else if (event.trial.number % 2 === 1) claims.confirmed(event.trial, authorOf(event.trial));
        while (claims.believe(everybody(2)));
      }
      return claims.best === null ? null : trialId(claims.best);
    };
    const expected = bestAfter(events);
    expect(expected).not.toBeNull();
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
        expect(bestAfter(order)).toBe(expected);
      }),
    );
  });
});

describe("words about trials", () => {
  it("of a key that says both count for neither, whichever came first", () => {
    const trial = trialOf("a", 0, 1);
    const both = [word("b", "attestation", trial), word("b", "dispute", trial)];
    for (const order of [both, both.toReversed()]) {
      const words = new WordLedger();
      for (const note of order) words.note(note);
      expect(words.of(trialId(trial), base64url(trialDigest(trial)), peer("a"))).toEqual({
        attesting: [],
        disputing: [],
      });
    }
  });

  it("are forgotten of the oldest trials first", () => {
    const words = new WordLedger();
    const first = trialOf("a", 0, 1);
    words.note(word("b", "attestation", first));
    for (let i = 1; i <= 8_192; i++) words.note(word("b", "attestation", trialOf("a", i, 1)));
    expect(words.of(trialId(first), base64url(trialDigest(first)), peer("a")).attesting).toEqual([]);
  });
});
