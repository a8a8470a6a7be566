import { MAX_TOLD_LEASES, NO_PROGRESS } from "../../../agent/tell/status-codec.ts";
import { MAX_TOTAL } from "../../../swarm/log/segment.ts";
import { decodeMessage, encodeMessage } from "../../../swarm/wire/codec.ts";
import { MAX_UINT32 } from "../../../swarm/wire/wire-limits.ts";
import { corner, falseTrial, honestSpace, plausibleValue } from "./lies.ts";
import { joinLying } from "./lying-agents.ts";
import { Stranger } from "./stranger.ts";
import type { Attack, World } from "../world.ts";

/** Says it, leaves, and comes again as another log. */
const VISIT_MS = 5_000;
const AGAIN_MS = 1_000;
const SAY_AGAIN_MS = 2_000;
/** As far ahead as a false clock is: no budget of time lasts so long. */
const AHEAD_MS = 1e9;

/** Thirty-two trials run at one corner, and are left behind. */
async function leasing(world: World, at: number): Promise<void> {
  const space = honestSpace(world.options.objective);
  const visit = (): void => {
    const stranger = new Stranger(world, `liar ${at}`);
    const params = corner(world);
    const leases = Array.from({ length: MAX_TOLD_LEASES }, (_, number) => {
      return { number, state: "running" as const, ...NO_PROGRESS, space, params };
    });
    stranger.be({ cores: 8, runningCount: MAX_TOLD_LEASES, leases });
    world.clock.setTimer(VISIT_MS, () => {
      stranger.leave();
      world.clock.setTimer(AGAIN_MS, visit);
    });
  };
  visit();
}

async function counting(world: World, at: number): Promise<void> {
  const stranger = new Stranger(world, `liar ${at}`);
  const trial = falseTrial(world, stranger.log, 0, corner(world), plausibleValue(world));
  stranger.tell([trial], { totals: { complete: MAX_TOTAL, pruned: 0, failed: 0 } });
}

async function stalling(world: World, at: number): Promise<void> {
  const stranger = new Stranger(world, `liar ${at}`);
  let said = 0;
  const say = (): void => stranger.be({ runningCount: MAX_UINT32 - (said++ % 2) });
  say();
  world.every(SAY_AGAIN_MS, say);
}

/** An agent that tells links and the seed a later time than it is. */
const hasten = (world: World, at: number): Promise<void> =>
  joinLying(world, `liar ${at}`, (outcome) => outcome, {
    station: {
      onSend(_, bytes) {
        const decoded = decodeMessage(bytes);
        if (!decoded.ok || decoded.message.type !== "pong") return [bytes];
        return [encodeMessage({ ...decoded.message, studyMs: AHEAD_MS })];
      },
    },
    rendezvous: (seed) => ({
      ...seed,
      announce: (studyId, summary) => seed.announce(studyId, { ...summary, studyMs: AHEAD_MS }),
    }),
  });

export const FALSE_WORDS: Readonly<Record<string, Attack>> = {
  "hijack-by-lease": {
    about: "says that 32 trials run in a corner, leaves them behind, and comes again",
    join: leasing,
  },
  totals: { about: "says that it has run 4.5e11 trials", budget: "total", join: counting },
  stall: { about: "says that four thousand million trials run at it", budget: "total", join: stalling },
  "false-clock": { about: "says that the study began eleven days ago", budget: "time", join: hasten },
};
