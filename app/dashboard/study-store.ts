import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import { type AgentSnapshot, MAX_LIVE_TRIALS, type StudyStatus } from "../../agent/view/snapshot.ts";
import type { EngineApi } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import { sameParts } from "./same-parts.ts";

/** Two minutes at one sample a second: the width of the small rate chart. */
const MAX_RATES = 40;
/** One sample a second keeps the small chart calm however often snapshots arrive. */
const RATE_INTERVAL_MS = 1000;

export interface StudyView {
  readonly snapshot: AgentSnapshot | null;
  /** The best shown before this one, to mark the digits that changed. */
  readonly previousBest: number | null;
  /** Trials per second over the last samples, oldest first. */
  readonly rates: readonly number[];
  readonly rateSampledMs: number;
  /** Leave was pressed here; what was found until then stays on show. */
  readonly left: boolean;
  /** A sentence: the last command did not work. */
  readonly failure: string | null;
}

export type StudyStore = StoreApi<StudyView>;

export const createStudyStore = (): StudyStore =>
  createStore<StudyView>(() => ({
    snapshot: null,
    previousBest: null,
    rates: [],
    rateSampledMs: -Infinity,
    left: false,
    failure: null,
  }));

/** The view after hearing `snapshot` at `nowMs`. Pure. */
export function afterSnapshot(view: StudyView, snapshot: AgentSnapshot, nowMs: number): StudyView {
  if (view.left) return view;
  const shown = view.snapshot?.best?.value ?? null;
  const changed = shown !== null && shown !== snapshot.best?.value;
  const due = nowMs - view.rateSampledMs >= RATE_INTERVAL_MS;
  return {
    ...view,
    snapshot: sameParts(view.snapshot, snapshot),
    previousBest: changed ? shown : view.previousBest,
    rates: due ? [...view.rates, snapshot.trialsPerSecond].slice(-MAX_RATES) : view.rates,
    rateSampledMs: due ? nowMs : view.rateSampledMs,
  };
}

/** The view after Leave: what was found stays, but nothing is known any more of who is there and how fast they are. Pure. */
export function afterLeaving(view: StudyView): StudyView {
  return { ...view, snapshot: view.snapshot === null ? null : unconnected(view.snapshot), rates: [], left: true };
}

function unconnected(snapshot: AgentSnapshot): AgentSnapshot {
  const peers = snapshot.peers.map((peer) => ({ ...peer, online: false, tabs: 0, cores: 0, link: null, rttMs: null }));
  const status = { ...snapshot.status, ...nothingRuns(snapshot.status), coresUsed: 0, coresLent: 0 };
  return { ...snapshot, state: "left", trialsPerSecond: 0, runningTrials: 0, status, peers, peerCount: 0 };
}

/** A variant that was under way waits, as far as this page will ever know. */
function nothingRuns({ live, waiting, variants }: StudyStatus): Partial<StudyStatus> {
  const nothing = { live: [], liveCount: 0 };
  if (variants === null) return nothing;
  const given = live.map(({ name, trial, params }) => ({ name: name ?? trial, params }));
  const counts = { ...variants, running: 0, waiting: variants.waiting + variants.running };
  return { ...nothing, waiting: [...given, ...waiting].slice(0, MAX_LIVE_TRIALS), variants: counts };
}

/** When the next frame is painted, or at once while nobody looks (a hidden page paints no frames). */
export type Schedule = (run: () => void) => void;

const nextFrame: Schedule = (run) => {
  if (document.hidden) run();
  else requestAnimationFrame(run);
};

/** Keeps only the newest of what arrives between two frames: one write to the store per frame. */
export function coalesce<T>(schedule: Schedule, write: (newest: T) => void): (value: T) => void {
  let waiting: { readonly value: T } | null = null;
  return (value) => {
    const scheduled = waiting !== null;
    waiting = { value };
    if (scheduled) return;
    schedule(() => {
      const newest = waiting;
      waiting = null;
      if (newest !== null) write(newest.value);
    });
  };
}

/** Fills `store` with the engine's snapshots until the returned function is called. */
export function follow(engine: EngineApi, studyId: string, store: StudyStore): () => void {
  let following = true;
  // The first one at once: until then there is nothing to look at.
  const schedule: Schedule = (run) => (store.getState().snapshot === null ? run() : nextFrame(run));
  const write = coalesce<AgentSnapshot>(schedule, (snapshot) => {
    if (following) store.setState((view) => afterSnapshot(view, snapshot, performance.now()));
  });
  engine.watch(studyId, write).catch((thrown: unknown) => store.setState({ failure: sentenceOf(thrown) }));
  return () => {
    following = false;
    engine.unwatch(studyId).catch((thrown: unknown) => console.warn("The engine could not stop telling.", thrown));
  };
}
