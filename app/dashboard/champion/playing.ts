import type { Frame, FrameTask } from "./episode-frame.ts";

/** Steps a second that look like the task itself, or where that were too slow, like Gymnasium shows it. */
export const STEPS_PER_SECOND: Readonly<Record<FrameTask, number>> = {
  "cart-pole": 50,
  acrobot: 15,
  "mountain-car": 60,
  pendulum: 20,
  orchard: 8,
};

/** A page that comes back after a while goes on where it was, not where it would have been. */
const LONGEST_MS = 100;

/** Where playing has come to after so long: a place between two frames, the last one at most. */
export function advanced(at: number, elapsedMs: number, perSecond: number, count: number): number {
  const steps = (Math.min(LONGEST_MS, Math.max(0, elapsedMs)) / 1000) * perSecond;
  return Math.min(Math.max(0, count - 1), at + steps);
}

/** As long as the last picture and what it came to stand there before another episode begins. */
export const REST_MS = 1500;

interface Watching {
  /** By a person; null: whatever is the newest. */
  readonly chosen: number | null;
  readonly newest: number | null;
  /** The generation that was played, and whether to its end; null: none yet. */
  readonly seen: number | null;
  readonly hasEnded: boolean;
}

/** The generation whose champion plays next by itself, so that who watches sees it learn; null: none. */
export function nextByItself({ chosen, newest, seen, hasEnded }: Watching): number | null {
  if (chosen !== null || newest === null || seen === null || !hasEnded) return null;
  return newest > seen ? newest : null;
}

/** The frame at a place between two; null where there are none. What falls in the game falls by whole rows. */
export function frameAt(frames: readonly Frame[], at: number): Frame | null {
  const before = frames[Math.floor(at)];
  const after = frames[Math.floor(at) + 1];
  const share = at - Math.floor(at);
  if (before === undefined || after === undefined || share === 0) return before ?? null;
  if (before.task === "cart-pole" && after.task === "cart-pole")
    return {
      ...before,
      place: between(before.place, after.place, share),
      lean: turned(before.lean, after.lean, share),
    };
  if (before.task === "acrobot" && after.task === "acrobot")
    return {
      ...before,
      first: turned(before.first, after.first, share),
      second: turned(before.second, after.second, share),
    };
  if (before.task === "mountain-car" && after.task === "mountain-car")
    return { ...before, place: between(before.place, after.place, share) };
  if (before.task === "pendulum" && after.task === "pendulum")
    return { ...before, angle: turned(before.angle, after.angle, share) };
  return before;
}

const between = (from: number, to: number, share: number): number => from + share * (to - from);

/** The shorter way round. */
function turned(from: number, to: number, share: number): number {
  const turn = Math.atan2(Math.sin(to - from), Math.cos(to - from));
  return from + share * turn;
}
