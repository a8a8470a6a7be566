import { createStudy, type StandaloneStudy } from "../create-study.ts";
import { MisuseError } from "../errors.ts";
import type { OptimizeOptions } from "../optimize/optimize-options.ts";
import { checkOptionNames, shown } from "../option-checks.ts";
import { isRecord } from "../parsed.ts";
import type { Pruner } from "../pruner.ts";
import { nopPruner } from "../pruners/nop.ts";
import { variantsSampler } from "../samplers/variants.ts";
import { isParamName } from "../space/distribution.ts";
import type { Direction, Json, Trainable } from "../spec/spec.ts";
import { type Callable, functionIn } from "../trial/callable.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import type { TrialEnd } from "../trial/trial-end.ts";
import { type Train, trainableObjective } from "./trainable-objective.ts";
import { VARIANT_PARAM, variantAt, variantTrials } from "./variants.ts";

export interface VariantsOptions extends Pick<OptimizeOptions, "parallel" | "callbacks" | "warn"> {
  /** What is tried, in this order: as `variantsOf` makes them of an experiment, or by hand. */
  readonly variants: Trainable["variants"];
  /** How often each is tried; once, if left out. */
  readonly repeat?: number;
  /** The metric that a trial's last report is its result by. */
  readonly metric: string;
  /** "maximize", if left out. */
  readonly direction?: Direction;
  /** Ends a trial as soon as a metric is at least so much: `{ mean_accuracy: 0.99, time_total_s: 600 }`. */
  readonly stop?: Readonly<Record<string, number>>;
  /** What gives hopeless trials up; without, nothing does. */
  readonly pruner?: Pruner;
  /** Milliseconds from any origin, and since 1970, as `() => performance.now()` and `Date.now`; 0 without. */
  readonly clock?: () => number;
  readonly date?: () => number;
}

export interface VariantResult {
  readonly name: string;
  readonly config: Trainable["variants"][number]["config"];
  readonly trial: FinishedTrial;
}

export interface VariantsRun {
  readonly study: StandaloneStudy;
  /** In the order in which they ended. */
  readonly results: readonly VariantResult[];
}

/** What stands still without a clock. */
const TIMES: ReadonlySet<string> = new Set(["time_total_s", "time_this_iter_s"]);

const OPTIONS = [
  "variants",
  "repeat",
  "metric",
  "direction",
  "stop",
  "pruner",
  "clock",
  "date",
  "parallel",
  "callbacks",
  "warn",
];

/**
 * Runs every variant of a trainable here, without a swarm. A variant that throws has failed, and the others go on. Throws
 * `MisuseError` for options without a meaning.
 */
export async function runVariants(train: Callable<Train>, options: VariantsOptions): Promise<VariantsRun> {
  checkOptionNames("runVariants", options, OPTIONS);
  const call = functionIn(train);
  if (typeof call === "string") throw new MisuseError(call);
  const { variants, repeat = 1, metric, direction = "maximize", pruner = nopPruner() } = options;
  const trainable = { variants, repeat };
  const trials = trialsOf(trainable);
  if (!isParamName(metric)) {
    throw new MisuseError(
      `metric must be the name that the result is reported by, not ${shown(metric)}; as "mean_accuracy".`,
    );
  }
  const ends = endsOf(options.stop ?? {});
  const timed = ends.find((end) => TIMES.has(end.metric));
  if (timed !== undefined && options.clock === undefined) {
    throw new MisuseError(`stop has ${timed.metric}, which needs a clock; pass one as { clock: () => milliseconds }.`);
  }
  const study = createStudy({ direction, pruner, sampler: variantsSampler(VARIANT_PARAM, trials) });
  const nowMs = options.clock ?? (() => 0);
  const wallMs = options.date ?? (() => 0);
  const kept = new Set([metric, ...ends.map((end) => end.metric)]);
  const objective = trainableObjective(call as Train, {
    trials,
    names: [metric],
    configOf: (index) => JSON.parse(JSON.stringify(variantAt(trainable, index)?.config ?? null)) as Json,
    worldOf: ({ number }) => ({
      about: { experiment_id: study.log, trial_id: `${study.log}:${number}`, pid: 0, hostname: study.log },
      nowMs,
      wallMs,
      kept,
    }),
  });
  const { parallel = 1, callbacks = [], warn } = options;
  const spoken = { ...(warn === undefined ? {} : { warn }), ...(options.clock === undefined ? {} : { clock: nowMs }) };
  await study.optimize(objective, { trials, names: [metric], ends, parallel, callbacks, catch: true, ...spoken });
  return { study, results: study.trials().map((trial) => resultOf(trainable, trial)) };
}

function trialsOf({ variants, repeat }: Pick<Trainable, "variants" | "repeat">): number {
  if (!Array.isArray(variants) || variants.length === 0) {
    throw new MisuseError(
      'runVariants() needs variants, as in [{ name: "a", config: { lr: 0.1 } }]; give one at least.',
    );
  }
  if (!Number.isInteger(repeat) || repeat < 1) {
    throw new MisuseError(`repeat must be a whole number from 1, but is ${shown(repeat)}; give how often to try each.`);
  }
  return variantTrials({ variants, repeat });
}

function endsOf(stop: unknown): TrialEnd[] {
  if (!isRecord(stop))
    throw new MisuseError(`stop must be an object, as in { mean_accuracy: 0.99 }, not ${shown(stop)}.`);
  return Object.entries(stop).map(([metric, value]) => {
    if (typeof value === "number" && Number.isFinite(value)) return { metric, bound: "at-least", value };
    throw new MisuseError(
      `stop has ${shown(value)} for ${shown(metric)}; give the number at which a trial has done enough.`,
    );
  });
}

function resultOf(trainable: Pick<Trainable, "variants">, trial: FinishedTrial): VariantResult {
  const index = Number(trial.params[trial.space.names.indexOf(VARIANT_PARAM)] ?? 0);
  const { name, config } = variantAt(trainable, index) ?? { name: "", config: null };
  return { name, config, trial };
}
