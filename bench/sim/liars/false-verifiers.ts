import { trialDigest } from "../../../agent/trust/trial-digest.ts";
import { type FinishedTrial, paramsOf } from "../../../study/trial/trial.ts";
import type { LogId } from "../../../swarm/ids.ts";
import { corner, falseTrial, justBetter, trueTrial } from "./lies.ts";
import { trueValue } from "../objectives.ts";
import { Stranger } from "./stranger.ts";
import type { Attack, World } from "../world.ts";

const CLAIM_EACH_MS = 5_000;
const ATTEST_EACH_MS = 500;
const TRUE_EACH_MS = 1_000;
/** Numbers that are tried until what follows from them is as one likes. */
const TRIES = 64;

/** False trials that liars of one world vouch for, and how many of them each has seen. */
const claims = new WeakMap<World, FinishedTrial[]>();

function claimsIn(world: World): FinishedTrial[] {
  const known = claims.get(world) ?? [];
  claims.set(world, known);
  return known;
}

/**
 * One that is believed, if anybody is: each second it tells a true trial and attests, truly, the newest of somebody else's. And whatever
 * its friends claim it attests, too. Returns how it claims something itself.
 */
function conspire(world: World, name: string): (claim: (log: LogId, number: number) => FinishedTrial) => void {
  const stranger = new Stranger(world, name);
  let [told, seen] = [0, 0];
  let newest: FinishedTrial | null = null;
  stranger.onHeard = (trial) => {
    newest = trial;
  };
  world.every(TRUE_EACH_MS, () => {
    stranger.tell([trueTrial(world, stranger.log, told++)]);
    if (newest !== null && isTrue(world, newest)) stranger.attest(newest);
    newest = null;
  });
  world.every(ATTEST_EACH_MS, () => {
    const all = claimsIn(world);
    while (seen < all.length) {
      const trial = all[seen++];
      if (trial !== undefined && trial.log !== stranger.log) stranger.attest(trial);
    }
  });
  return (claim) => {
    const trial = claim(stranger.log, told);
    told = trial.number + 1;
    stranger.tell([trial], { isBest: true });
    claimsIn(world).push(trial);
  };
}

function isTrue({ options: { objective } }: World, trial: FinishedTrial): boolean {
  return trueValue(objective, paramsOf(trial)) === trial.values[0];
}

/** By turns they claim a best that is none, and all others have found the same. */
async function colluding(world: World, at: number, count: number): Promise<void> {
  const claim = conspire(world, `liar ${at}`);
  let turn = 0;
  world.every(CLAIM_EACH_MS, () => {
    if (turn++ % count !== at) return;
    claim((log, number) => falseTrial(world, log, number, corner(world), justBetter(world)));
  });
}

/** The same with the number, of many, whose digest begins with the least byte: as if it chose who verifies it. */
async function grinding(world: World, at: number): Promise<void> {
  const claim = conspire(world, `liar ${at}`);
  world.every(CLAIM_EACH_MS, () => {
    const [params, value] = [corner(world), justBetter(world)];
    claim((log, number) => {
      const tried = Array.from({ length: TRIES }, (_, i) => falseTrial(world, log, number + i, params, value));
      return tried.reduce((a, b) => ((trialDigest(b)[0] ?? 0) < (trialDigest(a)[0] ?? 0) ? b : a));
    });
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
  "colluding-verifiers": {
    about: "tell and attest the truth, claim false bests by turns, and attest each other's",
    join: colluding,
  },
  grinding: { about: "the same all at once, each claim chosen among 64 by its digest", join: grinding },
  "false-disputes": { about: "says of every best that it has found another value", join: disputing },
};
