import { trialDigest } from "../../agent/trust/trial-digest.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { corner, falseTrial, justBetter } from "./lies.ts";
import { Stranger } from "./stranger.ts";
import type { Attack, World } from "./world.ts";

const CLAIM_EACH_MS = 5_000;
const ATTEST_EACH_MS = 500;
/** Logs and numbers that are tried until what follows from them is as one likes. */
const TRIES = 64;

/** False trials that liars of one world vouch for, and how many of them each has seen. */
const claims = new WeakMap<World, FinishedTrial[]>();

function claimsIn(world: World): FinishedTrial[] {
  const known = claims.get(world) ?? [];
  claims.set(world, known);
  return known;
}

/** Attests whatever its friends claim, a moment after they do. */
function attestAll(world: World, stranger: Stranger): void {
  let seen = 0;
  world.every(ATTEST_EACH_MS, () => {
    const all = claimsIn(world);
    while (seen < all.length) {
      const trial = all[seen++];
      if (trial !== undefined && trial.log !== stranger.log) stranger.attest(trial);
    }
  });
}

/** By turns they claim a best that is none, and all others have found the same. */
async function colluding(world: World, at: number, count: number): Promise<void> {
  const stranger = new Stranger(world, `liar ${at}`);
  attestAll(world, stranger);
  let turn = 0;
  world.every(CLAIM_EACH_MS, () => {
    const number = turn++;
    if (number % count !== at) return;
    const trial = falseTrial(world, stranger.log, number, corner(world), justBetter(world));
    stranger.tell([trial], { isBest: true });
    claimsIn(world).push(trial);
  });
}

/** The same with the number, of many, whose digest begins with the least byte: as if it chose who verifies it. */
async function grinding(world: World, at: number): Promise<void> {
  const stranger = new Stranger(world, `liar ${at}`);
  attestAll(world, stranger);
  let first = 0;
  world.every(CLAIM_EACH_MS, () => {
    const [params, value] = [corner(world), justBetter(world)];
    const tried = Array.from({ length: TRIES }, (_, i) => falseTrial(world, stranger.log, first + i, params, value));
    first += TRIES;
    const chosen = tried.reduce((a, b) => ((trialDigest(b)[0] ?? 0) < (trialDigest(a)[0] ?? 0) ? b : a));
    stranger.tell([chosen], { isBest: true });
    claimsIn(world).push(chosen);
  });
}

/** Says of every good trial that it has found another value. */
async function disputing(world: World, at: number): Promise<void> {
  const stranger = new Stranger(world, `liar ${at}`);
  stranger.onHeard = (trial) => {
    const [value = Number.POSITIVE_INFINITY] = trial.values;
    if (value <= world.found()) stranger.dispute(trial, value + 1);
  };
}

export const FALSE_VERIFIERS: Readonly<Record<string, Attack>> = {
  "colluding-verifiers": { about: "claim false bests by turns, and attest each other's", join: colluding },
  grinding: { about: "the same, each claim chosen among 64 by its digest", join: grinding },
  "false-disputes": { about: "says of every best that it has found another value", join: disputing },
};
