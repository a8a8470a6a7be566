import type { Json } from "../../study/json.ts";
import type { TrialError } from "../../study/trial/trial.ts";

/** One episode of a champion, as its objective showed it. */
export interface ChampionPlay {
  readonly generation: number;
  readonly episode: number;
  /** What the objective returned; null where it failed. */
  readonly value: number | null;
  readonly error: TrialError | null;
  /** What it showed, in order: of the gallery's tasks an `EpisodeFrame` each; anything JSON can say of others. */
  readonly frames: readonly Json[];
  /** Seeds of its genome. */
  readonly seeds: number;
  /** How many weights they make, if the objective said so by `trial.setUserAttr("weights", n)`. */
  readonly weights: number | null;
}
