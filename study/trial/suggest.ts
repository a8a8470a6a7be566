import { MisuseError, TrialStopped } from "../errors.ts";
import type { Json } from "../json.ts";
import { shown } from "../option-checks.ts";
import { shouldPrune } from "../pruner.ts";
import { type Rng, rngFromSeed } from "../rng.ts";
import { unsignedZero } from "../space/decimal.ts";
import {
  type CategoricalChoice,
  contains,
  firstValue,
  isSingle,
  MAX_PARAMS,
  type ParamDistribution,
  type ParamValue,
  sameDistribution,
} from "../space/distribution.ts";
import { rangeText } from "../space/range-text.ts";
import { MAX_VECTOR_NUMBERS, type TrialSpace, vectorNumbers } from "../space/search-space.ts";
import { uniformValue } from "../space/transform.ts";
import { isVector, type VectorDistribution, vectorLength } from "../space/vector-distribution.ts";
import {
  askedChoice,
  askedNumber,
  askedPermutation,
  askedSeeds,
  askedSimplex,
  checkKey,
  type NumberOptions,
  type SeedsOptions,
} from "./asked-distribution.ts";
import { BredGenomeAsked } from "./bred-genome.ts";
import { drawFromMixture } from "./mixture.ts";
import { type ObjectiveNote, ObjectiveNotes } from "./objective-notes.ts";
import { DEFAULT_SIGMA, type Proposal, type PrunerSnapshot } from "./proposal.ts";
import { ShownFrames } from "./shown-frames.ts";
import type { MetricPoint, Report } from "./trial.ts";
import { endReached, endText, type TrialEnd } from "./trial-end.ts";
import { MAX_ATTR_LENGTH, MAX_CONSTRAINTS, MAX_USER_ATTRS, MAX_WARNINGS } from "./trial-limits.ts";
import { defaultNames, type Reported, TrialReports } from "./trial-reports.ts";

type Direction = "minimize" | "maximize";
type AttrValue = string | number | boolean | null;

/** What the trials of one study share in one runner. `pruner` may be replaced while a trial runs. */
export interface TrialSetting {
  readonly directions: readonly Direction[];
  pruner: PrunerSnapshot;
  /** Of the objectives, in order. */
  readonly names?: readonly string[] | undefined;
  /** What ends a trial as soon as it reports so much. */
  readonly ends?: readonly TrialEnd[] | undefined;
}

const objectiveNames = ({ names, directions }: TrialSetting): readonly string[] =>
  names ?? defaultNames(directions.length);

/**
 * One running trial, as the objective sees it. Values come from the proposal, so nothing here waits for a sampler.
 * Order of precedence as in Optuna: suggested before in this trial, fixed, only one value possible, proposed,
 * drawn from the sampler's mixture, drawn uniformly from the trial's own stream. What is not a value of the distribution
 * asked for is passed over.
 */
export class TrialContext {
  readonly number: number;
  /** Sentences for the objective's author, at most `MAX_WARNINGS`. */
  readonly warnings: string[] = [];
  readonly #proposal: Proposal;
  readonly #setting: TrialSetting;
  readonly #names: string[] = [];
  readonly #distributions: ParamDistribution[] = [];
  readonly #values: ParamValue[] = [];
  /** Most trials report nothing. */
  #reports: TrialReports | null = null;
  readonly #notes = new ObjectiveNotes();
  /** How many reports there were when the pruner was asked last, and when it was before one of them came. */
  #judged = 0;
  #judgedBefore = 0;
  #constraints: Record<string, number> | null = null;
  #userAttrs: Record<string, AttrValue> | null = null;
  #stream: Rng | null = null;
  #rng: Rng | null = null;
  #stopped: TrialEnd | null = null;
  /** What was reported last of each objective. */
  #latest: (number | null)[] | null = null;
  /** Where generations are bred. */
  readonly #bred: BredGenomeAsked | null;
  #shown: ShownFrames | null = null;

  constructor(proposal: Proposal, setting: TrialSetting) {
    this.number = proposal.number;
    this.#proposal = proposal;
    this.#setting = setting;
    this.#bred = proposal.bred === undefined ? null : new BredGenomeAsked(proposal.bred.genome);
  }

  /** What `rng` is seeded with, for chance of the objective's own: the same wherever the trial runs. Unsigned 32 bit. */
  get seed(): number {
    return this.#proposal.seed;
  }

  /** How much each seed of the genome after the first changes weights; `DEFAULT_SIGMA` where no generations are bred. */
  get sigma(): number {
    return this.#proposal.bred?.sigma ?? DEFAULT_SIGMA;
  }

  /** Whether anybody looks on: else `show` does nothing, and what it would show need not be made. */
  get isWatched(): boolean {
    return this.#proposal.isWatched === true;
  }

  /**
   * Shows what happens, as one frame of anything that JSON can say, to whoever looks on; where nobody does, nothing. Frames
   * beyond `MAX_FRAMES`, or `MAX_FRAMES_LENGTH` of all together, are left out with a warning.
   */
  show(frame: Json): void {
    if (!this.isWatched) return;
    this.#shown ??= new ShownFrames();
    if (this.#shown.add(frame)) return;
    this.#warn("The trial shows more than there is room for; what it shows from here on is left out.");
  }

  /** The objective's own chance, seeded from the trial: running it again gives the same numbers. */
  get rng(): Rng {
    this.#rng ??= rngFromSeed(this.#proposal.seed, "objective");
    return this.#rng;
  }

  /** A real number in [low, high]; with `log` sampled in ln space, with `step` on low + k*step. */
  suggestFloat(name: string, low: number, high: number, options: NumberOptions = {}): number {
    const asked = askedNumber("float", this.#expected(name), name, low, high, options);
    return this.#suggest("suggestFloat", name, asked) as number;
  }

  /** A whole number in low..high, both included; with `log` sampled in ln space, with `step` low, low+step, ... */
  suggestInt(name: string, low: number, high: number, options: NumberOptions = {}): number {
    const asked = askedNumber("int", this.#expected(name), name, low, high, options);
    return this.#suggest("suggestInt", name, asked) as number;
  }

  /** One of `choices`: numbers, strings, booleans or null. */
  suggestCategorical<T extends CategoricalChoice>(name: string, choices: readonly T[]): T {
    const asked = askedChoice(this.#expected(name), name, choices);
    return this.#suggest("suggestCategorical", name, asked) as T;
  }

  /** The numbers 0..n-1 in some order, each once: which of n items comes first, second, ... */
  suggestPermutation(name: string, n: number): number[] {
    return this.#suggestList("suggestPermutation", name, askedPermutation(this.#expected(name), name, n));
  }

  /** n numbers from 0 that sum to 1: shares of a whole. */
  suggestSimplex(name: string, n: number): number[] {
    return this.#suggestList("suggestSimplex", name, askedSimplex(this.#expected(name), name, n));
  }

  /** 1 to `maxLength` unsigned 32-bit numbers: seeds for chance of the objective's own. */
  suggestSeeds(name: string, options: SeedsOptions): number[] {
    return this.#suggestList("suggestSeeds", name, askedSeeds(this.#expected(name), name, options));
  }

  /**
   * Notes an intermediate value; where there are several objectives an array of one for each; or numbers by name, of which
   * those named as an objective feed the pruner. What was reported before is passed over with a warning. `step` is whole
   * and >= 0. Throws `TrialStopped` where that reaches one of the study's stop rules: the trial is complete with what it
   * reported last.
   */
  report(value: Reported, step: number): void {
    this.#note(value, step, (reports) => reports.add(value, step));
  }

  /** As `report` by name, of a trial that may report without end: of more than fit evenly spaced ones are kept. */
  reportEvenly(value: Readonly<Record<string, number>>, step: number): void {
    this.#note(value, step, (reports) => {
      reports.addEvenly(value, step);
      return null;
    });
  }

  /** `keep` says what was passed over, in words. */
  #note(value: Reported, step: number, keep: (reports: TrialReports) => string | null): void {
    if (this.#stopped !== null) throw stopped(this.#stopped);
    this.#reports ??= new TrialReports(objectiveNames(this.#setting));
    const { intermediate } = this.#reports;
    const before = intermediate.length;
    const passedOver = keep(this.#reports);
    if (passedOver !== null) this.#warn(passedOver);
    if (intermediate.length > before) this.#notes.reported(step);
    this.#latest ??= objectiveNames(this.#setting).map(() => null);
    const names = objectiveNames(this.#setting);
    for (let i = 0; i < names.length; i++) {
      const told = reportedOf(value, names[i] ?? "", names);
      if (told !== undefined) this.#latest[i] = told;
    }
    this.#endAt(value);
  }

  /** The stop rule that has ended the trial; null while none has. */
  get stoppedBy(): TrialEnd | null {
    return this.#stopped;
  }

  /** What was reported last of each objective, in their order: NaN, too; null of one that was never. */
  get lastReported(): readonly (number | null)[] {
    return this.#latest ?? objectiveNames(this.#setting).map(() => null);
  }

  /** Whether the pruner would stop here; then `throw new TrialPruned()`. False before the first report. */
  shouldPrune(): boolean {
    if (this.#reports === null) return false;
    const { intermediate } = this.#reports;
    if (intermediate.length > this.#judged) {
      this.#judgedBefore = this.#judged;
      this.#judged = intermediate.length;
    } else if (intermediate.length === 0 && this.#reports.hasMetrics) {
      this.#warn(
        `No metric reported is named as the objective, ${objectiveNames(this.#setting).map(shown).join(", ")}, so that no trial is ever pruned; report that one, too.`,
      );
    }
    const asking = { seed: this.#proposal.seed, judged: this.#judgedBefore };
    return shouldPrune(this.#setting.pruner, intermediate, asking);
  }

  /** States a constraint's violation: > 0 is infeasible, <= 0 satisfied. The first value per key stays. */
  setConstraint(key: string, value: number): void {
    checkKey("setConstraint", key);
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new MisuseError(`setConstraint("${key}") needs a number; give how far the limit is exceeded.`);
    }
    this.#constraints ??= emptyRecord();
    if (Object.hasOwn(this.#constraints, key)) {
      this.#warn(`Constraint "${key}" was set before; the first value stays.`);
      return;
    }
    if (Object.keys(this.#constraints).length >= MAX_CONSTRAINTS) {
      throw new MisuseError(`A trial can have ${MAX_CONSTRAINTS} constraints at most; add related ones up.`);
    }
    this.#constraints[key] = value;
  }

  /** Attaches a small value to the trial. NaN and infinities are kept as their names, because JSON has none. */
  setUserAttr(key: string, value: AttrValue): void {
    checkKey("setUserAttr", key);
    if (value !== null && typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new MisuseError(`setUserAttr("${key}") takes a string, number, boolean or null; use JSON.stringify.`);
    }
    if (typeof value === "string" && value.length > MAX_ATTR_LENGTH) {
      throw new MisuseError(`setUserAttr("${key}") takes ${MAX_ATTR_LENGTH} characters at most; shorten the text.`);
    }
    this.#userAttrs ??= emptyRecord();
    if (!Object.hasOwn(this.#userAttrs, key) && Object.keys(this.#userAttrs).length >= MAX_USER_ATTRS) {
      throw new MisuseError(`A trial can have ${MAX_USER_ATTRS} attributes at most; join some into one.`);
    }
    this.#userAttrs[key] = typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }

  /** Warns of fixed values this trial did not ask for: of a misspelt name, or of a branch it did not take. */
  warnOfUnused(): void {
    const { fixed } = this.#proposal;
    if (fixed === null) return;
    for (const name of Object.keys(fixed)) {
      if (!this.#names.includes(name)) this.#warn(`The value fixed for "${name}" was not used: it was not asked for.`);
    }
  }

  /** What the objective did so far that is often not meant, in words by `noteText`. */
  get notes(): readonly ObjectiveNote[] {
    return this.#notes.all;
  }

  /** What the trial suggested so far; the proposal's own space object if nothing else was asked for. */
  get space(): TrialSpace {
    const proposed = this.#proposal.space;
    if (this.#names.length === proposed.names.length && this.#distributions.every(isProposed, this)) return proposed;
    return { names: this.#names, distributions: this.#distributions };

    function isProposed(this: TrialContext, distribution: ParamDistribution, i: number): boolean {
      return distribution === proposed.distributions[i] && this.#names[i] === proposed.names[i];
    }
  }

  /** Same order as `space.names`. */
  get params(): readonly ParamValue[] {
    return this.#values;
  }

  /** Every report, in the order made. */
  get intermediate(): readonly Report[] {
    return this.#reports?.intermediate ?? NO_REPORTS;
  }

  /** What was reported besides the objectives, by name. */
  get metrics(): Readonly<Record<string, readonly MetricPoint[]>> {
    return this.#reports?.metrics ?? NO_ENTRIES;
  }

  get constraints(): Readonly<Record<string, number>> {
    return this.#constraints ?? NO_ENTRIES;
  }

  /** What was shown, in order; nothing where nobody looks on. */
  get frames(): readonly Json[] {
    return this.#shown?.all ?? NO_FRAMES;
  }

  get userAttrs(): Readonly<Record<string, AttrValue>> {
    return this.#userAttrs ?? NO_ENTRIES;
  }

  get directions(): readonly Direction[] {
    return this.#setting.directions;
  }

  /** The distribution the proposal has for `name`: most likely the one asked for, so that it need not be made anew. */
  #expected(name: string): ParamDistribution | undefined {
    const { names, distributions } = this.#proposal.space;
    const next = this.#names.length;
    return distributions[names[next] === name ? next : names.indexOf(name)];
  }

  /** A list of the objective's own: whatever it does to it, the trial keeps what was suggested. */
  #suggestList(method: string, name: string, asked: VectorDistribution): number[] {
    const isNew = !this.#names.includes(name);
    if (isNew && vectorNumbers(this.#distributions) + vectorLength(asked) > MAX_VECTOR_NUMBERS) {
      throw new MisuseError(
        `The lists of a trial can have ${MAX_VECTOR_NUMBERS} numbers at most together; shorten "${name}".`,
      );
    }
    return [...(this.#suggest(method, name, asked) as readonly number[])];
  }

  #suggest(method: string, name: string, asked: ParamDistribution): ParamValue {
    if (this.#bred !== null) return this.#bred.as(method, name, asked);
    const before = this.#names.indexOf(name);
    if (before >= 0) return this.#again(method, name, asked, before);
    checkKey(method, name);
    if (this.#names.length >= MAX_PARAMS) {
      throw new MisuseError(`A trial can have ${MAX_PARAMS} parameters at most; join some of them.`);
    }
    const picked = this.#pick(name, asked);
    const value = typeof picked === "number" ? unsignedZero(picked) : picked;
    this.#names.push(name);
    this.#distributions.push(asked);
    this.#values.push(value);
    return value;
  }

  #again(method: string, name: string, asked: ParamDistribution, before: number): ParamValue {
    const first = this.#distributions[before];
    const value = this.#values[before] ?? null;
    if (first === undefined || first.kind !== asked.kind) {
      throw new MisuseError(
        `${method}("${name}"): this trial suggested "${name}" before as ${first?.kind}; use another name for the second.`,
      );
    }
    if (!sameDistribution(first, asked)) {
      const others = first.kind === "categorical" ? "other choices" : isVector(first) ? "another length" : null;
      if (others !== null && !contains(asked, value)) {
        throw new MisuseError(
          `${method}("${name}"): this trial suggested "${name}" before with ${others}; use another name.`,
        );
      }
      this.#warn(`"${name}" was suggested before in this trial with another range; the first value stays.`);
    }
    this.#notes.askedAgain(name);
    return value;
  }

  #pick(name: string, asked: ParamDistribution): ParamValue {
    const { fixed, space, values, mixtures } = this.#proposal;
    if (fixed !== null && Object.hasOwn(fixed, name)) {
      const value = fixed[name] ?? null;
      if (contains(asked, value)) return value;
      this.#warn(
        `The value fixed for "${name}", ${shown(value)}, is not among ${rangeText(asked)}; another one is tried.`,
      );
    }
    if (isSingle(asked)) return firstValue(asked);
    const next = this.#names.length;
    const proposed = values[space.names[next] === name ? next : space.names.indexOf(name)];
    if (proposed !== undefined && contains(asked, proposed)) return proposed;
    this.#stream ??= rngFromSeed(this.#proposal.seed, "suggest");
    const mixture = mixtures !== null && Object.hasOwn(mixtures, name) ? mixtures[name] : undefined;
    const drawn = mixture === undefined ? undefined : drawFromMixture(mixture, asked, this.#stream);
    return drawn === undefined ? uniformValue(asked, this.#stream) : drawn;
  }

  #endAt(value: Reported): void {
    const { ends = NO_ENDS } = this.#setting;
    if (ends.length === 0) return;
    const end = endReached(ends, (metric) => reportedOf(value, metric, objectiveNames(this.#setting)));
    if (end === null) return;
    this.#stopped = end;
    this.#userAttrs ??= emptyRecord();
    if (Object.keys(this.#userAttrs).length < MAX_USER_ATTRS) this.#userAttrs["stopped_by"] = endText(end);
    throw stopped(end);
  }

  #warn(sentence: string): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push(sentence);
  }
}

const stopped = (end: TrialEnd): TrialStopped => new TrialStopped(`A stop rule ended the trial: ${endText(end)}.`);

/** The number that a report has for a name. */
function reportedOf(value: Reported, metric: string, names: readonly string[]): number | undefined {
  if (typeof value === "number") return metric === names[0] ? value : undefined;
  if (Array.isArray(value)) return value[names.indexOf(metric)];
  return Object.hasOwn(value, metric) ? (value as Readonly<Record<string, number>>)[metric] : undefined;
}

const NO_ENDS: readonly TrialEnd[] = Object.freeze([]);
const NO_FRAMES: readonly Json[] = Object.freeze([]);
const NO_REPORTS: readonly Report[] = Object.freeze([]);
const NO_ENTRIES: Readonly<Record<string, never>> = Object.freeze({});

/** Without a prototype, so that no key of an objective means anything to us. */
const emptyRecord = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;
