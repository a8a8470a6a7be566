import type { CurveChange, RewardBins } from "../../worker/training/reward-curve.ts";
import type { Judged, Plays, TrainingOrder, TrainingProgress } from "../../worker/training/training-api.ts";

/**
 * waiting: for its turn. training, paused. finishing: is to make no further episode. evaluating: learns no more, and is judged. done:
 * its worker has gone. failed: so has it, before its time.
 */
export type Phase = "waiting" | "training" | "paused" | "finishing" | "evaluating" | "done" | "failed";

/** All that the page knows of one training. */
export interface TrainingState {
  readonly order: TrainingOrder;
  readonly phase: Phase;
  readonly episodes: number;
  readonly steps: number;
  readonly curve: RewardBins;
  readonly lines: readonly string[];
  /** So many lines before those are kept no more. */
  readonly droppedLines: number;
  readonly plays: Plays | null;
  readonly judged: Judged | null;
  /** After how many episodes the average was over GOOD_AVERAGE. */
  readonly goodAfter: number | null;
  readonly failure: string | null;
}

export type TrainingEvent =
  | { readonly kind: "begun" | "paused" | "went on" | "finishing" | "ended" }
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "failed"; readonly message: string };

/** The notebook prints eleven; a million episodes would print ten thousand. */
const MAX_LINES = 300;

const NO_BINS: RewardBins = { span: 1, lows: [], highs: [], averages: [] };

export const newTrainingState = (order: TrainingOrder): TrainingState => ({
  order,
  phase: "waiting",
  episodes: 0,
  steps: 0,
  curve: NO_BINS,
  lines: [],
  droppedLines: 0,
  plays: null,
  judged: null,
  goodAfter: null,
  failure: null,
});

/** Whether a worker is there, or is awaited. */
export const isActive = ({ phase }: TrainingState): boolean => phase !== "done" && phase !== "failed";

export function afterEvent(state: TrainingState, event: TrainingEvent): TrainingState {
  if (!isActive(state)) return state;
  switch (event.kind) {
    case "begun":
      return { ...state, phase: "training" };
    case "went on":
      return state.phase === "paused" ? { ...state, phase: "training" } : state;
    case "paused":
    case "finishing":
      return state.phase === "evaluating" ? state : { ...state, phase: event.kind };
    case "ended":
      return { ...state, phase: "done" };
    case "failed":
      return { ...state, phase: "failed", failure: event.message };
    case "progress":
      return afterProgress(state, event.progress);
  }
}

function afterProgress(state: TrainingState, progress: TrainingProgress): TrainingState {
  const { episodes, steps, judged } = progress;
  const curve = changed(state.curve, progress.curve);
  const lines = [...state.lines, ...progress.lines];
  const dropped = Math.max(0, lines.length - MAX_LINES);
  return {
    ...state,
    phase: judged === null || state.phase === "paused" ? state.phase : "evaluating",
    episodes,
    steps,
    curve,
    lines: lines.slice(dropped),
    droppedLines: state.droppedLines + dropped,
    plays: progress.plays ?? state.plays,
    judged,
    goodAfter: progress.goodAfter,
  };
}

function changed(before: RewardBins, { from, span, lows, highs, averages }: CurveChange): RewardBins {
  if (averages.length === 0) return before;
  return {
    span,
    lows: [...before.lows.slice(0, from), ...lows],
    highs: [...before.highs.slice(0, from), ...highs],
    averages: [...before.averages.slice(0, from), ...averages],
  };
}
