import { type ClosedGeneration, type Survivor, valueOf } from "../../../study/evolution/settings.ts";
import type { Generations } from "../../generations/generations.ts";
import {
  type GenerationPoint,
  type GenerationRow,
  type GenerationsPage,
  type GenerationsQuery,
  MAX_GENERATION_POINTS,
  MAX_GENERATION_ROWS,
  MAX_SHOWN_SCORES,
  type OpenGenerationSummary,
} from "../../generations/generations-page.ts";

/** Survivors of a closed generation, the champions first, as their genomes. */
export interface GenerationGenomes {
  readonly survivors: readonly { readonly genome: readonly number[]; readonly score: number }[];
  /** The champion's mean of its re-test; null where there was none, NaN where a trial of it failed. */
  readonly championMean: number | null;
}

/** What the page shows of generations: only what has closed since costs. */
export class GenerationsView {
  readonly #generations: Generations;
  #asOf = "";
  #revision = 0;

  constructor(generations: Generations) {
    this.#generations = generations;
  }

  /** Null where nothing but the open generation is other than at `query.since`. */
  page({ since }: GenerationsQuery, planned: number | null): GenerationsPage | null {
    const { closed } = this.#generations.evolution;
    const asOf = `${this.#generations.revision}/${planned}`;
    if (asOf !== this.#asOf) this.#revision++;
    this.#asOf = asOf;
    if (since === this.#revision) return null;
    return {
      revision: this.#revision,
      closed: closed.length,
      planned,
      open: openSummary(this.#generations),
      rows: closed
        .slice(-MAX_GENERATION_ROWS)
        .reverse()
        .map((generation) => this.#rowOf(generation)),
      curve: evenly(closed, MAX_GENERATION_POINTS).flatMap((generation) => this.#pointOf(generation) ?? []),
    };
  }

  /** Null where this tab does not hold such a generation. */
  genomesOf(generation: number): GenerationGenomes | null {
    const { evolution } = this.#generations;
    const closed = evolution.closed[generation];
    if (closed === undefined) return null;
    return {
      survivors: closed.survivors.map(({ born, slot, score }) => ({ genome: evolution.genomeOf(born, slot), score })),
      championMean: closed.survivors[0]?.mean ?? null,
    };
  }

  #rowOf({ generation, survivors, evaluations, failed }: ClosedGeneration): GenerationRow {
    const { evolution, times } = this.#generations;
    const [champion] = survivors;
    const value = champion === undefined ? Number.NaN : valueOf(champion);
    return {
      generation,
      value: Number.isNaN(value) ? null : value,
      episodes: Math.max(1, evolution.settings.validationEpisodes),
      seeds: champion === undefined ? 0 : evolution.genomeOf(champion.born, champion.slot).length,
      scores: sortedScores(survivors, evolution.settings.maximize).slice(0, MAX_SHOWN_SCORES),
      survivors: survivors.length,
      evaluations,
      failed,
      tookMs: times.tookMs(generation),
    };
  }

  /** Null where nothing could be drawn. */
  #pointOf({ generation, survivors }: ClosedGeneration): GenerationPoint | null {
    const [champion] = survivors;
    const { maximize } = this.#generations.evolution.settings;
    const scores = sortedScores(survivors, maximize).filter((score) => !Number.isNaN(score));
    const [best, worst] = [scores[0], scores.at(-1)];
    const value = champion === undefined ? Number.NaN : valueOf(champion);
    if (best === undefined || worst === undefined || Number.isNaN(value)) return null;
    return { generation, value, best, median: scores[(scores.length - 1) >> 1] ?? best, worst };
  }
}

export function openSummary({ evolution }: Generations): OpenGenerationSummary {
  const { generation, isRetesting, progress } = evolution;
  return { generation, ...progress, isRetesting };
}

/** The best first, failed ones last. */
function sortedScores(survivors: readonly Survivor[], maximize: boolean): number[] {
  const rankOf = (score: number): number =>
    Number.isNaN(score) ? Number.POSITIVE_INFINITY : maximize ? -score : score;
  return survivors.map(({ score }) => score).sort((a, b) => compare(rankOf(a), rankOf(b)));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** At most `count`, evenly spaced, the last one included. */
function evenly<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  const stride = (all.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => all[Math.round(i * stride)]).filter((it) => it !== undefined);
}
