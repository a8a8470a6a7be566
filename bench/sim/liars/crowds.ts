import { trialsTold } from "../../../swarm/log/segment.ts";
import { corner, falseTrial, justBetter, plausibleValue } from "./lies.ts";
import { Stranger } from "./stranger.ts";
import { type Attack, STUDY_ID, type World } from "../world.ts";

/** Keys that come at once with each liar. */
const KEYS = 6;
const TRIALS_EACH = 5;
/** Of the time that the work takes, this share has passed when they come. */
const BURST_AFTER = 0.25;
const BURST_LASTS_MS = 20_000;
/** Trials that each says it has run. */
const SAID = { complete: 500, pruned: 0, failed: 0 };
/** Addresses at which nobody answers, of each liar. */
const DEAD = 100;
/** They come from so many. */
const NETWORKS = 10;
const ANNOUNCE_EACH_MS = 60_000;

/** Many keys at once, each with a few false trials and a best; then they are gone. */
async function sybils(world: World, at: number): Promise<void> {
  const { trials, trialMs } = world.options;
  world.clock.setTimer(BURST_AFTER * trials * trialMs, () => {
    const crowd = Array.from({ length: KEYS }, (_, i) => new Stranger(world, `liar ${at} ${i}`));
    for (const stranger of crowd) {
      const trials = Array.from({ length: TRIALS_EACH }, (_, number) => {
        const value = number === TRIALS_EACH - 1 ? justBetter(world) : plausibleValue(world);
        return falseTrial(world, stranger.log, number, corner(world), value);
      });
      stranger.tell(trials, { isBest: true, totals: SAID });
      world.clock.setTimer(BURST_LASTS_MS / 2, () => {
        for (const other of crowd) if (other !== stranger) for (const trial of trials) other.attest(trial);
      });
      world.clock.setTimer(BURST_LASTS_MS, () => stranger.leave());
    }
  });
}

async function deadAddresses(world: World, at: number): Promise<void> {
  const announce = (): void => {
    for (let i = 0; i < DEAD; i++) {
      world.seed.announce(STUDY_ID, `dead-${at}-${i}`, `network ${i % NETWORKS} of liar ${at}`, {
        best: null,
        trials: trialsTold(SAID),
        peers: 1,
      });
    }
  };
  announce();
  world.every(ANNOUNCE_EACH_MS, announce);
}

export const CROWDS: Readonly<Record<string, Attack>> = {
  "sybil-burst": {
    about: "six keys at once with false trials, bests and totals, then they are gone",
    budget: "total",
    join: sybils,
  },
  "dead-addresses": {
    about: "a hundred addresses at the seed, from ten networks, at which nobody answers",
    join: deadAddresses,
  },
};
