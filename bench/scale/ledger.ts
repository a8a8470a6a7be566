import { type Segment, segmentLog } from "../../swarm/log/segment.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";
import { isBest } from "./bests.ts";

/** So many are asked later whether they still hold it. */
const MAX_HOLDERS = 24;

/** Whom each segment has reached, so that what is lost can be told. */
export class Ledger {
  readonly #holders = new Map<Segment, Participant[]>();

  delivered(tab: Participant, segments: readonly Segment[]): void {
    for (const segment of segments) {
      const holders = this.#holders.get(segment) ?? [];
      this.#holders.set(segment, holders);
      if (holders.length < MAX_HOLDERS) holders.push(tab);
    }
  }

  /** Trials, and bests among them, that had reached somebody who is still there and that nobody holds who is. */
  lost(live: readonly Participant[]): { readonly trials: number; readonly bests: number } {
    const authors = new Map(live.map((tab) => [tab.log, tab]));
    let [trials, bests] = [0, 0];
    for (const [segment, holders] of this.#holders) {
      const author = authors.get(segmentLog(segment));
      const survivors = holders.filter((tab) => tab.alive);
      const asked = author === undefined ? survivors : [author, ...survivors];
      if (survivors.length === 0 || isHeldBy(asked, segment) || isHeldBy(live, segment)) continue;
      trials += segment.count;
      if (isBest(segment)) bests += 1;
    }
    return { trials, bests };
  }
}

const isHeldBy = (tabs: readonly Participant[], segment: Segment): boolean => {
  const log = segmentLog(segment);
  return tabs.some((tab) => {
    const held = tab.core.segmentsOf(log);
    return held[segment.index]?.index === segment.index || held.some(({ index }) => index === segment.index);
  });
};
