// Relayed pairs, all of them: a process of its own, so that their work is not the seed's.
import { setTimeout as sleep } from "node:timers/promises";
import { answerParent } from "./child.ts";
import { flood } from "./flooding.ts";
import { Pair } from "./pair.ts";
import { join, openEnd, visitor } from "./visitor.ts";

const pairs: Pair[] = [];
let cuts = 0;

export interface Carried {
  readonly bytes: number;
  readonly frames: number;
  /** Pairs that the seed has ended. */
  readonly lost: number;
  /** Of those that flood. */
  readonly cuts: number;
}

async function open(port: number, count: number, frameBytes: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const [a, b] = [visitor(port, "pair", 2 * i), visitor(port, "pair", 2 * i + 1)];
    await Promise.all([join(a), join(b)]);
    const pair = new Pair([openEnd(a, b), openEnd(b, a)], frameBytes);
    await pair.joined;
    pairs.push(pair);
    // They do not all come at once: the seed has its bounds for that, too.
    await sleep(5);
  }
}

function carried(): Carried {
  const sum = (of: (pair: Pair) => number): number => pairs.reduce((total, pair) => total + of(pair), 0);
  return {
    bytes: sum((pair) => pair.carriedBytes),
    frames: sum((pair) => pair.carriedFrames),
    lost: pairs.filter(({ closed }) => closed).length,
    cuts,
  };
}

async function beginFlooding(port: number, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await flood(visitor(port, "flood", 2 * i), visitor(port, "flood", 2 * i + 1), () => cuts++);
  }
}

answerParent(async ([port = 0, count = 0, frameBytes = 0, flooding = 0]) => {
  await open(port, count, frameBytes);
  await beginFlooding(port, flooding);
  return carried();
});
