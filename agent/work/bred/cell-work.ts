import { championTrial } from "../../../study/evolution/bred.ts";
import type { ClosedGeneration, EvolutionSettings } from "../../../study/evolution/settings.ts";
import type { StudyId, StudySpec } from "../../../study/spec/spec.ts";
import type { Study } from "../../../study/study.ts";
import type { Proposal } from "../../../study/trial/proposal.ts";
import type { FinishedTrial, LogId, TrialOutcome } from "../../../study/trial/trial.ts";
import type { PeerId } from "../../../swarm/ids.ts";
import type { Standing } from "../../best/standing.ts";
import type { WorkingTab } from "../../generations/cell-division.ts";
import { championLogOf } from "../../generations/champion-log.ts";
import type { FalseScore } from "../../generations/elite-checks.ts";
import { Generations } from "../../generations/generations.ts";
import type { Clock } from "../../ports.ts";
import { LEASE_AFTER_MS } from "../../tell/own-status.ts";
import { type Breeding, MAX_TOLD_CELLS } from "../../tell/status-codec.ts";
import type { LogAbout } from "../../tell/trial-codec.ts";
import { LONG_TRIAL_MS } from "../asking/division.ts";
import { lentBy, trialsAtOnce } from "../cores.ts";
import type { Crew } from "../crew.ts";
import type { EndRules } from "../end-rules.ts";
import type { Leases } from "../leases.ts";
import type { LogCount } from "../pace.ts";
import type { WorkHooks } from "../work-options.ts";
import { Tally } from "./tally.ts";

/** A worker that starts anew costs less than waiting for the end of a trial as long as this that is of no use any more. */
const STOPPED_FROM_MS = 2_000;

export interface CellWorkSources {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly settings: EvolutionSettings;
  /** This profile. */
  readonly peer: PeerId;
  readonly log: LogId;
  readonly about: LogAbout;
  readonly clock: Clock;
  readonly isFirst: boolean;
  readonly leases: Leases;
  readonly study: Study;
  readonly standing: Standing;
  readonly endRules: EndRules;
  readonly hooks: WorkHooks;
  crew(): Crew | null;
}

/** How generations are bred: of a study whose sampler is another one, null. */
export function evolutionOf({ sampler, objectives, seed }: StudySpec, studyId: StudyId): EvolutionSettings | null {
  if (sampler.name !== "deepga") return null;
  const { name: _, ...settings } = sampler;
  return { ...settings, seed: seed ?? studyId, maximize: objectives[0]?.direction === "maximize" };
}

/** This peer's share of a study that breeds generations: each champion is one trial of the history, the rest only counts. */
export class CellWork {
  readonly generations: Generations;
  /** Where champions stand. */
  readonly championLog: LogId;
  readonly #sources: CellWorkSources;
  readonly #tally: Tally;
  #full: string | null = null;

  constructor(sources: CellWorkSources) {
    const { studyId, settings, peer, log, about, clock, isFirst, spec, hooks } = sources;
    this.#sources = sources;
    this.championLog = championLogOf(studyId);
    const startMs = clock.nowMs();
    const publish = hooks.publish.bind(hooks);
    this.#tally = new Tally({ directionCount: spec.objectives.length, about, startMs, publish });
    this.generations = new Generations(
      { settings, peer, log, clock, isFirst, trialTimeoutMs: spec.trialTimeoutMs },
      {
        publish: (body) => hooks.board.publishCells(body),
        close: (record) => hooks.board.closeEpoch(record),
        replace: (from, records) => hooks.board.replaceEpochs(from, records),
        others: (generation) => this.#others(generation),
        atOnce: () => trialsAtOnce(sources.crew()?.cores ?? 0, spec.resources.cores),
        onClosed: (closed, tookMs) => this.#onClosed(closed, tookMs),
        onReplaced: (from, isFork) => this.#onReplaced(from, isFork),
        onFull: (sentence) => {
          this.#full = sentence;
        },
        onFalseScore: (score) => hooks.onWarning(falseScoreWords(score, hooks.nameOf(score.by))),
        wake: () => sources.crew()?.wake(),
      },
    );
  }

  /** Why no generation can follow, as a clause; null if one can. */
  get endReason(): string | null {
    if (this.generations.evolution.isFull) return "its genomes have as many seeds as they can";
    return this.#full;
  }

  /** Closed generations, and of the open one the part that is done. */
  get progress(): { readonly closed: number; readonly openShare: number } {
    const { closed, progress } = this.generations.evolution;
    return { closed: closed.length, openShare: progress.known / progress.needed };
  }

  /** Champions since the one that is the best. */
  get inVain(): number {
    const { best } = this.#sources.standing;
    return this.generations.evolution.closed.length - 1 - (best.trial?.number ?? -1);
  }

  ended(outcomes: readonly TrialOutcome[]): void {
    const { standing, log } = this.#sources;
    for (const outcome of outcomes) if (!this.generations.isCheck(outcome.number)) standing.noteCell(log, outcome);
    this.generations.ended(outcomes);
  }

  /** Of what waits to run again, gives up what is of no use any more; all of it where no core is lent: others run it. */
  dropSurplus(): void {
    const crew = this.#sources.crew();
    if (crew === null || crew.queuedCount === 0) return;
    const isSurplus = ({ number }: Proposal): boolean => crew.cores === 0 || this.generations.cellOf(number) === null;
    this.generations.giveUp(crew.dropWhere(isSurplus));
  }

  /** What others are told: cells of which they would not hear soon, and how many this log has run. */
  told(): Breeding {
    const { standing } = this.#sources;
    const { typicalMs } = this.generations;
    // While nobody knows how long they take, all that are not short are told.
    const afterMs = typicalMs === null ? LEASE_AFTER_MS : typicalMs >= LONG_TRIAL_MS ? 0 : LONG_TRIAL_MS;
    const cells: [number, number][] = [];
    for (const { state, proposal, ranMs } of this.#sources.crew()?.liveFor(afterMs) ?? []) {
      const cell = this.generations.cellOf(proposal.number);
      if (state === "running" && cell !== null) cells.push([cell, Math.floor(ranMs / 1_000)]);
      if (cells.length >= MAX_TOLD_CELLS) break;
    }
    return { evaluations: standing.ownFinished, generation: this.generations.evolution.generation, cells };
  }

  /** What the swarm's pace is measured by: results as they are heard. */
  counts(): LogCount[] {
    return [{ log: this.championLog, finished: this.generations.heard, ageMs: 0 }];
  }

  tick(): void {
    this.#tally.look(this.#sources.standing.own, this.#sources.clock.nowMs());
  }

  /** This tab rests: what it has run is told now. */
  rests(): void {
    this.generations.tell();
    this.#tally.tell(this.#sources.standing.own, this.#sources.clock.nowMs());
  }

  /** Ends for good. */
  end(): void {
    this.rests();
    this.generations.end();
  }

  #others(generation: number): WorkingTab[] {
    const { leases, spec } = this.#sources;
    const tabs: WorkingTab[] = [];
    for (const [log, { status }] of leases.all()) {
      if (status.activity !== "running") continue;
      const { breeding } = status;
      const claims = breeding?.generation === generation ? breeding.cells.map(([cell]) => cell) : [];
      tabs.push({ log, cores: trialsAtOnce(lentBy(status.cores), spec.resources.cores), claims });
    }
    return tabs;
  }

  #onClosed(closed: ClosedGeneration, tookMs: number | null): void {
    const { hooks } = this.#sources;
    const studyMs = tookMs === null ? null : hooks.studyMs();
    const startMs = studyMs === null || tookMs === null ? null : Math.max(0, Math.round(studyMs - tookMs));
    const trial = this.#championOf(closed, startMs, tookMs ?? 0);
    this.#stopUseless();
    hooks.onProgress(trial !== null && this.#enter(trial));
  }

  #onReplaced(from: number, isFork: boolean): void {
    const { study, standing, endRules, clock } = this.#sources;
    const closed = this.generations.evolution.closed;
    if (isFork) {
      const { history } = study;
      const stays = closed.slice(0, from).flatMap(({ generation: number }) => {
        const row = history.rowOf({ log: this.championLog, number });
        return row < 0 ? [] : [history.get(row)];
      });
      history.withdraw(this.championLog);
      for (const trial of stays) history.add(trial, "foreign");
      standing.restart(history, clock.nowMs());
      endRules.restart();
      for (const trial of stays) this.#noteEnd(trial, true);
    }
    for (const generation of closed.slice(from)) {
      const trial = this.#championOf(generation, null, 0);
      if (trial !== null) this.#enter(trial);
    }
    this.#stopUseless();
    this.#sources.hooks.onProgress(false);
  }

  #championOf(closed: ClosedGeneration, startMs: number | null, durationMs: number): FinishedTrial | null {
    return championTrial(this.generations.evolution, closed, this.championLog, startMs, durationMs);
  }

  /** True if it is the best now. */
  #enter(trial: FinishedTrial): boolean {
    const { study, standing, clock, hooks } = this.#sources;
    if (!study.addForeign(trial)) return false;
    const isBest = standing.noteForeign(trial, false, clock.nowMs()) === "best";
    this.#noteEnd(trial, isBest);
    // Of what nobody saw happen here there is no event.
    if (trial.startMs !== null) hooks.courses.ended(trial);
    return isBest;
  }

  #noteEnd(trial: FinishedTrial, improves: boolean): void {
    const { standing, endRules } = this.#sources;
    endRules.note(trial, improves, standing.best.trial?.values[0] ?? null);
  }

  #stopUseless(): void {
    this.dropSurplus();
    if ((this.generations.typicalMs ?? Number.POSITIVE_INFINITY) < STOPPED_FROM_MS) return;
    this.#sources.crew()?.stopWhere(({ number }) => this.generations.cellOf(number) === null);
  }
}

const falseScoreWords = ({ task, score, found }: FalseScore, name: string): string =>
  `${name} told ${score} as a score of generation ${task.generation}; run here, twice, it came to ${found}. The worse of both counts while that generation is open.`;
