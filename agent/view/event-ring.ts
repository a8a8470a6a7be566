import { Shares } from "../../swarm/log/shares.ts";
import { type CourseState, isEnd } from "./trial-course.ts";

/** While there are fewer other steps than a third of the ends, an end goes first. */
const ENDS_PER_STEP = 3;

interface RingEvent {
  /** Rises. */
  readonly sequence: number;
  readonly to: CourseState;
}

/** Sequences of one peer's events, oldest first. */
interface Share {
  readonly steps: Queue;
  readonly ends: Queue;
}

/**
 * The newest events, at most so many. Where there are more, the peer with most of them loses its oldest, steps before ends;
 * this profile's own stay while they are no more than half. So nobody pushes out what others did, and of each trial the events
 * held are its last ones.
 */
export class EventRing<E extends RingEvent> {
  readonly #most: number;
  /** By sequence, oldest first. */
  readonly #events = new Map<number, E>();
  readonly #others = new Map<string, Share>();
  /** How many events each of the others has: asked at every event once there are too many. */
  readonly #sizes = new Shares(1);
  readonly #own: Share = { steps: new Queue(), ends: new Queue() };

  constructor(most: number) {
    this.#most = most;
  }

  /** The sequence of the oldest; null if there is none. */
  get first(): number | null {
    for (const sequence of this.#events.keys()) return sequence;
    return null;
  }

  values(): IterableIterator<E> {
    return this.#events.values();
  }

  /** `peer`: whose event it is; null: this profile's. Returns what had to go. */
  push(event: E, peer: string | null): E | null {
    const share = this.#shareOf(peer);
    (isEnd(event.to) ? share.ends : share.steps).push(event.sequence);
    this.#events.set(event.sequence, event);
    if (peer !== null) this.#sizes.add(peer, 1);
    return this.#events.size > this.#most ? this.#dropOne() : null;
  }

  #shareOf(peer: string | null): Share {
    if (peer === null) return this.#own;
    const share = this.#others.get(peer) ?? { steps: new Queue(), ends: new Queue() };
    this.#others.set(peer, share);
    return share;
  }

  #dropOne(): E | null {
    const largest = this.#sizes.most();
    const share = largest === null ? undefined : this.#others.get(largest.peer);
    if (largest === null || share === undefined || sizeOf(this.#own) > this.#most / 2) return this.#dropFrom(this.#own);
    const dropped = this.#dropFrom(share);
    this.#sizes.add(largest.peer, -1);
    if (sizeOf(share) === 0) this.#others.delete(largest.peer);
    return dropped;
  }

  #dropFrom({ steps, ends }: Share): E | null {
    const [step, end] = [steps.oldest, ends.oldest];
    // An end never goes before a step of its trial, which is older.
    const isEndNext = step === null || (end !== null && end < step && ENDS_PER_STEP * steps.size <= ends.size);
    const sequence = (isEndNext ? ends : steps).shift() ?? -1;
    const dropped = this.#events.get(sequence) ?? null;
    this.#events.delete(sequence);
    return dropped;
  }
}

const sizeOf = ({ steps, ends }: Share): number => steps.size + ends.size;

/** First in, first out. */
class Queue {
  #numbers: number[] = [];
  #head = 0;

  get size(): number {
    return this.#numbers.length - this.#head;
  }

  get oldest(): number | null {
    return this.#numbers[this.#head] ?? null;
  }

  push(number: number): void {
    this.#numbers.push(number);
  }

  shift(): number | null {
    const { oldest } = this;
    this.#head += 1;
    if (this.#head > 64 && 2 * this.#head > this.#numbers.length) {
      this.#numbers = this.#numbers.slice(this.#head);
      this.#head = 0;
    }
    return oldest;
  }
}
