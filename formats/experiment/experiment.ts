import type { Json } from "../../study/spec/spec.ts";
import type { ConfigMap } from "./config-node.ts";
import type { Place } from "./place.ts";

/** What is wrong at a place of the file, and what would do. */
export interface Mistake extends Place {
  readonly message: string;
}

/** What the file's author may not expect, though the file can be used. */
export interface FileNote extends Place {
  readonly message: string;
}

/** An algorithm that the page brings along, and what it is to learn. */
export interface OwnTraining {
  readonly algorithm: "PPO";
  readonly env: "CartPole-v0" | "CartPole-v1" | "Acrobot-v1";
}

/** One experiment of a file, its values not drawn yet. */
export interface Experiment {
  /** Its key in the file. */
  readonly name: string;
  readonly env: string | null;
  /** "script", or the name of an algorithm. */
  readonly alg: string;
  /** What trains where no script does; null where a script has to. */
  readonly trains: OwnTraining | null;
  /** Null: the grid's size times `repeat`. */
  readonly numTrials: number | null;
  readonly repeat: number;
  /** A trial ends when it reported one of these metrics at least at its value. */
  readonly stop: Readonly<Record<string, number>>;
  /** Of one trial. */
  readonly resources: { readonly cores: number; readonly gpu: number };
  readonly scheduler: string | null;
  readonly metric: string | null;
  readonly mode: "min" | "max" | null;
  /** Where the file says its script is; it also stays in `config`. */
  readonly scriptPath: string | null;
  /** The function of the script that trains. */
  readonly entrypoint: string | null;
  readonly config: ConfigMap;
  /** Where the values of its own keys stand in the file. */
  readonly places: ReadonlyMap<string, Place>;
}

export type ExperimentsRead =
  | { readonly ok: true; readonly experiments: readonly Experiment[]; readonly notes: readonly FileNote[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** One trial's whole configuration, all its values drawn. */
export interface Variant {
  readonly name: string;
  readonly config: Json;
}

export type VariantsMade =
  | { readonly ok: true; readonly variants: readonly Variant[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };
