import { History } from "../../study/history/history.ts";
import { fanovaImportance } from "../../study/importance/fanova.ts";
import { isSingle } from "../../study/space/distribution.ts";
import { intersectionSpace, type SearchSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial, TrialPoint } from "../../study/trial/trial.ts";
import { type ImportancePage, type ImportanceQuery, LEAST_TRIALS } from "./importance-page.ts";
import type { TrialWords } from "./trial-words.ts";
import { variedPoints } from "./varied-points.ts";

interface ImportanceSources {
  readonly history: History;
  readonly words: TrialWords;
  /** The trials are variants: parameters are what those differ by. */
  readonly hasVariants: boolean;
}

/** Past these, more trials move no bar by more than a percent or two. */
const MAX_READ = 600;
/** Trials times parameters: a fifth of a second in the engine, which has a swarm to answer. */
const MAX_VALUES = 6_000;
/** Twice as many take twice as long and change no bar that can be read. */
const TREES = 32;
/** A forest of fewer trials than this is worth nothing, however many parameters. */
const LEAST_READ = 50;
/** With more, even `LEAST_READ` trials would take too long. */
const MAX_PARAMETERS = 200;

/** Which parameters matter, by fANOVA over the trials held. Computed when asked, and again only when there are more trials. */
export class ImportanceView {
  readonly #sources: ImportanceSources;
  readonly #pages = new Map<number, ImportancePage>();
  #asOf = "";
  #revision = 0;

  constructor(sources: ImportanceSources) {
    this.#sources = sources;
  }

  /** Null where nothing has changed since the revision asked for. */
  page({ objective, since }: ImportanceQuery): ImportancePage | null {
    const { history } = this.#sources;
    const asOf = `${history.revision},${history.size}`;
    if (asOf !== this.#asOf) {
      this.#asOf = asOf;
      this.#revision += 1;
      this.#pages.clear();
    }
    if (since === this.#revision) return null;
    const which = objective < history.directions.length ? objective : 0;
    const page = this.#pages.get(which) ?? this.#compute(which);
    this.#pages.set(which, page);
    return page;
  }

  #compute(objective: number): ImportancePage {
    const rows = usableRows(this.#sources.history, objective);
    const base = { revision: this.#revision, objective, trials: rows.length, read: 0, leftOut: 0, importances: [] };
    if (rows.length < LEAST_TRIALS) return { ...base, reason: `There are fewer than ${LEAST_TRIALS} complete trials.` };
    const read = someOf(rows, MAX_READ);
    const spaces = spacesOf(this.#copied(read, objective));
    const { names } = intersectionSpace(spaces);
    const leftOut = new Set(spaces.flatMap(variedNames)).size - names.length;
    if (names.length === 0) return { ...base, leftOut, reason: noneShared(leftOut) };
    if (names.length > MAX_PARAMETERS) {
      return {
        ...base,
        leftOut,
        reason: `The trials have more than ${MAX_PARAMETERS} parameters: too many to compare.`,
      };
    }
    const fewer = someOf(read, Math.max(LEAST_READ, Math.floor(MAX_VALUES / names.length)));
    const history = this.#copied(fewer, objective);
    if (isConstant(history)) return { ...base, leftOut, reason: "All complete trials have the same value." };
    const shares = Object.entries(fanovaImportance(history, { normalize: false, logScale: true, trees: TREES }));
    // Of a few trials all may have what most lack.
    const kept = shares.filter(([name]) => names.includes(name)).sort(([, a], [, b]) => b - a);
    const importances = kept.map(([name, share]) => ({ name, share }));
    return { ...base, importances, read: fewer.length, leftOut, reason: null };
  }

  /** The rows as a history of their own, with the objective as its only one and parameters as people see them. */
  #copied(rows: readonly number[], objective: number): History {
    const { history, words, hasVariants } = this.#sources;
    const own = rows.map((row) => history.point(row));
    const points = hasVariants ? variedPoints(own.map((point) => words.paramsOf(point))) : own;
    const copy = new History({ directions: ["minimize"] });
    points.forEach((point, i) => copy.add(completeTrial(i, point, history.value(rows[i] ?? 0, objective))));
    return copy;
  }
}

function usableRows(history: History, objective: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) !== "complete" || !history.isCounted(row) || !history.isSampled(row)) continue;
    if (history.violation(row) === 0 && Number.isFinite(history.value(row, objective))) rows.push(row);
  }
  return rows;
}

/** An even choice, in their order, that stays much the same while rows are added, so that bars do not jump. */
function someOf(rows: readonly number[], most: number): readonly number[] {
  if (rows.length <= most) return rows;
  const last = Uint32Array.from(rows, scattered).sort()[most - 1] ?? 0;
  return rows.filter((row) => scattered(row) <= last);
}

/** Knuth's multiplicative hash: no two rows alike. */
const scattered = (row: number): number => Math.imul(row, 2_654_435_761) >>> 0;

const spacesOf = (history: History): readonly SearchSpace[] => [
  ...new Set(Array.from({ length: history.size }, (_, row) => history.space(row))),
];

const variedNames = ({ names, distributions }: SearchSpace): readonly string[] =>
  names.filter((_, i) => {
    const distribution = distributions[i];
    return distribution !== undefined && !isSingle(distribution);
  });

const noneShared = (leftOut: number): string =>
  leftOut === 0
    ? "The trials have no parameter that varies."
    : "The trials have no parameter in common, or not in the same range.";

function isConstant(history: History): boolean {
  for (let row = 1; row < history.size; row++) if (history.value(row) !== history.value(0)) return false;
  return true;
}

const completeTrial = (number: number, point: TrialPoint, value: number): FinishedTrial => ({
  ...point,
  log: "importance",
  number,
  state: "complete",
  values: [value],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 0,
  startMs: null,
  foreignKnown: 0,
  repeatOf: null,
});
