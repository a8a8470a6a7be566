// Whatever comes in whatever order: what a tab that works shows as verified it has run, or enough have for whom its runs vouch.
import { describe, expect, it } from "vitest";
import { integer, type Rng, rngFromSeed } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, type TrialOutcome, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import type { SignedNote } from "../../swarm/notes/note.ts";
import { fakeKey } from "../../swarm/simulator/fake-signer.ts";
import { encodeNote } from "../tell/note-codec.ts";
import { trialDigest } from "./trial-digest.ts";
import { Trust } from "./trust.ts";

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const ENGINE = { name: "chromium", version: 156 } as const;
const HONEST = ["a", "b", "c", "d"];
const LIARS = ["x", "y"];
const WORKERS = 1 + HONEST.length + LIARS.length;
const K = Math.floor(WORKERS / 3) + 1;

const logOf = (name: string): string => base64url(Uint8Array.from({ length: 16 }, (_, i) => name.charCodeAt(i) || 1));
const peer = (name: string): PeerId => peerIdOf(fakeKey(name));
const truthOf = ({ params }: FinishedTrial): number => Number(params[0]) ** 2;
const isTrue = (trial: FinishedTrial): boolean => trial.values[0] === truthOf(trial);
const ran = (trial: FinishedTrial): TrialOutcome => ({ ...trial, values: [truthOf(trial)] });

const trialOf = (by: string, number: number, x: number, value = x * x): FinishedTrial =>
  finished({
    log: logOf(by),
    number,
    values: [value],
    space: { names: ["x"], distributions: [{ kind: "float", low: -9, high: 9, log: false, step: null }] },
    params: [x],
    durationMs: 100,
  });

type Told =
  | { readonly kind: "trial"; readonly trial: FinishedTrial; readonly author: string }
  | { readonly kind: "note"; readonly note: SignedNote };

/** What six others tell: trials, of liars also false ones, attested and disputed as each likes. */
function toldBy(rng: Rng): Told[] {
  const told: Told[] = [];
  let sequence = 0;
  const say = (name: string, trial: FinishedTrial, isSame: boolean): void => {
    const about = { trial: trialId(trial), hash: trialDigest(trial), engine: ENGINE };
    const kind = isSame ? "attestation" : "dispute";
    const body = isSame ? encodeNote("attestation", about) : encodeNote("dispute", { ...about, values: [1] });
    if (!body.ok) throw new Error(body.reason);
    const signed = { version: 1, studyId: "study", publicKey: fakeKey(name), kind, sequence: ++sequence } as const;
    told.push({ kind: "note", note: { ...signed, body: body.value, signature: new Uint8Array(64) } });
  };
  for (const author of [...HONEST, ...LIARS]) {
    for (let number = 0; number < 5; number++) {
      const x = 0.1 + 8 * rng.next();
      const lies = LIARS.includes(author) && rng.next() < 0.5;
      const trial = lies ? trialOf(author, number, x, -1 - rng.next()) : trialOf(author, number, x);
      told.push({ kind: "trial", trial, author });
      for (const name of HONEST) if (name !== author && rng.next() < 0.4) say(name, trial, !lies);
      for (const name of LIARS) if (name !== author && rng.next() < 0.6) say(name, trial, lies || rng.next() < 0.5);
    }
  }
  return told;
}

function shuffled<T>(all: readonly T[], rng: Rng): T[] {
  const left = [...all];
  return all.flatMap(() => left.splice(integer(rng, 0, left.length - 1), 1));
}

/** The verified best of a tab to which all this comes in this order, and which runs something again now and then, and at the end all. */
function bestAfter(order: readonly Told[], rng: Rng, onVerified: (trust: Trust) => void): FinishedTrial | null {
  const me = peer("me");
  const trust: Trust = new Trust(
    {
      directions: ["minimize"],
      own: me,
      log: logOf("me"),
      engine: ENGINE,
      secret: "me",
      verifications: 0,
      planned: Number.POSITIVE_INFINITY,
      isCertain: true,
    },
    {
      attest: () => {},
      dispute: () => {},
      engineOf: () => ENGINE,
      workers: () => WORKERS,
      heard: () => ({ counts: () => false, workers: 0 }),
      canRun: () => true,
      risen: () => {},
      fallen: () => {},
      verified: () => onVerified(trust),
    },
  );
  trust.noteOwn(trialOf("me", 0, 8.9));
  const work = (most: number): void => {
    for (let i = 0, rerun = trust.next(true); i < most && rerun !== null; i++) {
      trust.ended(rerun, ran(rerun.trial), 100);
      rerun = i + 1 < most ? trust.next(true) : null;
    }
  };
  for (const one of order) {
    if (one.kind === "trial") trust.heard(one.trial, peer(one.author));
    else trust.noted(one.note);
    if (rng.next() < 0.2) work(1 + integer(rng, 0, 2));
  }
  work(1_000);
  return trust.claims.best;
}

describe("over fifty seeds, six tell trials and words, two of them false ones:", () => {
  it.each(SEEDS)("verified is what an own run found, or enough attest for whom own runs vouch (seed %i)", (seed) => {
    const rng = rngFromSeed(seed, "told");
    const told = toldBy(rng);
    let verifiedCount = 0;
    const best = bestAfter(shuffled(told, rng), rng, (trust) => {
      const { claims, vouching, bestWords } = trust;
      const shown = claims.best;
      if (shown === null || claims.bestAuthor === peer("me")) return;
      verifiedCount += 1;
      const vouched = bestWords.filter((word) => vouching.isVouched(word)).length;
      expect(claims.isConfirmed(shown) || vouched >= K).toBe(true);
      // The two liars are fewer than are needed.
      expect(isTrue(shown)).toBe(true);
    });
    expect(best).not.toBeNull();
    expect(verifiedCount).toBeGreaterThan(0);
  });

  it("the order in which they come does not change the verified best", () => {
    for (const seed of SEEDS) {
      const told = toldBy(rngFromSeed(seed, "told"));
      const honest = told.flatMap((one) => (one.kind === "trial" && !LIARS.includes(one.author) ? [one.trial] : []));
      const bests = new Set<string>();
      for (let order = 0; order < 6; order++) {
        const rng = rngFromSeed(seed, "order", order);
        const best = bestAfter(shuffled(told, rng), rng, () => {});
        // A liar's true trial counts as long as nothing else of it was found to be false: of honest tabs everything does.
        if (best === null || !isTrue(best)) throw new Error("nothing, or a lie");
        const least = Math.min(...honest.map(truthOf));
        expect(truthOf(best)).toBeLessThanOrEqual(least);
        bests.add(truthOf(best) < least ? "a liar's" : trialId(best));
      }
      expect([...bests].filter((best) => best !== "a liar's").length).toBeLessThanOrEqual(1);
    }
  });
});
