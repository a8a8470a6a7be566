/** When something happened by study time; null where nobody knew. */
interface Timed {
  readonly studyMs: number | null;
}

/**
 * In the order in which they happened, those of one trial never turned round: one whose time is not known, or which others
 * tell of as earlier than what came before it, follows at once on that.
 */
export function inTimeOrder<T extends Timed>(events: readonly T[], trialOf: (event: T) => string): T[] {
  const latest = new Map<string, number>();
  const timed = events.map((event) => {
    const trial = trialOf(event);
    const before = latest.get(trial) ?? Number.NEGATIVE_INFINITY;
    const ms = Math.max(before, event.studyMs ?? before);
    latest.set(trial, ms);
    return { event, ms };
  });
  // Not by their difference: two that nobody knows the time of are as old as each other.
  return timed.toSorted((a, b) => (a.ms < b.ms ? -1 : a.ms > b.ms ? 1 : 0)).map(({ event }) => event);
}
