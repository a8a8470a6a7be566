import { describe, expect, it } from "vitest";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, type TrialOutcome, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import type { SignedNote } from "../../swarm/notes/note.ts";
import { fakeKey } from "../../swarm/simulator/fake-signer.ts";
import { type EngineClass, UNKNOWN_ENGINE } from "../tell/engine-class.ts";
import type { Attestation, Dispute } from "../tell/note-body.ts";
import { encodeNote } from "../tell/note-codec.ts";
import { trialDigest } from "./trial-digest.ts";
import { type Rerun, Trust } from "./trust.ts";

const CHROMIUM: EngineClass = { name: "chromium", version: 156 };
const FIREFOX: EngineClass = { name: "firefox", version: 150 };
const logOf = (name: string): string => base64url(Uint8Array.from({ length: 16 }, (_, i) => name.charCodeAt(i) || 1));
const peer = (name: string): PeerId => peerIdOf(fakeKey(name));
/** Truth is the square of x; a lie is anything else. */
const trialOf = (by: string, number: number, x: number, value = x * x): FinishedTrial =>
  finished({
    log: logOf(by),
    number,
    values: [value],
    space: { names: ["x"], distributions: [{ kind: "float", low: -9, high: 9, log: false, step: null }] },
    params: [x],
    durationMs: 100,
  });
const truthOf = (trial: FinishedTrial): TrialOutcome => ({ ...trial, values: [(trial.params[0] as number) ** 2] });

let sequence = 0;
const noteOf = (by: string, kind: "attestation" | "dispute", body: Attestation | Dispute): SignedNote => {
  const encoded = kind === "dispute" ? encodeNote(kind, body as Dispute) : encodeNote(kind, body);
  if (!encoded.ok) throw new Error(encoded.reason);
  const publicKey = fakeKey(by);
  return {
    version: 1,
    studyId: "study",
    publicKey,
    kind,
    sequence: ++sequence,
    body: encoded.value,
    signature: new Uint8Array(64),
  };
};

/** A tab that works, with what it said and did. */
function tab(
  name = "me",
  how: { workers?: number; canRun?: boolean; stayed?: PeerId[]; engines?: Record<string, EngineClass> } = {},
) {
  const said: SignedNote[] = [];
  const fallen: PeerId[] = [];
  const trust = new Trust(
    {
      directions: ["minimize"],
      own: peer(name),
      log: logOf(name),
      engine: CHROMIUM,
      secret: name,
      verifications: 0,
      planned: Number.POSITIVE_INFINITY,
      isCertain: true,
    },
    {
      attest: (attestation) => said.push(noteOf(name, "attestation", attestation)),
      dispute: (dispute) => said.push(noteOf(name, "dispute", dispute)),
      engineOf: (log) => how.engines?.[log] ?? CHROMIUM,
      workers: () => how.workers ?? 4,
      heard: () => ({ counts: (peer) => how.stayed?.includes(peer) ?? true, workers: how.workers ?? 4 }),
      canRun: () => how.canRun ?? true,
      risen: () => {},
      fallen: (peers) => fallen.push(...peers),
      verified: () => {},
    },
  );
  /** Runs all there is to run; returns it. */
  const work = (run: (trial: FinishedTrial, rerun: Rerun) => TrialOutcome = truthOf, isDone = true): Rerun[] => {
    const reruns: Rerun[] = [];
    for (let rerun = trust.next(isDone); rerun !== null && reruns.length < 100; rerun = trust.next(isDone)) {
      reruns.push(rerun);
      trust.ended(rerun, run(rerun.trial, rerun), 100);
    }
    return reruns;
  };
  return { trust, said, fallen, work };
}

describe("a tab that works", () => {
  it("shows a claim once it has run it, and attests what it found", () => {
    const { trust, said, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    trust.heard(trialOf("a", 0, 1), peer("a"));
    expect(trust.claims.best?.values).toEqual([9]);
    expect(trust.claim?.trial.values).toEqual([1]);
    expect(work().map(({ why, isFresh }) => [why, isFresh])).toEqual([["claim", true]]);
    expect(trust.claims.best?.values).toEqual([1]);
    expect(trust.claim).toBeNull();
    expect(said.map(({ kind }) => kind)).toEqual(["attestation"]);
    expect(trust.vouching.standing(peer("a"))).toBe("vouched");
  });

  it("runs a lie twice and an own trial once, disputes it, and never shows it", () => {
    const { trust, said, fallen, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    trust.heard(trialOf("liar", 0, 2, -1e6), peer("liar"));
    const reruns = work();
    expect(reruns.map(({ author }) => author)).toEqual([peer("liar"), peer("liar"), peer("me")]);
    expect(reruns.every(({ isFresh }) => isFresh)).toBe(true);
    expect(said.map(({ kind }) => kind)).toEqual(["dispute"]);
    expect(fallen).toEqual([peer("liar")]);
    expect(trust.claims.best?.values).toEqual([9]);
    expect(trust.claim).toBeNull();
    trust.heard(trialOf("liar", 1, 2, -1e7), peer("liar"));
    expect(trust.claim).toBeNull();
  });

  it("counts for little nobody who attests what it knows to be true, and vouches for nobody by that", () => {
    const { trust, work } = tab();
    const [mine, theirs] = [trialOf("me", 0, 3), trialOf("a", 0, 1)];
    const attestedBy = (by: string, trial: FinishedTrial): void =>
      trust.noted(
        noteOf(by, "attestation", { trial: trialId(trial), hash: trialDigest(trial), engine: UNKNOWN_ENGINE }),
      );
    trust.noteOwn(mine);
    trust.heard(theirs, peer("a"));
    attestedBy("early", theirs);
    expect(trust.isBorneOut(peer("early"))).toBe(false);
    work();
    attestedBy("late", theirs);
    attestedBy("mine", mine);
    attestedBy("false", trialOf("me", 0, 3, 8));
    expect(["late", "mine", "false"].map((name) => trust.isBorneOut(peer(name)))).toEqual([true, true, false]);
    expect(["early", "late", "mine"].map((name) => trust.vouching.standing(peer(name)))).toEqual([
      "vouched",
      "unknown",
      "unknown",
    ]);
    // Found wrong, its true word is worth nothing.
    trust.heard(trialOf("late", 0, 2, -5), peer("late"));
    work();
    expect(trust.isBorneOut(peer("late"))).toBe(false);
  });

  it("does not look at once at what a stranger claims where many work, and puts its turn off for no second claim", () => {
    const ownTrialsBefore = (name: string): number => {
      const { trust } = tab(name, { workers: 60 });
      for (let own = 0; own < 100; own++) {
        trust.heard(trialOf("a", own, 1 - own / 1_000), peer("a"));
        const rerun = trust.next(false);
        if (rerun?.why === "claim") return own;
        if (rerun !== null) trust.dropped(rerun);
        trust.noteOwn(trialOf("me", own, 9));
      }
      return 100;
    };
    const turns = Array.from({ length: 60 }, (_, i) => ownTrialsBefore(`tab ${i}`));
    expect(turns.filter((own) => own === 0).length).toBeLessThan(12);
    expect(Math.max(...turns)).toBeLessThanOrEqual(16);
  });

  it("leaves for later what others dispute for whom own runs vouch", () => {
    const { trust, work } = tab();
    trust.noteOwn(trialOf("me", 0, 5));
    trust.heard(trialOf("a", 0, 4), peer("a"));
    work();
    const lie = trialOf("liar", 0, 2, -1e6);
    trust.heard(lie, peer("liar"));
    trust.heard(trialOf("e", 0, 1), peer("e"));
    const disputing = tab("a");
    disputing.trust.noteOwn(trialOf("a", 9, 8));
    disputing.trust.heard(lie, peer("liar"));
    disputing.work();
    for (const note of disputing.said) trust.noted(note);
    expect(work().map(({ author }) => author)).toEqual([peer("e"), peer("liar"), peer("liar"), peer("me")]);
    expect(trust.claims.best?.values).toEqual([1]);
  });

  it("that has found somebody wrong begins with another stranger's claim than other tabs do", () => {
    const firsts = Array.from({ length: 24 }, (_, i) => {
      const { trust, work } = tab(`tab ${i}`);
      trust.noteOwn(trialOf(`tab ${i}`, 0, 5));
      const before = ["b", "c", "d"].map((name, at) => trialOf(name, 0, 1 + at / 10));
      const claim = (): void => before.forEach((trial, at) => trust.heard(trial, peer(["b", "c", "d"][at] ?? "")));
      trust.heard(trialOf("liar", 0, 2, -1e6), peer("liar"));
      work();
      claim();
      return trust.next(true)?.author ?? "";
    });
    expect(new Set(firsts).size).toBe(3);
  });

  it("blames the study, and nobody, where its own trials do not repeat either", () => {
    const { trust, said, fallen, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    trust.heard(trialOf("a", 0, 1), peer("a"));
    let drawn = 0;
    work((trial) => ({ ...trial, values: [++drawn + 0.5] }));
    expect(trust.isUnrepeatable).toBe(true);
    expect(said).toEqual([]);
    expect(fallen).toEqual([]);
    expect(trust.claim?.trial.values).toEqual([1]);
    expect(trust.next(false)).toBeNull();
  });

  it("believes nobody's time-outs, and leaves the claim to others", () => {
    const { trust, said, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    trust.heard(trialOf("a", 0, 1), peer("a"));
    const error = { kind: "timeout", message: "", line: null, column: null } as const;
    expect(work((trial) => ({ ...trial, state: "failed", values: [], error }))).toHaveLength(2);
    expect(said).toEqual([]);
    expect(trust.claim?.trial.values).toEqual([1]);
  });

  it("never shows what only unknown keys attest, however many", () => {
    const { trust } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    const lie = trialOf("liar", 0, 2, -5);
    trust.heard(lie, peer("liar"));
    for (let i = 0; i < 50; i++) {
      const liar = tab(`liar${i}`, { workers: 60 });
      liar.trust.heard(lie, peer("liar"));
      liar.work((trial) => trial);
      for (const note of liar.said) trust.noted(note);
    }
    expect(trust.claims.best?.values).toEqual([9]);
  });

  it("takes the word of keys for which own runs vouch, once there are more than a third", () => {
    const { trust, work } = tab("me", { workers: 7 });
    trust.noteOwn(trialOf("me", 0, 3));
    const first = trialOf("a", 0, 2);
    trust.heard(first, peer("a"));
    const others = ["b", "c", "d"].map((name) => tab(name));
    for (const { trust: other, work: run, said } of others) {
      other.heard(first, peer("a"));
      run();
      for (const note of said.splice(0)) trust.noted(note);
    }
    work();
    expect(["a", "b", "c", "d"].map((name) => trust.vouching.isVouched(peer(name)))).toEqual([true, true, true, true]);
    const next = trialOf("e", 0, 1);
    trust.heard(next, peer("e"));
    for (const { trust: other, work: run, said } of others) {
      expect(trust.claims.best?.values).toEqual([4]);
      other.heard(next, peer("e"));
      run();
      for (const note of said.splice(0)) trust.noted(note);
    }
    expect(trust.claims.best?.values).toEqual([1]);
    expect(trust.bestWords).toHaveLength(3);
  });

  it("holds an author for borne out once two attest it for whom own runs vouch, and no more once one of these falls", () => {
    const { trust, work } = tab("me", { workers: 7 });
    trust.noteOwn(trialOf("me", 0, 3));
    trust.heard(trialOf("a", 0, 2), peer("a"));
    const friends = ["b", "c"].map((name) => tab(name));
    const attestAll = (trial: FinishedTrial, by: string): void => {
      for (const { trust: other, work: run, said } of friends) {
        other.heard(trial, peer(by));
        run();
        for (const note of said.splice(0)) trust.noted(note);
      }
    };
    const stranger = trialOf("e", 0, 1);
    attestAll(stranger, "e");
    trust.heard(stranger, peer("e"));
    // Nobody knows who attests it.
    expect(trust.isBorneOut(peer("e"))).toBe(false);
    attestAll(trialOf("a", 0, 2), "a");
    for (const name of ["b", "c"]) trust.vouching.passed(peer("a"), [peer(name)]);
    expect([trust.isBorneOut(peer("e")), trust.vouching.isVouched(peer("e"))]).toEqual([true, false]);
    trust.heard(trialOf("b", 0, 2, -5), peer("b"));
    work();
    expect(trust.vouching.standing(peer("b"))).toBe("wrong");
    expect(trust.isBorneOut(peer("e"))).toBe(false);
  });

  it("holds it for borne out, too, where they attest different trials of it, and not where one of these is disputed", () => {
    const begun = () => {
      const { trust } = tab("me", { workers: 7 });
      trust.noteOwn(trialOf("me", 0, 3));
      trust.vouching.passed(peer("a"), [peer("b"), peer("c")]);
      const trials = [trialOf("e", 0, 2), trialOf("e", 1, 1)];
      for (const trial of trials) trust.heard(trial, peer("e"));
      const says = (name: string, trial: FinishedTrial | undefined, kind: "attestation" | "dispute"): void => {
        if (trial === undefined) return;
        const about = { trial: trialId(trial), hash: trialDigest(trial), engine: CHROMIUM };
        trust.noted(noteOf(name, kind, kind === "dispute" ? { ...about, values: [7] } : about));
      };
      return { trust, trials, says };
    };
    const { trust, trials, says } = begun();
    says("b", trials[0], "attestation");
    expect(trust.isBorneOut(peer("e"))).toBe(false);
    says("c", trials[1], "attestation");
    expect(trust.isBorneOut(peer("e"))).toBe(true);
    const disputed = begun();
    disputed.says("d", disputed.trials[0], "dispute");
    disputed.says("b", disputed.trials[0], "attestation");
    disputed.says("c", disputed.trials[1], "attestation");
    expect(disputed.trust.isBorneOut(peer("e"))).toBe(false);
  });

  it("takes everything from a key that attested a lie", () => {
    const { trust, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    const lie = trialOf("liar", 0, 2, -5);
    const friend = tab("friend");
    friend.trust.heard(lie, peer("liar"));
    friend.work((trial) => trial);
    trust.heard(lie, peer("liar"));
    for (const note of friend.said) trust.noted(note);
    work();
    expect(trust.vouching.standing(peer("friend"))).toBe("wrong");
  });

  it("takes it from a key that disputed the truth", () => {
    const { trust, work } = tab();
    trust.noteOwn(trialOf("me", 0, 3));
    const truth = trialOf("a", 0, 1);
    const slanderer = tab("slanderer");
    slanderer.trust.noteOwn(trialOf("slanderer", 0, 4));
    slanderer.trust.heard(truth, peer("a"));
    slanderer.work((trial, { author }) => (author === peer("slanderer") ? trial : { ...trial, values: [7] }));
    trust.heard(truth, peer("a"));
    for (const note of slanderer.said) trust.noted(note);
    work();
    expect(trust.vouching.standing(peer("slanderer"))).toBe("wrong");
    expect(trust.vouching.standing(peer("a"))).toBe("vouched");
  });

  it("waits for a word of the other engine before it blames a tab of another engine", () => {
    const engines = { [logOf("fox")]: FIREFOX };
    const { trust, said, work, fallen } = tab("me", { engines });
    trust.noteOwn(trialOf("me", 0, 3));
    const claim = trialOf("fox", 0, 1, 1 + 1e-6);
    trust.heard(claim, peer("fox"));
    work();
    expect(said.map(({ kind }) => kind)).toEqual(["dispute"]);
    expect(fallen).toEqual([]);
    expect(trust.claims.best?.values).toEqual([9]);
    expect(trust.claim?.trial).toBe(claim);
  });

  it("tells its person which of its own trials are disputed", () => {
    const { trust } = tab();
    const own = trialOf("me", 0, 2, 0);
    trust.noteOwn(own);
    const other = tab("b");
    other.trust.noteOwn(trialOf("b", 0, 4));
    other.trust.heard(own, peer("me"));
    other.work();
    for (const note of other.said) trust.noted(note);
    expect([...trust.disputed.keys()]).toEqual([trialId(own)]);
  });
});

describe("a tab that only watches", () => {
  it("shows a claim once enough attest it, and does not while as many dispute", () => {
    const { trust } = tab("me", { canRun: false, workers: 4 });
    const claim = trialOf("a", 0, 1);
    trust.heard(claim, peer("a"));
    const doubters = [tab("x")];
    for (const doubter of doubters) {
      doubter.trust.noteOwn(trialOf("x", 0, 4));
      doubter.trust.heard(claim, peer("a"));
      doubter.work((trial, { author }) => (author === peer("x") ? trial : { ...trial, values: [7] }));
      for (const note of doubter.said) trust.noted(note);
    }
    for (const name of ["b", "c", "d"]) {
      expect(trust.claims.best).toBeNull();
      const other = tab(name);
      other.trust.heard(claim, peer("a"));
      other.work();
      for (const note of other.said) trust.noted(note);
    }
    expect(trust.claims.best).toBe(claim);
  });

  it("heeds neither attestation nor dispute of a crowd that has just come, or is gone", () => {
    const claim = trialOf("liar", 0, 2, -5);
    const lieOf = (watching: ReturnType<typeof tab>, names: readonly string[]): number | undefined => {
      watching.trust.heard(claim, peer("liar"));
      for (const name of names) {
        const other = tab(name);
        other.trust.heard(claim, peer("liar"));
        other.work((trial) => trial);
        for (const note of other.said) watching.trust.noted(note);
      }
      return watching.trust.claims.best?.values[0];
    };
    const crowd = Array.from({ length: 40 }, (_, i) => `key ${i}`);
    const stayed = ["a", "b", "c", "d"].map(peer);
    expect(lieOf(tab("me", { canRun: false, workers: 8, stayed }), crowd)).toBeUndefined();
    expect(lieOf(tab("me", { canRun: false, workers: 8 }), crowd)).toBe(-5);
    // As many dispute what is true, and it is verified all the same.
    const { trust } = tab("me", { canRun: false, workers: 8, stayed });
    const truth = trialOf("e", 0, 1);
    trust.heard(truth, peer("e"));
    for (const name of [...crowd, "a", "b", "c"]) {
      const other = tab(name);
      other.trust.noteOwn(trialOf(name, 0, 4));
      other.trust.heard(truth, peer("e"));
      other.work((trial, { author }) =>
        crowd.includes(name) && author !== peer(name) ? { ...trial, values: [7] } : truthOf(trial),
      );
      for (const note of other.said) trust.noted(note);
    }
    expect(trust.claims.best).toBe(truth);
  });
});
