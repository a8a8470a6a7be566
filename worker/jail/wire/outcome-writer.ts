import { EMPTY_SPACE, type TrialSpace } from "../../../study/space/search-space.ts";
import { rowWidth, writeRow } from "../../../study/space/vector-numbers.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import { exactStringify } from "./exact-json.ts";
import { MAX_MESSAGE_BYTES } from "./jail-limits.ts";
import { MESSAGE_KIND, packMessage } from "./message-bytes.ts";

/**
 * A row: number, state, space, duration, extra, how many values, how many reports; then values, params, the reports, each a
 * step and one value per direction, and the metrics' numbers, each a step and a value.
 */
export const OUTCOME_HEAD = 7;
export const STATES = ["complete", "pruned", "failed"] as const;

/** What few trials have, so it travels as text; of metrics the names, and how many numbers of each stand in the row. */
export interface OutcomeExtra extends Pick<TrialOutcome, "constraints" | "userAttrs" | "error"> {
  readonly metrics: readonly (readonly [name: string, count: number])[];
}
export interface OutcomeTables {
  /** Each space as text: equal texts need not be read twice. */
  readonly spaces: string[];
  readonly extras: string[];
}

/** A character takes at most three bytes in UTF-8, and a quote inside a text inside a text at most three more. */
const BYTES_PER_CHARACTER = 6;
const ROW_GROWTH = 2;

/** Collects finished trials and gives them as one message that is never over `MAX_MESSAGE_BYTES`. */
export class OutcomeWriter {
  #trials = 0;
  #numbers = new Float64Array(1 << 12);
  #length = 0;
  #textBytes = 0;
  #tables: OutcomeTables = { spaces: [], extras: [] };
  readonly #spacePlaces = new Map<string, number>();
  #lastSpace: TrialSpace | null = null;
  #lastSpacePlace = -1;
  readonly #emit: (bytes: ArrayBuffer) => void;

  constructor(emit: (bytes: ArrayBuffer) => void) {
    this.#emit = emit;
  }

  get trials(): number {
    return this.#trials;
  }

  /** Numbers waiting. */
  get length(): number {
    return this.#length;
  }

  /** Emits what waits first if `outcome` does not fit beside it. A trial too large for any message becomes a failed one. */
  add(outcome: TrialOutcome): void {
    if (this.#write(outcome)) return;
    this.flush();
    if (!this.#write(outcome)) this.#write(tooLarge(outcome));
  }

  flush(): void {
    if (this.#trials === 0) return;
    const bytes = packMessage(MESSAGE_KIND.outcomes, this.#tables, this.#numbers.subarray(0, this.#length));
    this.#trials = 0;
    this.#length = 0;
    this.#textBytes = 0;
    this.#tables = { spaces: [], extras: [] };
    this.#spacePlaces.clear();
    this.#lastSpace = null;
    this.#emit(bytes);
  }

  #write(outcome: TrialOutcome): boolean {
    const { values, params, intermediate, space, metrics } = outcome;
    const width = rowWidth(space, params);
    const reported = (intermediate[0]?.length ?? 0) * intermediate.length;
    const size = OUTCOME_HEAD + values.length + width + reported + numbersOf(metrics);
    const extra = extraOf(outcome);
    const spaceText = space === this.#lastSpace ? "" : exactStringify(space);
    const textBytes = this.#textBytes + (extra.length + spaceText.length) * BYTES_PER_CHARACTER;
    // 64 bytes: the head, the padding and the brackets of the two tables.
    if (64 + (this.#length + size) * 8 + textBytes > MAX_MESSAGE_BYTES) return false;
    this.#textBytes = textBytes;
    this.#trials += 1;
    this.#reserve(size);
    const numbers = this.#numbers;
    let at = this.#length;
    numbers[at++] = outcome.number;
    numbers[at++] = STATES.indexOf(outcome.state);
    numbers[at++] = this.#place(space, spaceText);
    numbers[at++] = outcome.durationMs;
    numbers[at++] = extra === "" ? -1 : this.#tables.extras.push(extra) - 1;
    numbers[at++] = values.length;
    numbers[at++] = intermediate.length;
    for (const value of values) numbers[at++] = value;
    at = writeRow(space, params, numbers, at);
    for (const report of intermediate) for (const number of report) numbers[at++] = number;
    for (const name in metrics) {
      for (const [step, value] of metrics[name] ?? []) {
        numbers[at++] = step;
        numbers[at++] = value;
      }
    }
    this.#length = at;
    return true;
  }

  #place(space: TrialSpace, text: string): number {
    if (space === this.#lastSpace) return this.#lastSpacePlace;
    const place = this.#spacePlaces.get(text) ?? this.#tables.spaces.push(text) - 1;
    this.#spacePlaces.set(text, place);
    this.#lastSpace = space;
    this.#lastSpacePlace = place;
    return place;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#numbers.length) return;
    const larger = new Float64Array(Math.max(this.#numbers.length * ROW_GROWTH, this.#length + size));
    larger.set(this.#numbers.subarray(0, this.#length));
    this.#numbers = larger;
  }
}

function extraOf({ metrics, constraints, userAttrs, error }: TrialOutcome): string {
  if (error === null && isEmpty(constraints) && isEmpty(userAttrs) && isEmpty(metrics)) return "";
  const counts = Object.keys(metrics).map((name) => [name, metrics[name]?.length ?? 0] as const);
  const extra: OutcomeExtra = { metrics: counts, constraints, userAttrs, error };
  return exactStringify(extra);
}

function numbersOf(metrics: TrialOutcome["metrics"]): number {
  let count = 0;
  for (const name in metrics) count += 2 * (metrics[name]?.length ?? 0);
  return count;
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

function tooLarge(outcome: TrialOutcome): TrialOutcome {
  const message =
    "The trial's parameters, choices, reports, metrics and attributes together are over 1 MiB; suggest an index instead of long choices, and report fewer steps.";
  return {
    number: outcome.number,
    state: "failed",
    values: [],
    space: EMPTY_SPACE,
    params: [],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: { kind: "misuse", message, line: null, column: null },
    checkpoint: null,
    durationMs: outcome.durationMs,
  };
}
