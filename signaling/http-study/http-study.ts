import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { directionsOf } from "../../study/spec/spec.ts";
import { Study } from "../../study/study.ts";
import type { TrialSetting } from "../../study/trial/suggest.ts";
import { type FinishedTrial, trialId, type TrialOutcome } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import { type Answer, answer, no, orMisuse } from "./answer.ts";
import { RunningTrial, type Told, type ToldExtras } from "./running-trial.ts";
import type { StudyRecord } from "./study-record.ts";
import type { KeptStudy } from "./study-store.ts";
import type { AskedParam } from "./suggested.ts";
import type { EndedRecord, RunningRecord } from "./trial-record.ts";

type Fixed = Readonly<Record<string, ParamValue>>;

/** Where what changes goes: it is on disk once the store has settled. */
export interface StudyKeeper {
  keepStudy(record: StudyRecord): void;
  /** `onKept`: when it is on disk. */
  keepTrial(record: EndedRecord | RunningRecord, onKept?: () => void): void;
  keepQueued(place: number, fixed: Fixed): void;
  dropQueued(place: number): void;
}

export interface StudyBounds {
  readonly maxTrials: number;
  readonly maxRunning: number;
  readonly maxQueued: number;
}

export interface HttpStudyOptions {
  readonly kept: KeptStudy;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  /** Of this start. */
  readonly log: string;
  /** A swarm will be joined: what ends until then is told it afterwards. */
  readonly awaitsSwarm: boolean;
  readonly keeper: StudyKeeper;
  readonly bounds: StudyBounds;
  readonly nowMs: () => number;
  readonly wallMs: () => number;
}

/** Who asks and tells, by the token. */
export interface Worker {
  readonly name: string;
  /** Of its key. */
  readonly peer: PeerId;
}

/** `startMs` left out: it has ended just now. */
export type AboutTold = Pick<FinishedTrial, "foreignKnown" | "repeatOf" | "finishedBefore"> &
  Partial<Pick<FinishedTrial, "startMs">>;

/** All who work on the study besides. */
export interface Swarm {
  /** The trial as all will know it, in a log of whoever told it. Nobody hears of it before `publish`. */
  place(outcome: TrialOutcome, by: PeerId, about: AboutTold): FinishedTrial;
  publish(trial: FinishedTrial): void;
  /** Whether all have been told of it. */
  has(trial: FinishedTrial): boolean;
  /** Somebody else may tell trials from now on. */
  introduce(): void;
  /** The owner has stopped the study. */
  stop(): void;
}

/** `log`: of a trial that no swarm hears of. `startedMs` is a date. */
export interface Journalled {
  readonly log: string;
  readonly startedMs: number;
}

export interface Given {
  readonly number: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly known: number;
  readonly given: number;
  readonly leaseMs: number;
}

type Space = Readonly<Record<string, AskedParam>>;

export interface HowAsked {
  /** What tells the call from others; null: it is made once. */
  readonly key: string | null;
  readonly isPreview: boolean;
}

const ONCE: HowAsked = { key: null, isPreview: false };

export interface Counted {
  /** False where the trial had ended before: nothing is counted twice. */
  readonly counted: boolean;
  readonly state: "complete" | "pruned" | "failed";
  readonly ended: number;
  readonly total: number | null;
}

export interface StudyCounts {
  readonly ended: number;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  readonly running: number;
  readonly queued: number;
  readonly total: number | null;
  readonly stopped: string | null;
}

type EndedHead = Pick<EndedRecord, "number" | "known" | "worker" | "workerKey" | "askedMs" | "given" | "isJournalled">;

/** Who ran a trial that nobody asked for here. */
const SWARM = "swarm";

const NO_EXTRAS: ToldExtras = { constraints: {}, attributes: {}, durationMs: null, suggested: [] };

/** A study that programs ask and tell. Decides in memory, at once; what it decides is handed to its keeper. */
export class HttpStudy {
  readonly #options: HttpStudyOptions;
  readonly #study: Study;
  readonly #setting: TrialSetting;
  readonly #running = new Map<number, RunningTrial>();
  /** Of silent workers: the next who ask get them. */
  readonly #again = new Set<number>();
  /** Of the trials that have ended: their states. */
  readonly #ended = new Map<number, FinishedTrial["state"]>();
  /** Of the queue on disk, what the study has not been asked for yet. */
  readonly #queued: number[];
  readonly #counts = { complete: 0, pruned: 0, failed: 0 };
  /** Of trials of shared studies, by their ids. */
  readonly #numbers = new Map<string, number>();
  /** Which of those that run was given to the call of a key. */
  readonly #keys = new Map<string, number>();
  #swarm: Swarm | null = null;
  /** Perhaps: of the start before, and what ended before the swarm was joined. */
  #untold: EndedRecord[] = [];
  #heardCount = 0;
  #nextQueued: number;
  #isPrunerStale = true;
  #record: StudyRecord;
  /** The number of each start's first trial, by its log. */
  readonly #firstNumbers: Map<string, number>;
  #nextNumber: number;

  constructor(options: HttpStudyOptions) {
    const { kept, sampler, pruner, log, nowMs } = options;
    this.#options = options;
    this.#record = kept.record;
    const { record, ended, running, queued } = kept;
    const { spec, chance, starts } = record;
    this.#study = new Study({
      directions: directionsOf(spec),
      sampler,
      pruner,
      seed: spec.seed ?? chance,
      log,
      stream: String(starts.length),
    });
    this.#setting = {
      directions: directionsOf(spec),
      pruner: this.#study.prunerSnapshot(),
      names: spec.objectives.map(({ name }) => name),
    };
    this.#firstNumbers = new Map(starts.map((start) => [start.log, start.firstNumber]));
    for (const { number, trial } of ended) {
      this.#study.addForeign(trial);
      this.#note(number, trial);
    }
    for (const trial of running) {
      this.#running.set(trial.number, new RunningTrial(trial, this.#setting, nowMs()));
      if (typeof trial.key === "string") this.#keys.set(trial.key, trial.number);
    }
    for (const { fixed } of queued) this.#study.enqueue(fixed);
    this.#queued = queued.map(({ place }) => place);
    this.#nextQueued = (this.#queued.at(-1) ?? -1) + 1;
    this.#nextNumber =
      1 + [...this.#ended.keys(), ...this.#running.keys()].reduce((most, number) => Math.max(most, number), -1);
    const start = { log, firstNumber: this.#nextNumber, ended: this.#ended.size };
    this.#firstNumbers.set(log, start.firstNumber);
    const toldBefore = starts.at(-1)?.ended ?? 0;
    if (options.awaitsSwarm) this.#untold = ended.filter(({ number, place }) => number >= 0 && place > toldBefore);
    this.#record = { ...record, starts: [...starts.slice(-MAX_STARTS), start] };
    options.keeper.keepStudy(this.#record);
  }

  /** From now on trials that are told here are told to the swarm, too; and those of which a crash kept it from hearing. */
  join(swarm: Swarm): void {
    this.#swarm = swarm;
    if (this.#record.stopped !== null) swarm.stop();
    for (const record of this.#untold) if (!swarm.has(record.trial)) this.#tellAgain(swarm, record);
    this.#untold = [];
  }

  #tellAgain(swarm: Swarm, { trial: before, ...record }: EndedRecord): void {
    const trial = swarm.place(before, record.key ?? "", before);
    this.#numbers.set(trialId(trial), record.number);
    this.#options.keeper.keepTrial({ ...record, trial }, () => swarm.publish(trial));
  }

  /** A trial that ran in the swarm; every one counts once. */
  heard(trial: FinishedTrial, by: PeerId): void {
    // Of those that were told here the swarm tells again.
    if (this.#numbers.has(trialId(trial))) return;
    if (this.#ended.size >= this.#options.bounds.maxTrials || !this.#study.addForeign(trial)) return;
    const number = -1 - this.#heardCount;
    const known = trial.finishedBefore ?? 0;
    const askedMs = this.#record.createdMs + (trial.startMs ?? 0);
    this.#keepEnded({ number, known, worker: SWARM, askedMs, given: 1 }, trial, { name: SWARM, peer: by });
  }

  /**
   * A trial whose program chose its values itself and keeps a journal. False where it counts for nothing: the study had all its
   * trials before.
   */
  journalled(outcome: TrialOutcome, worker: Worker, { log, startedMs }: Journalled): boolean {
    const { total, createdMs } = this.#record;
    if (this.#ended.size >= Math.min(total ?? Infinity, this.#options.bounds.maxTrials)) return false;
    const known = this.#ended.size;
    const startMs = Math.max(0, Math.round(startedMs - createdMs));
    const about = { foreignKnown: known, repeatOf: null, finishedBefore: known, startMs };
    const trial = this.#swarm?.place(outcome, worker.peer, about) ?? { ...outcome, log, ...about };
    if (!this.#study.addForeign(trial)) return false;
    const head = {
      known,
      worker: worker.name,
      workerKey: worker.peer,
      askedMs: startedMs,
      given: 1,
      isJournalled: true,
    };
    this.#keepEnded({ number: this.#nextNumber++, ...head }, trial, worker);
    return true;
  }

  /** Why no program may begin a trial of its own; null: it may. */
  refusesBeginning(): ReturnType<typeof no> | null {
    const { total, stopped } = this.#record;
    if (stopped !== null) return no(410, "stopped", `This study takes no more trials: ${stopped}.`);
    if (total !== null && this.#ended.size >= total)
      return no(410, "done", `All ${total} trials of this study have ended.`);
    const { maxTrials } = this.#options.bounds;
    if (this.#ended.size + this.#running.size >= maxTrials)
      return no(410, "full", `This seed keeps ${maxTrials} trials of a study: create another one to go on.`);
    return null;
  }

  get record(): StudyRecord {
    return this.#record;
  }

  change(record: StudyRecord): void {
    this.#record = record;
    this.#options.keeper.keepStudy(record);
    this.#swarm?.introduce();
  }

  get counts(): StudyCounts {
    const { total, stopped } = this.#record;
    return {
      ended: this.#ended.size,
      ...this.#counts,
      running: this.#running.size,
      queued: this.#queued.length,
      total,
      stopped,
    };
  }

  /** Whether nobody gets a trial any more and none runs. */
  get isOver(): boolean {
    const { total, stopped } = this.#record;
    return (total !== null && this.#ended.size >= total) || (stopped !== null && this.#running.size === 0);
  }

  /**
   * A trial to run; with `space` with all its values, which in a preview are only shown. A call with the `key` of one before gets the
   * trial of that one while it runs.
   */
  ask(worker: Worker, space: Space | null, { key, isPreview }: HowAsked = ONCE): Answer<Given> {
    const before = this.#running.get(this.#keys.get(key ?? "") ?? -1);
    const refused = before === undefined ? this.#noTrial() : null;
    if (refused !== null) return refused;
    const trial = before ?? this.#takeAgain(worker) ?? this.#propose(worker);
    this.#heard(trial);
    this.#again.delete(trial.number);
    this.#name(trial, key);
    const asked = Object.entries(space ?? {}).map(([name, param]) => ({ name, asked: param }));
    if (isPreview) {
      this.#options.keeper.keepTrial(trial.record());
      return answer(this.#given(trial, Object.fromEntries(trial.preview(asked, this.#setting))));
    }
    const untouched = trial.record();
    const suggested = orMisuse(() => {
      for (const each of asked) trial.suggest(each);
    });
    if (!suggested.ok) {
      // As if nobody had asked: the next who does gets it.
      const given = { ...untouched, given: untouched.given - 1, key: null };
      this.#running.set(trial.number, new RunningTrial(given, this.#setting, this.#options.nowMs()));
      this.#again.add(trial.number);
      this.#keys.delete(key ?? "");
      return suggested;
    }
    this.#options.keeper.keepTrial(trial.record());
    return answer(this.#given(trial, space === null ? {} : paramsByName(trial)));
  }

  /** From now on the call of this key is the one that it was given to. */
  #name(trial: RunningTrial, key: string | null): void {
    this.#keys.delete(trial.key ?? "");
    trial.key = key;
    if (key !== null) this.#keys.set(key, trial.number);
  }

  #given({ number, known, given }: RunningTrial, params: Given["params"]): Given {
    return { number, params, known, given, leaseMs: this.#record.leaseMs };
  }

  suggest(number: number, name: string, asked: AskedParam): Answer<{ readonly value: ParamValue }> {
    const trial = this.#running.get(number);
    if (trial === undefined) return this.#notRunning(number);
    this.#heard(trial);
    const suggested = orMisuse(() => trial.suggest({ name, asked }));
    if (!suggested.ok) return suggested;
    if (suggested.value.isNew) this.#options.keeper.keepTrial(trial.record());
    return answer({ value: suggested.value.value });
  }

  report(number: number, step: number, values: readonly number[]): Answer<{ readonly prune: boolean }> {
    const trial = this.#running.get(number);
    if (trial === undefined) return this.#notRunning(number);
    if (values.length !== this.#setting.directions.length)
      return no(
        422,
        "wrong-values",
        `This study has ${this.#setting.directions.length} objectives: report as many values.`,
      );
    this.#heard(trial);
    const reported = orMisuse(() => trial.report(step, values));
    if (!reported.ok) return reported;
    if (reported.value) this.#options.keeper.keepTrial(trial.record());
    return answer({ prune: this.#prunes(trial) });
  }

  shouldPrune(number: number): Answer<{ readonly prune: boolean }> {
    const trial = this.#running.get(number);
    if (trial === undefined) return this.#notRunning(number);
    this.#heard(trial);
    return answer({ prune: this.#prunes(trial) });
  }

  /** The first word counts, whoever says it; every further one is answered and changes nothing. */
  tell(number: number, told: Told, worker: Worker, extras: ToldExtras = NO_EXTRAS): Answer<Counted> {
    const before = this.#ended.get(number);
    if (before !== undefined) return answer(this.#counted(false, before));
    const trial = this.#running.get(number);
    if (trial === undefined) return this.#notRunning(number);
    const { total } = this.#record;
    // Of trials that were given beyond it those count that are told first.
    if (total !== null && this.#ended.size >= total) return answer(this.#counted(false, told.state));
    const durationMs = extras.durationMs ?? Math.max(0, this.#options.wallMs() - trial.askedMs);
    const outcome = orMisuse(() => trial.outcome(told, extras, durationMs));
    if (!outcome.ok) return outcome;
    return answer(this.#counted(true, this.#end(trial, outcome.value, worker)));
  }

  enqueue(fixed: Fixed): Answer<{ readonly queued: number }> {
    if (this.#queued.length >= this.#options.bounds.maxQueued)
      return no(
        409,
        "queue-full",
        `${this.#queued.length} parameter sets wait already: enqueue more when some have been tried.`,
      );
    const queued = orMisuse(() => this.#study.enqueue(fixed));
    if (!queued.ok) return queued;
    const place = this.#nextQueued++;
    this.#queued.push(place);
    this.#options.keeper.keepQueued(place, fixed);
    return answer({ queued: this.#queued.length });
  }

  stop(why: string): void {
    if (this.#record.stopped !== null) return;
    this.change({ ...this.#record, stopped: why });
    this.#swarm?.stop();
  }

  /** The best trials: one, or where there are several objectives all that no other beats. */
  best(): readonly number[] {
    if (this.#setting.directions.length > 1) return this.#study.bestTrials().map((trial) => this.#numberOf(trial));
    const best = this.#study.best();
    return best === null ? [] : [this.#numberOf(best)];
  }

  /** Gives trials of silent workers back. Returns how many. */
  expire(): number {
    const { leaseMs, retries } = this.#record;
    const nowMs = this.#options.nowMs();
    let count = 0;
    for (const trial of this.#running.values()) {
      if (nowMs - trial.silentFromMs < leaseMs || this.#again.has(trial.number)) continue;
      count++;
      if (trial.given <= retries) {
        this.#again.add(trial.number);
        continue;
      }
      const message = `Its worker said nothing for ${Math.round(leaseMs / 1_000)} s.`;
      const error = { kind: "abandoned", message, line: null, column: null } as const;
      const outcome = trial.outcome({ state: "failed", error }, NO_EXTRAS, this.#options.wallMs() - trial.askedMs);
      this.#end(trial, outcome, { name: trial.worker, peer: trial.workerKey });
    }
    return count;
  }

  #noTrial(): ReturnType<typeof no> | null {
    const { total, stopped, givesBeyond } = this.#record;
    const { maxTrials, maxRunning } = this.#options.bounds;
    if (stopped !== null) return no(410, "stopped", `This study gives no more trials: ${stopped}.`);
    if (total !== null && this.#ended.size >= total)
      return no(410, "done", `All ${total} trials of this study have ended.`);
    if (this.#again.size > 0) return null;
    if (total !== null && !givesBeyond && this.#ended.size + this.#running.size >= total)
      return no(409, "all-given", `All ${total} trials are given out: ask again later, in case a worker falls silent.`);
    if (this.#ended.size + this.#running.size >= maxTrials)
      return no(410, "full", `This seed keeps ${maxTrials} trials of a study: create another one to go on.`);
    if (this.#running.size >= maxRunning)
      return no(409, "all-given", `${maxRunning} trials are given out and not told: tell some first.`);
    if (this.#study.isAllTaken())
      return this.#running.size > 0
        ? no(
            409,
            "all-given",
            "All points of this study are given out: ask again later, in case a worker falls silent.",
          )
        : no(410, "done", "Every point of this study has been tried.");
    return null;
  }

  #takeAgain({ name, peer }: Worker): RunningTrial | null {
    for (const number of this.#again) {
      this.#again.delete(number);
      const trial = this.#running.get(number);
      // A worker that was only slow has told it meanwhile.
      if (trial === undefined) continue;
      trial.worker = name;
      trial.workerKey = peer;
      trial.given++;
      trial.silentFromMs = this.#options.nowMs();
      return trial;
    }
    return null;
  }

  #propose({ name, peer }: Worker): RunningTrial {
    // Those of this start the study knows of itself.
    const { log, nowMs, wallMs, keeper } = this.#options;
    const others = [...this.#running.values()].filter((trial) => trial.log !== log);
    const [proposal] = this.#study.ask(1, others);
    if (proposal === undefined) throw new Error("A study that has something to try proposed nothing.");
    if (proposal.fixed !== null) {
      const place = this.#queued.shift();
      if (place !== undefined) keeper.dropQueued(place);
    }
    const number = this.#nextNumber++;
    const record: RunningRecord = {
      number,
      log,
      numberInLog: proposal.number,
      known: this.#ended.size,
      worker: name,
      workerKey: peer,
      askedMs: wallMs(),
      given: 1,
      proposal,
      suggested: [],
      reports: [],
    };
    const trial = new RunningTrial(record, this.#setting, nowMs());
    this.#running.set(number, trial);
    return trial;
  }

  #end(trial: RunningTrial, outcome: TrialOutcome, toldBy: Worker): FinishedTrial["state"] {
    const { log } = this.#options;
    const startMs = Math.max(0, trial.askedMs - this.#record.createdMs);
    const finishedBefore = this.#ended.size;
    this.#running.delete(trial.number);
    this.#keys.delete(trial.key ?? "");
    let finished: FinishedTrial;
    if (this.#swarm !== null) {
      if (trial.log === log) this.#study.forget(trial.numberInLog);
      const { foreignKnown, repeatOf } = trial.proposal;
      finished = this.#swarm.place(outcome, toldBy.peer, { foreignKnown, repeatOf, finishedBefore });
      this.#study.addForeign(finished);
    } else if (trial.log === log) finished = this.#study.tell(outcome, startMs, finishedBefore);
    else {
      const { proposal } = trial;
      const { foreignKnown, repeatOf } = proposal;
      finished = { ...outcome, log: trial.log, foreignKnown, repeatOf, startMs, finishedBefore };
      this.#study.addForeign(finished);
    }
    this.#keepEnded(trial, finished, toldBy);
    return finished.state;
  }

  #keepEnded(head: EndedHead, trial: FinishedTrial, { name: toldBy, peer: key }: Worker): void {
    const { number } = head;
    this.#isPrunerStale = true;
    this.#note(number, trial);
    const place = this.#ended.size;
    const record: EndedRecord = { ...headOf(head), place, toldBy, key, trial };
    const swarm = this.#swarm;
    if (number < 0) this.#options.keeper.keepTrial(record);
    else this.#options.keeper.keepTrial(record, () => swarm?.publish(trial));
    if (number >= 0 && swarm === null && this.#options.awaitsSwarm) this.#untold.push(record);
  }

  #note(number: number, trial: FinishedTrial): void {
    this.#ended.set(number, trial.state);
    this.#counts[trial.state]++;
    if (number < 0) this.#heardCount++;
    // Of most others the start that gave them says which number they have.
    if (number < 0 || this.#record.isShared || number !== this.#numberInStart(trial))
      this.#numbers.set(trialId(trial), number);
  }

  #prunes(trial: RunningTrial): boolean {
    if (this.#isPrunerStale) this.#setting.pruner = this.#study.prunerSnapshot();
    this.#isPrunerStale = false;
    return trial.shouldPrune();
  }

  #heard(trial: RunningTrial): void {
    trial.silentFromMs = this.#options.nowMs();
  }

  #counted(counted: boolean, state: FinishedTrial["state"]): Counted {
    return { counted, state, ended: this.#ended.size, total: this.#record.total };
  }

  #notRunning(number: number): ReturnType<typeof no> {
    return this.#ended.has(number)
      ? no(409, "ended", `Trial ${number} has ended.`)
      : no(404, "unknown-trial", `No trial ${number} runs in this study: ask for one.`);
  }

  #numberOf(trial: FinishedTrial): number {
    const known = this.#numbers.get(trialId(trial));
    if (known !== undefined) return known;
    return this.#numberInStart(trial);
  }

  #numberInStart({ log, number }: FinishedTrial): number {
    return (this.#firstNumbers.get(log) ?? 0) + number;
  }
}

/** A seed that is started every day for years; of older ones nobody asks which trial is the best by log. */
const MAX_STARTS = 2_000;

const headOf = ({ number, known, worker, workerKey, askedMs, given, isJournalled }: EndedHead): EndedHead => ({
  number,
  known,
  worker,
  workerKey,
  askedMs,
  given,
  ...(isJournalled === true ? { isJournalled } : {}),
});

const paramsByName = ({ space, params }: RunningTrial): Record<string, ParamValue> =>
  Object.fromEntries(space.names.map((name, i) => [name, params[i] ?? null]));
