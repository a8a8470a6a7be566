/**
 * The default sampler: picks by what is asked for and known. One objective over numbers goes to a model-based local
 * search, with TPE looking elsewhere once that has ended; very many numbers or cheap trials go to CMA-ES; choices,
 * constraints and several objectives to a Gaussian process and TPE by turns, which are right about different things; all
 * else to TPE. It is TPE with sharper kernels, but for the look elsewhere, which should stay wide. Of several objectives
 * it models each parameter for itself: a front's points agree in some parameters, and differ in the others.
 */
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sample, SampleRequest, Sampler } from "../sampler.ts";
import { NumericSearch } from "./auto/numeric-search.ts";
import { Situation, typicalDurationMs } from "./auto/situation.ts";
import { cmaesSampler } from "./cmaes.ts";
import { gpSampler } from "./gp.ts";
import { tpeSampler } from "./tpe/tpe.ts";
import { OPTUNA_RULES } from "./tpe/tpe-rules.ts";

/** Above this a model's neighbourhood holds too few points per direction, and its matrices cost more than a trial. */
const MAX_MODELLED_PARAMS = 40;
/** From here on trials are many: thinking pays only where a trial takes longer than a thought. */
const MANY_TRIALS = 1_000;
/** A Gaussian process thinks ten milliseconds a trial: cheap trials are worth that while they are few. */
const FEW_TRIALS = 200;
const THOUGHT_MS = 20;
/** Where nobody may look at the time, so many times as many trials pass for cheap ones. */
const UNTIMED_FACTOR = 5;
/** Of several objectives a front is found by then; TPE fills it better, and in less time. */
const FRONT_TRIALS = 100;
/** Of this many proposals one is TPE's once the first local search has ended. */
const GLOBAL_PERIOD = 3;

export interface AutoOptions {
  /**
   * Whether the time that trials took may decide how long to think (default). Without, the same values lead to the same
   * proposals on any machine.
   */
  readonly usesDurations?: boolean;
}

/** Chooses how to sample for each proposal. Keeps what it read of each history. */
export function autoSampler(options: AutoOptions = {}): Sampler {
  checkOptionNames("autoSampler", options, ["usesDurations"]);
  const { usesDurations = true } = options;
  const chosen = new WeakMap<History, Chooser>();
  const others = {
    wide: tpeSampler({ ...OPTUNA_RULES, group: true, failedAreBad: true }),
    tpe: tpeSampler({ group: true }),
    single: tpeSampler(),
    gp: gpSampler(),
    cmaes: cmaesSampler({ restart: "bipop" }),
  };
  return {
    name: "auto",
    usesRunning: true,
    sample(request: SampleRequest): Sample {
      let chooser = chosen.get(request.history);
      if (chooser === undefined) {
        chooser = new Chooser(others, usesDurations);
        chosen.set(request.history, chooser);
      }
      return chooser.samplerFor(request).sample(request);
    },
  };
}

type Samples = Pick<Sampler, "sample">;
type Others = Readonly<Record<"wide" | "tpe" | "single" | "gp" | "cmaes", Samples>>;

/** One history. */
class Chooser {
  readonly #others: Others;
  readonly #usesDurations: boolean;
  readonly #situation = new Situation();
  readonly #search = new NumericSearch();

  constructor(others: Others, usesDurations: boolean) {
    this.#others = others;
    this.#usesDurations = usesDurations;
  }

  samplerFor({ history, space, number, directions }: SampleRequest): Samples {
    const { wide, single, gp, cmaes } = this.#others;
    const situation = this.#situation;
    const isOne = directions.length === 1;
    const tpe = isOne ? this.#others.tpe : single;
    situation.update(history, space);
    if (!situation.isJoint) return tpe;
    const isHasty = (many: number) =>
      this.#usesDurations
        ? history.size >= many && typicalDurationMs(history) < THOUGHT_MS
        : history.size >= UNTIMED_FACTOR * many;
    const isLarge = situation.space.names.length > MAX_MODELLED_PARAMS;
    if (!isOne || !situation.isNumeric || situation.isConstrained) {
      const many = isOne ? MANY_TRIALS : FRONT_TRIALS;
      return isLarge || number % 2 === 1 || isHasty(FEW_TRIALS) || history.size >= many ? tpe : gp;
    }
    if (isLarge || isHasty(MANY_TRIALS)) return cmaes;
    this.#search.update(history, situation.space);
    return this.#search.hasEnded && number % GLOBAL_PERIOD === 0 ? wide : this.#search;
  }
}
