import { decodePreview, encodePreview, MAX_PREVIEW_TRIALS } from "../../agent/preview/preview-codec.ts";
import { ToldBest } from "../../agent/preview/told-best.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { trialId } from "../../study/trial/trial.ts";
import type { Effect } from "../../swarm/events.ts";
import type { LogId } from "../../swarm/ids.ts";
import { trialsTold } from "../../swarm/log/segment.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";
import { ListedTrials } from "./listed-trials.ts";
import type { ScaleSwarm } from "./swarm.ts";

const GIVEN_UP_MS = 60_000;
const LOOK_EVERY_MS = 10;

export interface Arrival {
  /** After its first link: the best is here, its list shows the best 200, and it has the counts of all logs. */
  readonly bestMs: number;
  readonly topMs: number;
  readonly countsMs: number;
  /** The signed segments of all of the best 200 are here. */
  readonly signedTopMs: number;
  /** That had come to it when it had the first three. */
  readonly receivedBytes: number;
}

/** The best trials, in which segments they are, and what each tab's agent would show a newcomer of them. */
export class TopTrials {
  readonly #best = new ToldBest("minimize");
  readonly #nextIndex = new Map<string, number>();

  told(log: LogId, trials: readonly FinishedTrial[]): void {
    const index = this.#nextIndex.get(log) ?? 0;
    this.#nextIndex.set(log, index + 1);
    for (const trial of trials) this.#best.note(trial, index);
  }

  /** The tab's agent answers who asks: of the best what it holds itself. */
  answer(tab: Participant, effect: Effect, nowMs: number): void {
    if (effect.type !== "previewWanted") return;
    const body = encodePreview(this.#best.all.filter((trial) => tab.core.holds(trial)));
    tab.step({ type: "previewMade", nowMs, link: effect.link, body });
  }

  /** The best first. */
  ids(): string[] {
    return this.#best.all.slice(0, MAX_PREVIEW_TRIALS).map(trialId);
  }

  /** Their segments. */
  places(): Set<string> {
    return new Set(this.#best.all.slice(0, MAX_PREVIEW_TRIALS).map(({ log, index }) => `${log}/${index}`));
  }
}

/** A tab joins a swarm that rests, and is watched until it knows what there is to know first. */
export function receiveNewcomer(swarm: ScaleSwarm, top: TopTrials): Arrival {
  const missing = top.places();
  const wanted = top.ids().join();
  const { bestValue, meter } = swarm;
  let hasBest = bestValue === null;
  let receivedBytes = 0;
  const tab = swarm.join();
  const listed = new ListedTrials(tab, () => swarm.nowMs);
  const { onActed } = meter;
  meter.onArrived = (to, sizeBytes) => {
    if (to === tab) receivedBytes += sizeBytes;
  };
  meter.onActed = (of, effect) => {
    onActed?.(of, effect);
    if (of !== tab || effect.type !== "preview") return;
    const told = decodePreview(effect.body, 1);
    if (!told.ok) throw new Error(told.reason);
    const places = listed.preview(told.value);
    tab.step({ type: "seek", nowMs: swarm.nowMs, link: effect.link, places });
  };
  meter.onDelivered = (to, segments) => {
    if (to !== tab) return;
    listed.deliver(segments);
    hasBest ||= segments.some(({ best }) => best === bestValue);
  };
  const countsBefore = [...swarm.told.values()].reduce((sum, count) => sum + count, 0);
  const joinedMs = swarm.nowMs;
  let linkedMs = Number.NaN;
  let neededBytes: number | null = null;
  const reached = { bestMs: GIVEN_UP_MS, topMs: GIVEN_UP_MS, countsMs: GIVEN_UP_MS, signedTopMs: GIVEN_UP_MS };
  while (swarm.nowMs - joinedMs < GIVEN_UP_MS && Object.values(reached).includes(GIVEN_UP_MS)) {
    swarm.run(LOOK_EVERY_MS);
    if (Number.isNaN(linkedMs) && tab.core.links().length > 0) linkedMs = swarm.nowMs;
    const sinceMs = swarm.nowMs - linkedMs;
    for (const place of missing) if (isHeld(tab, place)) missing.delete(place);
    if (hasBest) reached.bestMs = Math.min(reached.bestMs, sinceMs);
    if (reached.topMs === GIVEN_UP_MS && listed.best(MAX_PREVIEW_TRIALS).join() === wanted) reached.topMs = sinceMs;
    if (missing.size === 0) reached.signedTopMs = Math.min(reached.signedTopMs, sinceMs);
    if (reached.countsMs === GIVEN_UP_MS && countedBy(tab) >= countsBefore) reached.countsMs = sinceMs;
    const { bestMs, topMs, countsMs } = reached;
    if (Math.max(bestMs, topMs, countsMs) < GIVEN_UP_MS) neededBytes ??= receivedBytes;
  }
  meter.onArrived = null;
  meter.onDelivered = null;
  meter.onActed = onActed;
  return { ...reached, receivedBytes: neededBytes ?? receivedBytes };
}

function isHeld(tab: Participant, place: string): boolean {
  const cut = place.indexOf("/");
  return tab.core.holds({ log: place.slice(0, cut), index: Number(place.slice(cut + 1)) });
}

const countedBy = (tab: Participant): number =>
  tab.core.logs().reduce((sum, { totals }) => sum + trialsTold(totals), 0);
