import { hashText } from "../../study/bytes/hash.ts";
import { proposalOf } from "../../study/evolution/bred.ts";
import { Evolution } from "../../study/evolution/evolution.ts";
import { compareScores } from "../../study/evolution/score-order.ts";
import type { Cell, ClosedGeneration, EvolutionSettings } from "../../study/evolution/settings.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { LogId, TrialOutcome } from "../../study/trial/trial.ts";
import { beats, Chain } from "../../swarm/board/chain.ts";
import { cellsLog, cellsPeer, type SignedCells } from "../../swarm/board/signed-cells.ts";
import { bytesEqual, type PeerId } from "../../swarm/ids.ts";
import type { Clock, Timer } from "../ports.ts";
import { CellDivision, type WorkingTab } from "./cell-division.ts";
import { decodeCells, encodeCells } from "./cells-codec.ts";
import { ClosingTimes } from "./closing-times.ts";
import { EliteChecks, type FalseScore } from "./elite-checks.ts";
import { decodeGeneration, encodeGeneration } from "./generation-codec.ts";
import { RunningCells } from "./running-cells.ts";
import { plainScore } from "./score-column.ts";

/** Idle cores look so often, in parts of the time after which a silent tab is helped, whether there is something to do. */
const LOOKS_PER_PERIOD = 4;

export interface GenerationsOptions {
  readonly settings: EvolutionSettings;
  /** This profile. */
  readonly peer: PeerId;
  readonly log: LogId;
  readonly clock: Clock;
  readonly trialTimeoutMs: number;
  /** Nobody else can have begun. */
  readonly isFirst: boolean;
}

export interface GenerationsHooks {
  /** To everybody, at once: cells of the open generation. */
  publish(body: Uint8Array): void;
  /** The open generation has closed. */
  close(record: Uint8Array): void;
  /** The closed ones from `from` on are these now. */
  replace(from: number, records: readonly Uint8Array[]): void;
  /** Tabs that work, and what they say they run of a generation. */
  others(generation: number): readonly WorkingTab[];
  /** How many trials run at once here. */
  atOnce(): number;
  /** A generation has closed here; `tookMs` is null where this tab was not there from its start. */
  onClosed(closed: ClosedGeneration, tookMs: number | null): void;
  /** Generations from `from` on were taken over from others; nothing was there in their place if `isFork` is false. */
  onReplaced(from: number, isFork: boolean): void;
  /** No generation can be put behind those that there are. */
  onFull(sentence: string): void;
  /** Somebody has told a score that its cell does not come to here. */
  onFalseScore(score: FalseScore): void;
  /** There may be something to do for idle cores. */
  wake(): void;
}

/**
 * This tab's share in breeding generations that all tabs close alike: which cells run here, what others have found, and
 * which generations have closed. Invariant: its chain of records is the swarm core's, as soon as that has taken its events.
 */
export class Generations {
  readonly evolution: Evolution;
  readonly times = new ClosingTimes();
  readonly #options: GenerationsOptions;
  readonly #hooks: GenerationsHooks;
  readonly #division: CellDivision;
  readonly #running = new RunningCells();
  readonly #checks: EliteChecks;
  readonly #chain = new Chain();
  readonly #toTell = new Map<Cell, number>();
  #telling: Timer | null = null;
  #waking: Timer | null = null;
  #nextNumber = 0;
  #heard = 0;
  #wasted = 0;
  #revision = 0;
  #isClosing = false;
  #wasRetesting = false;

  constructor(options: GenerationsOptions, hooks: GenerationsHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.evolution = new Evolution(options.settings);
    const { log, trialTimeoutMs, clock } = options;
    this.#checks = new EliteChecks({
      isBetter: (score, than) => compareScores(score, than, options.settings.maximize) < 0,
      turnOf: (cell) => hashText(`${cell}`, hashText(options.log, this.evolution.generation)) / 2 ** 32,
      taskOf: (cell) => this.evolution.taskOf(cell),
    });
    this.#division = new CellDivision({ log, evolution: this.evolution, trialTimeoutMs }, clock.nowMs());
    if (options.isFirst) this.times.opened(clock.nowMs());
  }

  /** Changes with every generation that closes or is replaced. */
  get revision(): number {
    return this.#revision;
  }

  /** Results that were new here, whoever found them. */
  get heard(): number {
    return this.#heard;
  }

  /** Trials run here that told nobody anything new. */
  get wasted(): number {
    return this.#wasted;
  }

  /** Trials asked for here that are still of use. */
  get runningCount(): number {
    return this.#running.count;
  }

  /** Trials that the generations took, as all tabs count them, and how many of them gave no number. */
  get totals(): { readonly evaluations: number; readonly failed: number } {
    let evaluations = this.evolution.progress.known;
    let failed = 0;
    for (const closed of this.evolution.closed) {
      evaluations += closed.evaluations;
      failed += closed.failed;
    }
    return { evaluations, failed };
  }

  /** What nearly all trials take here; null before the first has ended. */
  get typicalMs(): number | null {
    return this.#division.typicalMs;
  }

  /** What a run is of; null where its generation has closed, or its result has come from elsewhere. */
  cellOf(number: number): Cell | null {
    if (this.#checks.isRunning(number)) return this.#checks.cellOf(number);
    const cell = this.#running.cellOf(number);
    return cell === null || this.evolution.resultOf(cell) !== undefined ? null : cell;
  }

  /** Whether a run is one of somebody else's result again. */
  isCheck(number: number): boolean {
    return this.#checks.isRunning(number);
  }

  /** At most `count` trials to run now; none if there is nothing to do until `wake`. */
  ask(count: number): Proposal[] {
    const { clock, settings } = this.#options;
    const nowMs = clock.nowMs();
    this.#division.look(this.#hooks.others(this.evolution.generation), this.#hooks.atOnce(), nowMs);
    const proposals = this.#beginChecks(count);
    for (const cell of this.#division.next(count - proposals.length, this.#running.has, nowMs)) {
      const number = this.#nextNumber++;
      this.#running.begin(number, cell);
      proposals.push(proposalOf(this.evolution.taskOf(cell), number, settings.sigma));
    }
    if (proposals.length === 0 && !this.evolution.isFull) this.#wakeSoon();
    return proposals;
  }

  #beginChecks(most: number): Proposal[] {
    const proposals: Proposal[] = [];
    while (proposals.length < most && !this.evolution.isFull) {
      const check = this.#checks.next();
      if (check === null) break;
      const number = this.#nextNumber++;
      this.#checks.begin(number, check);
      proposals.push(proposalOf(check.task, number, this.#options.settings.sigma));
    }
    return proposals;
  }

  /** What a check came to; a false score that is too good counts no more, if its generation is still open. */
  #endCheck(number: number, score: number): void {
    const wrong = this.#checks.ended(number, score);
    if (wrong === null) return;
    const { task, cell, found } = wrong;
    if (task.generation === this.evolution.generation && this.#note(cell, found) === "worse")
      this.#toTell.set(cell, found);
    this.#hooks.onFalseScore(wrong);
  }

  /** Trials have ended here. Those of closed generations change nothing and are told to nobody. */
  ended(outcomes: readonly TrialOutcome[]): void {
    const { revision } = this;
    const { isRetesting } = this.evolution;
    for (const outcome of outcomes) {
      this.#division.ended(outcome.durationMs);
      const score = outcome.state === "complete" ? plainScore(outcome.values[0] ?? Number.NaN) : Number.NaN;
      if (this.#checks.isRunning(outcome.number)) {
        this.#endCheck(outcome.number, score);
        continue;
      }
      const cell = this.#running.end(outcome.number);
      this.#checks.ranOwn();
      const noted = cell === null ? "known" : this.#note(cell, score);
      if (cell !== null && (noted === "new" || noted === "worse")) this.#toTell.set(cell, score);
      else this.#wasted++;
    }
    this.#telling ??= this.#toTell.size === 0 ? null : this.#options.clock.setTimer(0, () => this.tell());
    this.#closeAll();
    if (revision !== this.#revision || isRetesting !== this.evolution.isRetesting) this.#hooks.wake();
  }

  /** These will not run: somebody else may. */
  giveUp(proposals: readonly Proposal[]): void {
    for (const { number } of proposals) {
      this.#checks.dropped(number);
      this.#running.end(number);
    }
    if (proposals.length > 0) this.#division.changed();
  }

  /** Tells what is found and not told yet. */
  tell(): void {
    this.#telling?.cancel();
    this.#telling = null;
    const bodies = encodeCells(this.#toTell);
    this.#toTell.clear();
    for (const body of bodies) this.#hooks.publish(body);
  }

  /** Others' batches, and own ones of earlier visits. What cannot be read, or is of another chain, is passed over. */
  take(batches: readonly SignedCells[]): void {
    for (const batch of batches) this.#takeBatch(batch);
    this.#closeAll();
    this.#hooks.wake();
  }

  /** Somebody else's chain from `from` on. Taken over if it beats this one and every record of it can be. */
  offered(from: number, records: readonly Uint8Array[]): void {
    const place = this.#chain.placeWith(from, records);
    if (place === null || !beats(place, this.#chain) || !this.#replace(from, records)) return;
    this.#hooks.replace(from, records);
    this.#hooks.wake();
  }

  /** What an earlier visit kept, before anything else. False if it cannot be read: then it counts for nothing. */
  restore(records: readonly Uint8Array[]): boolean {
    return records.length === 0 || this.#replace(0, records);
  }

  /** Ends for good: tells what waits. */
  end(): void {
    this.tell();
    this.#waking?.cancel();
  }

  #takeBatch(batch: SignedCells): void {
    const { generation } = this.evolution;
    if (batch.epoch !== generation || !bytesEqual(batch.base, this.#chain.head)) return;
    const told = decodeCells(batch.body);
    if (!told.ok) return;
    const by = cellsLog(batch);
    const isOther = cellsPeer(batch) !== this.#options.peer;
    let fresh = 0;
    for (const [cell, score] of told.value) {
      const noted = this.#note(cell, score);
      if (noted === "new") fresh++;
      if ((noted === "new" || noted === "worse") && isOther) this.#checks.heard(cell, score, by);
    }
    this.#division.brought(by, fresh, this.#options.clock.nowMs());
  }

  #note(cell: Cell, score: number): ReturnType<Evolution["note"]> {
    const noted = this.evolution.note(cell, score);
    if (noted === "new") this.#heard++;
    // Another order of the best: others of them are tested again.
    if (noted === "worse") this.#division.changed();
    if (this.evolution.isRetesting && !this.#wasRetesting) this.#division.retests(this.#options.clock.nowMs());
    this.#wasRetesting = this.evolution.isRetesting;
    return noted;
  }

  /** Whoever is told of a closed generation finds its cells on the way before it. */
  #closeAll(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    try {
      while (this.#closeOne());
    } finally {
      this.#isClosing = false;
    }
  }

  #closeOne(): boolean {
    const closed = this.evolution.close();
    if (closed === null) return false;
    const nowMs = this.#options.clock.nowMs();
    const record = encodeGeneration(closed);
    this.tell();
    if (!this.#chain.replace(this.#chain.count, [record])) {
      this.evolution.replace(this.#chain.count, []);
      this.#hooks.onFull(FULL);
      return false;
    }
    this.#opened(true);
    this.#hooks.onClosed(closed, this.times.closed(closed.generation, nowMs));
    this.#hooks.close(record);
    return true;
  }

  #replace(from: number, records: readonly Uint8Array[]): boolean {
    const closed: ClosedGeneration[] = [];
    for (const record of records) {
      const decoded = decodeGeneration(record);
      // Looked at before the next one is read: a stranger's could hold a thousand times as many.
      if (!decoded.ok || decoded.value.survivors.length !== this.#options.settings.survivors) return false;
      closed.push(decoded.value);
    }
    const { count } = this.#chain;
    const isNext = from === count && records.length === 1;
    const before = this.#chain.records.slice(from);
    if (!this.#chain.replace(from, records)) return false;
    if (this.evolution.replace(from, closed) !== null) {
      this.#chain.replace(from, before);
      return false;
    }
    this.#toTell.clear();
    this.#opened(false);
    this.times.forget(from);
    if (isNext) this.times.closed(from, this.#options.clock.nowMs());
    else this.times.opened(null);
    this.#hooks.onReplaced(from, from < count);
    return true;
  }

  #opened(closed: boolean): void {
    this.#running.forget();
    this.#checks.opened();
    this.#wasRetesting = false;
    this.#revision++;
    this.#division.opened(this.#options.clock.nowMs(), closed);
  }

  #wakeSoon(): void {
    const { clock } = this.#options;
    this.#waking ??= clock.setTimer(this.#division.periodMs / LOOKS_PER_PERIOD, () => {
      this.#waking = null;
      this.#hooks.wake();
    });
  }
}

const FULL =
  "The generations closed so far fill the room that tabs keep for them; publish a study with fewer survivors to breed more.";
