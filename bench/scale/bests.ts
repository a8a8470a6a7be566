import type { Segment } from "../../swarm/log/segment.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";
import type { Simulation } from "../../swarm/simulator/simulation.ts";

/** A best that has not come by then counts as having taken so long. */
export const GIVEN_UP_MS = 15_000;

interface Told {
  readonly toldMs: number;
  readonly author: Participant;
  /** By tab, of those that were there when it was told. */
  readonly expected: ReadonlyMap<Participant, number>;
  readonly arrivedMs: Float64Array;
  readonly hops: Uint8Array;
}

interface Course {
  readonly t99Ms: number;
  readonly hops99: number;
}

/** How each best came to everybody. Values of bests are negative and differ. */
export class Bests {
  readonly courses: Course[] = [];
  readonly #simulation: Simulation;
  readonly #open = new Map<number, Told>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  told(author: Participant, value: number): void {
    const live = this.#simulation.live();
    const expected = new Map(live.map((tab, at) => [tab, at]));
    const told = {
      toldMs: this.#simulation.nowMs,
      author,
      expected,
      arrivedMs: new Float64Array(live.length).fill(Number.POSITIVE_INFINITY),
      hops: new Uint8Array(live.length),
    };
    this.#open.set(value, told);
    this.#simulation.after(GIVEN_UP_MS, () => {
      this.#open.delete(value);
      this.courses.push(courseOf(told));
    });
  }

  /** A copy has come over a link; false if it is of no best. */
  arrived(from: Participant, to: Participant, segment: Pick<Segment, "best">): boolean {
    if (!isBest(segment)) return false;
    const told = this.#open.get(segment.best ?? 0);
    const at = told?.expected.get(to);
    if (told === undefined || at === undefined || told.hops[at] !== 0) return true;
    told.hops[at] = 1 + (told.hops[told.expected.get(from) ?? at] ?? 0);
    return true;
  }

  /** It is handed to the agent; false if it is of no best. */
  delivered(tab: Participant, segment: Segment): boolean {
    if (!isBest(segment)) return false;
    const told = this.#open.get(segment.best ?? 0);
    const at = told?.expected.get(tab);
    if (told !== undefined && at !== undefined) told.arrivedMs[at] = this.#simulation.nowMs - told.toldMs;
    return true;
  }
}

export const isBest = ({ best }: Pick<Segment, "best">): boolean => best !== null && best < 0;

/** Of the tabs that were there all the time. */
function courseOf({ author, expected, arrivedMs, hops }: Told): Course {
  const places = [...expected].filter(([tab]) => tab !== author && tab.alive).map(([, at]) => at);
  const times = places.map((at) => Math.min(GIVEN_UP_MS, arrivedMs[at] ?? GIVEN_UP_MS));
  const hopsTaken = places.map((at) => hops[at] ?? 0);
  return { t99Ms: quantile(times, 0.99), hops99: quantile(hopsTaken, 0.99) };
}

/** The least value that so large a share does not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
