import type { Json } from "../json.ts";
import type { PrunerChoice } from "../pruners/choice.ts";
import type { SamplerChoice } from "../samplers/choice.ts";
import type { ParamValue } from "../space/distribution.ts";

export type { Json };

export type Direction = "minimize" | "maximize";

/** One value of what the objective returns, in its order. */
export interface ObjectiveSpec {
  /** Distinct within a study; also the name under which `trial.report({ name: value }, step)` feeds the pruner. */
  readonly name: string;
  readonly direction: Direction;
  /** Shown behind the value, for example "km/s"; may be empty. */
  readonly unit: string;
}

/** How much a study does. `trialsPerRound` (t) is also the rhythm in which a peer takes in what others found. */
export type Budget =
  | { readonly kind: "rounds"; readonly rounds: number; readonly trialsPerRound: number }
  | { readonly kind: "trials"; readonly total: number; readonly trialsPerRound: number }
  | { readonly kind: "time"; readonly seconds: number; readonly trialsPerRound: number }
  | { readonly kind: "generations"; readonly generations: number; readonly trialsPerRound: number }
  | { readonly kind: "open"; readonly trialsPerRound: number };

/** What a new study offers each volunteer: a few minutes of work, and nine times news from the others in between. */
export const DEFAULT_BUDGET: Budget = { kind: "rounds", rounds: 10, trialsPerRound: 10 };

/** What ends the study in every tab before its budget does, or one trial of it. */
export type StopRuleChoice =
  /** The best value of the first objective is as good as `value`, or better. */
  | { readonly kind: "target"; readonly value: number }
  /** `trials` complete or pruned trials in a row, in the whole swarm, brought no better value. */
  | { readonly kind: "no-improvement"; readonly trials: number }
  /** A trial reported this metric, or returned this objective, at least or at most at `value`. */
  | MetricRule;

export interface MetricRule {
  readonly kind: "metric";
  readonly metric: string;
  readonly bound: "at-least" | "at-most";
  readonly value: number;
  readonly ends: "study" | "trial";
}

/** Whether a trial run again with the same parameters and the same chance gives the same values. */
export type Repeatability =
  | { readonly kind: "repeatable" }
  /** Each point is run `repeats` times with fresh chance, and its mean counts. */
  | { readonly kind: "noisy"; readonly repeats: number };

/** What one trial needs of the machine that runs it. */
export interface Resources {
  readonly cores: number;
  readonly gpu: number;
}

/** A file that every trial can read. Its bytes do not stand in the study's text, only what they must be. */
export interface Attachment {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, 43 characters of base64url. */
  readonly sha256: string;
  readonly mediaType: string;
}

export interface CheckpointLimits {
  /** Of one checkpoint. */
  readonly maxBytes: number;
  /** The last so many of a trial are kept. */
  readonly keep: number;
}

/** `train(config, reporter)`: what is tried are variants, each a whole configuration. */
export interface Trainable {
  readonly variants: readonly { readonly name: string; readonly config: Json }[];
  /** How often each variant is tried. */
  readonly repeat: number;
}

/** Programs of the author run its trials and tell them over HTTP; tabs only watch. */
export const isToldByHttp = ({ objective }: Pick<StudySpec, "objective">): boolean => objective.language === "http";

/** 43 characters of base64url: SHA-256 of the canonical bytes. */
export type StudyId = string;

/** Whether `text` can be a study's id at all; a link that was cut or retyped rarely is. */
export const isStudyId = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** Everything that defines a study. Immutable: its id is the hash of its canonical bytes, so a changed objective is a new study. */
export interface StudySpec {
  readonly version: 2;
  readonly name: string;
  /** Plain text, with line breaks; may be empty. */
  readonly description: string;
  /**
   * In the language `http` the source is a sentence: programs of the author run the trials and tell what they came to, and no
   * other's trials count.
   */
  readonly objective: { readonly language: "javascript" | "typescript" | "http"; readonly source: string };
  /** One for each value that the objective returns: 1 to 8. */
  readonly objectives: readonly ObjectiveSpec[];
  /** Names of what trials report besides; for charts and stop rules. Others may be reported, too. */
  readonly metrics: readonly string[];
  /** Names of the constraints that trials state; others may be stated, too. */
  readonly constraints: readonly string[];
  /** Without a part in a study that has variants: those are tried in their order. */
  readonly sampler: SamplerChoice;
  readonly pruner: PrunerChoice;
  /** With one, what a log tries follows from it and from the log's ordinal; null: from fresh chance. */
  readonly seed: string | null;
  /** Parameter sets that are tried before the sampler chooses any. */
  readonly startPoints: readonly Readonly<Record<string, ParamValue>>[];
  readonly budget: Budget;
  readonly stopRules: readonly StopRuleChoice[];
  readonly trialTimeoutMs: number;
  readonly resources: Resources;
  readonly repeatability: Repeatability;
  /** How many other peers run a new best again before it counts as verified. */
  readonly verifications: number;
  readonly attachments: readonly Attachment[];
  readonly checkpoints: CheckpointLimits | null;
  /** Independent studies of this text side by side. */
  readonly experiments: number;
  readonly trainable: Trainable | null;
  /** Only whoever has the secret of the link takes part (`sealed-spec.ts`): its SHA-256, 43 characters of base64url. Null: anybody. */
  readonly private: { readonly secretHash: string } | null;
  readonly maxPeers: number;
  readonly listed: boolean;
  /** Ed25519 public key, base64url; empty for a study offered by a seed, which nobody can command. */
  readonly author: { readonly key: string; readonly name: string };
  /** Milliseconds since 1970 by the author's date, which may be wrong: tells apart two studies published with equal settings. */
  readonly createdMs: number;
}

export const directionsOf = ({ objectives }: Pick<StudySpec, "objectives">): readonly Direction[] =>
  objectives.map(({ direction }) => direction);

/** The objective that charts and lists show where they show one. */
export const firstObjective = ({ objectives }: Pick<StudySpec, "objectives">): ObjectiveSpec =>
  objectives[0] ?? ONE_VALUE;

/** What a study minimises if nobody says more. */
export const ONE_VALUE: ObjectiveSpec = { name: "value", direction: "minimize", unit: "" };

/** What every study must say for itself. */
type Needed = "name" | "objective" | "createdMs";

/** A study that says no more than it must. */
export const specWith = (fields: Pick<StudySpec, Needed> & Partial<Omit<StudySpec, "version">>): StudySpec => ({
  ...DEFAULTS,
  ...fields,
});

const DEFAULTS: Omit<StudySpec, Needed> = {
  version: 2,
  description: "",
  objectives: [ONE_VALUE],
  metrics: [],
  constraints: [],
  sampler: { name: "auto" },
  pruner: { name: "none" },
  seed: null,
  startPoints: [],
  budget: DEFAULT_BUDGET,
  stopRules: [],
  trialTimeoutMs: 60_000,
  resources: { cores: 1, gpu: 0 },
  repeatability: { kind: "repeatable" },
  verifications: 0,
  attachments: [],
  checkpoints: null,
  experiments: 1,
  trainable: null,
  private: null,
  maxPeers: 500,
  listed: false,
  author: { key: "", name: "" },
};
