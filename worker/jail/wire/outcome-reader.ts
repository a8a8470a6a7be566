import { isRecord, type Parsed, parsed, refused } from "../../../study/parsed.ts";
import { isParamName, MAX_PARAMS, type ParamDistribution, type ParamValue } from "../../../study/space/distribution.ts";
import { parseDistribution } from "../../../study/space/parse-distribution.ts";
import { MAX_VECTOR_NUMBERS, type TrialSpace, vectorNumbers } from "../../../study/space/search-space.ts";
import { readRow, rowWidth } from "../../../study/space/vector-numbers.ts";
import type { Proposal } from "../../../study/trial/proposal.ts";
import { type MetricPoint, type Report, reportOf, type TrialOutcome } from "../../../study/trial/trial.ts";
import { MAX_REPORTS } from "../../../study/trial/trial-limits.ts";
import { exactParse } from "./exact-json.ts";
import type { MessageParts } from "./message-bytes.ts";
import { NO_ENTRIES, NO_EXTRA, readExtra } from "./outcome-extra.ts";
import { OUTCOME_HEAD, type OutcomeExtra, STATES } from "./outcome-writer.ts";

/** What the jail was asked for: only this may come back, in this order. */
export interface ExpectedTrials {
  readonly proposals: readonly Pick<Proposal, "number" | "bred" | "isWatched">[];
  /** The first one not yet answered. */
  readonly next: number;
}

/** Spaces of one study; one whose ranges change in every trial makes a new one each time. */
const MAX_KNOWN_SPACES = 2_000;
/** Characters of their texts; forgotten ones are only read again. */
const MAX_KNOWN_LENGTH = 2 << 20;
/** 116 days: nobody's trial, but some number must be the last. */
const MAX_DURATION_MS = 1e10;

class Refusal extends Error {}

/** Reads one slot's outcomes out of bytes nobody trusts. Equal spaces become one object. */
export class OutcomeReader {
  readonly #directionCount: number;
  readonly #spaces = new Map<string, TrialSpace>();
  #knownLength = 0;

  constructor(directionCount: number) {
    this.#directionCount = directionCount;
  }

  /** Never throws. All of a message is good, or none of it counts. */
  read(message: MessageParts, expected: ExpectedTrials): Parsed<TrialOutcome[]> {
    try {
      return parsed(this.#outcomes(message, expected));
    } catch (error) {
      if (error instanceof Refusal) return refused(error.message);
      throw error;
    }
  }

  #outcomes({ json, numbers }: MessageParts, expected: ExpectedTrials): TrialOutcome[] {
    if (!isRecord(json) || !isTexts(json["spaces"]) || !isTexts(json["extras"]))
      throw new Refusal("the tables are missing");
    const spaces = json["spaces"].map((text) => this.#space(text));
    const extras = json["extras"].map(extraFrom);
    const outcomes: TrialOutcome[] = [];
    let at = 0;
    while (at < numbers.length) {
      const proposal = expected.proposals[expected.next + outcomes.length];
      if (proposal === undefined) throw new Refusal("there are more trials than were asked for");
      const space = spaces[numberAt(numbers, at + 2)];
      if (space === undefined) throw new Refusal("a trial has no space");
      checkLength(numbers, at, space, 1 + this.#directionCount);
      const { outcome, end } = this.#outcome(numbers, at, space, extras, proposal);
      outcomes.push(outcome);
      at = end;
    }
    if (outcomes.length === 0) throw new Refusal("there is no trial in it");
    return outcomes;
  }

  #outcome(
    numbers: Float64Array,
    at: number,
    space: TrialSpace,
    extras: readonly OutcomeExtra[],
    proposal: ExpectedTrials["proposals"][number],
  ): { readonly outcome: TrialOutcome; readonly end: number } {
    if (proposal.bred !== undefined && space.names.length > 0)
      throw new Refusal("a trial of a generation has parameters");
    if (numbers[at] !== proposal.number) throw new Refusal("a trial's number is not the next one asked for");
    const state = STATES[numberAt(numbers, at + 1)];
    const durationMs = numberAt(numbers, at + 3);
    const extraPlace = numberAt(numbers, at + 4);
    const extra = extraPlace === -1 ? NO_EXTRA : extras[extraPlace];
    const valueCount = numberAt(numbers, at + 5);
    const isPossible = state !== undefined && extra !== undefined && (extra.error !== null) === (state === "failed");
    if (!isPossible) throw new Refusal("a trial's state and error contradict each other");
    if (!(durationMs >= 0 && durationMs <= MAX_DURATION_MS)) throw new Refusal("a trial's duration is impossible");
    const isCountRight =
      valueCount === (state === "failed" ? 0 : this.#directionCount) || (state === "pruned" && valueCount === 0);
    if (!isCountRight) throw new Refusal("a trial has the wrong number of values");
    const values: number[] = [];
    const firstParam = at + OUTCOME_HEAD + valueCount;
    for (let i = at + OUTCOME_HEAD; i < firstParam; i++) {
      const value = numberAt(numbers, i);
      if (Number.isNaN(value)) throw new Refusal("a trial's value is NaN");
      values.push(value);
    }
    const params = paramsFrom(numbers, firstParam, space);
    const firstReport = firstParam + rowWidth(space, params);
    const [reportCount, reportWidth] = [numberAt(numbers, at + 6), 1 + this.#directionCount];
    const firstMetric = firstReport + reportCount * reportWidth;
    const end = extra.metrics.reduce((sum, [, count]) => sum + 2 * count, firstMetric);
    if (end > numbers.length) throw new Refusal("a trial is cut off");
    const intermediate = reportCount === 0 ? NO_REPORTS : reportsFrom(numbers, firstReport, reportCount, reportWidth);
    const outcome: TrialOutcome = {
      number: proposal.number,
      state,
      values,
      space,
      params,
      intermediate,
      ...extra,
      metrics: extra.metrics.length === 0 ? NO_ENTRIES : metricsFrom(numbers, firstMetric, extra.metrics),
      checkpoint: null,
      durationMs: durationMs + 0,
    };
    return { outcome, end };
  }

  #space(text: string): TrialSpace {
    const known = this.#spaces.get(text);
    if (known !== undefined) return known;
    const space = spaceFrom(text);
    if (this.#spaces.size >= MAX_KNOWN_SPACES || this.#knownLength + text.length > MAX_KNOWN_LENGTH) {
      this.#spaces.clear();
      this.#knownLength = 0;
    }
    this.#knownLength += text.length;
    this.#spaces.set(text, space);
    return space;
  }
}

const NO_REPORTS: TrialOutcome["intermediate"] = [];
const numberAt = (numbers: Float64Array, at: number): number => numbers[at] ?? Number.NaN;
const isTexts = (input: unknown): input is string[] =>
  Array.isArray(input) && input.every((it) => typeof it === "string");

/** As far as it can be said before the row's lists are read. */
function checkLength(numbers: Float64Array, at: number, space: TrialSpace, reportWidth: number): void {
  const values = numberAt(numbers, at + 5);
  const reports = numberAt(numbers, at + 6);
  if (!Number.isInteger(values) || values < 0 || !Number.isInteger(reports) || reports < 0 || reports > MAX_REPORTS) {
    throw new Refusal("a trial's counts are impossible");
  }
  const end = at + OUTCOME_HEAD + values + space.distributions.length + reportWidth * reports;
  if (end > numbers.length) throw new Refusal("a trial is cut off");
}

function paramsFrom(numbers: Float64Array, from: number, space: TrialSpace): ParamValue[] {
  const params = readRow(space, numbers, from);
  const refused = space.names[params.length];
  if (refused === undefined) return params;
  throw new Refusal(`a value of ${JSON.stringify(refused.slice(0, 40))} is outside its range`);
}

function reportsFrom(numbers: Float64Array, from: number, count: number, width: number): Report[] {
  const reports: Report[] = [];
  const steps = new Set<number>();
  for (let i = 0; i < count; i++) {
    const at = from + width * i;
    const step = numberAt(numbers, at);
    if (!Number.isSafeInteger(step) || step < 0 || steps.has(step)) throw new Refusal("a report's step is impossible");
    steps.add(step);
    reports.push(reportOf(step + 0, numbers.subarray(at + 1, at + width)));
  }
  return reports;
}

function metricsFrom(numbers: Float64Array, from: number, told: OutcomeExtra["metrics"]): TrialOutcome["metrics"] {
  const metrics: Record<string, readonly MetricPoint[]> = {};
  let at = from;
  for (const [name, count] of told) {
    const points: MetricPoint[] = [];
    const steps = new Set<number>();
    for (const end = at + 2 * count; at < end; at += 2) {
      const step = numberAt(numbers, at);
      if (!Number.isSafeInteger(step) || step < 0 || Object.is(step, -0) || steps.has(step))
        throw new Refusal("a metric's step is impossible");
      steps.add(step);
      points.push([step, numberAt(numbers, at + 1)]);
    }
    metrics[name] = points;
  }
  return metrics;
}

function parsedText(text: string): unknown {
  try {
    return exactParse(text);
  } catch (error) {
    throw new Refusal(`a text is no JSON (${String(error).slice(0, 100)})`);
  }
}

function extraFrom(text: string): OutcomeExtra {
  const extra = readExtra(parsedText(text));
  if (!extra.ok) throw new Refusal(extra.reason);
  return extra.value;
}

function spaceFrom(text: string): TrialSpace {
  const json = parsedText(text);
  if (!isRecord(json)) throw new Refusal("a space is no object");
  const { names, distributions } = json;
  if (!Array.isArray(names) || !Array.isArray(distributions) || names.length !== distributions.length) {
    throw new Refusal("a space has not as many names as distributions");
  }
  if (names.length > MAX_PARAMS) throw new Refusal("a space has too many parameters");
  if (!names.every((name) => isParamName(name)) || new Set(names).size < names.length)
    throw new Refusal("a parameter's name is impossible");
  const space = { names, distributions: distributions.map(distributionFrom) };
  if (vectorNumbers(space.distributions) > MAX_VECTOR_NUMBERS) throw new Refusal("a space's lists are too long");
  return space;
}

function distributionFrom(input: unknown): ParamDistribution {
  const distribution = parseDistribution(input);
  if (!distribution.ok) throw new Refusal(distribution.reason);
  return distribution.value;
}
