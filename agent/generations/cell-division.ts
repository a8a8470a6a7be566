import type { Evolution } from "../../study/evolution/evolution.ts";
import type { Cell } from "../../study/evolution/settings.ts";
import type { LogId } from "../../swarm/ids.ts";
import { CellOwners, type Owner } from "./cell-owners.ts";
import { Claims } from "./claims.ts";
import { TabPace } from "./tab-pace.ts";
import { TypicalTime } from "./typical-time.ts";

/** What a batch of short trials fills. */
const BATCH_MS = 100;
/** By then what a tab has sent is here, over some hops and past some signatures. */
const NEWS_MS = 100;
/** A batch that is begun when the news leaves is back by then, if its tab is as fast as this one. */
const PATIENCE_BATCHES = 1.5;
/** What a tab says it runs is run here, too, once it has said so for so many times what trials take. */
const CLAIM_TRIALS = 3;
/** The last of a share go out in smaller and smaller batches, so that all cores end at once, but not in all too many. */
const LEAST_BATCH_SHARE = 0.1;
/** With so few cells each, a tab may have had none to run. */
const SURE_CELLS = 4;
/** Comparisons of hashes between two looks for others' cells: some 10 ms. What is left is looked at the next time. */
const MAX_COMPARISONS = 400_000;

/** A tab that works on the study, as it says. */
export interface WorkingTab extends Owner {
  /** Cells of the open generation that it says run there. */
  readonly claims: readonly Cell[];
}

export interface CellDivisionOptions {
  readonly log: LogId;
  readonly evolution: Evolution;
  readonly trialTimeoutMs: number;
}

/**
 * Divides the cells of the open generation among the tabs that work. Each runs what falls to it, in ascending order. Who has
 * nothing left helps from the end: at once with what a tab will not come to soon, and with what it has in hand once it has
 * brought nothing for longer than a batch takes. So a tab that has gone, hangs, only says that it works, or is far slower
 * delays nobody by much. A cell that runs twice gives the same result twice.
 */
export class CellDivision {
  readonly #options: CellDivisionOptions;
  readonly #owners = new CellOwners();
  readonly #paces = new Map<LogId, TabPace>();
  /** They let all that fell to them lie for a whole generation: nothing falls to them until they bring something. */
  readonly #idlers = new Set<LogId>();
  readonly #claims = new Claims();
  readonly #typical = new TypicalTime();
  /** What falls to this tab and may be missing, from `#mineAt` on; null: to be worked out anew. */
  #mine: readonly Cell[] | null = null;
  #mineAt = 0;
  #phaseMs: number;
  #idleSinceMs: number | null = null;

  constructor(options: CellDivisionOptions, nowMs: number) {
    this.#options = options;
    this.#phaseMs = nowMs;
  }

  /** What nearly all trials take here; null before the first has ended. */
  get typicalMs(): number | null {
    return this.#typical.ms;
  }

  /** Who works now; this tab runs `cores` trials at once. */
  look(tabs: readonly WorkingTab[], cores: number, nowMs: number): void {
    const { log, evolution } = this.#options;
    const others = tabs.filter((tab) => tab.log !== log && tab.cores > 0);
    const there = new Set(others.map((tab) => tab.log));
    for (const gone of this.#paces.keys()) if (!there.has(gone)) this.#paces.delete(gone);
    for (const idler of this.#idlers) if (!there.has(idler)) this.#idlers.delete(idler);
    for (const tab of others) if (!this.#paces.has(tab.log)) this.#paces.set(tab.log, new TabPace(tab.cores, nowMs));
    const working = others.filter((tab) => !this.#idlers.has(tab.log));
    if (this.#owners.look({ log, cores: Math.max(1, cores) }, working)) this.changed();
    this.#claims.look(
      evolution.generation,
      working.map((tab) => [tab.log, tab.claims]),
      nowMs,
    );
  }

  /** A trial has ended here. What it took beyond its limit is time that the machine slept. */
  ended(durationMs: number): void {
    this.#typical.note(Math.min(durationMs, this.#options.trialTimeoutMs));
  }

  /** A tab has brought results that were not known. */
  brought(log: LogId, count: number, nowMs: number): void {
    this.#paces.get(log)?.brought(count, nowMs, this.periodMs);
    if (count > 0) this.#idlers.delete(log);
  }

  /** What is missing is not what it was. */
  changed(): void {
    this.#mine = null;
  }

  /** The re-tests have begun. */
  retests(nowMs: number): void {
    this.#begin(nowMs, false);
  }

  /** Another generation has opened; `closed`: as the one before has been closed here. */
  opened(nowMs: number, closed: boolean): void {
    if (closed && nowMs - this.#phaseMs >= this.periodMs) this.#noteIdlers();
    this.#begin(nowMs, true);
  }

  /** At most `count` cells to run now, whether or not they fall to this tab: none of those that run here already. */
  next(count: number, isRunning: (cell: Cell) => boolean, nowMs: number): Cell[] {
    const isTaken = (cell: Cell): boolean => isRunning(cell) || this.#claims.holds(cell, nowMs, this.#claimMs);
    const own = this.#nextOwn(count, isTaken);
    if (own.length > 0) {
      this.#idleSinceMs = null;
      return own;
    }
    this.#idleSinceMs ??= nowMs;
    return this.#toHelp(count, isTaken, nowMs);
  }

  /** So long nobody is in doubt who has something in hand. */
  get periodMs(): number {
    return NEWS_MS + PATIENCE_BATCHES * Math.max(BATCH_MS, this.#trialMs);
  }

  /** So long it is believed that a tab runs what it says. */
  get #claimMs(): number {
    return CLAIM_TRIALS * this.#trialMs + NEWS_MS;
  }

  get #trialMs(): number {
    return this.#typical.ms ?? this.#options.trialTimeoutMs / CLAIM_TRIALS;
  }

  #begin(nowMs: number, isNewGeneration: boolean): void {
    this.#phaseMs = nowMs;
    this.#idleSinceMs = null;
    for (const pace of this.#paces.values()) pace.begin(nowMs, isNewGeneration);
    this.changed();
  }

  #noteIdlers(): void {
    const { evolution } = this.#options;
    if (evolution.settings.population < SURE_CELLS * this.#owners.all.length) return;
    for (const [log, pace] of this.#paces) if (pace.hasIdled) this.#idlers.add(log);
  }

  /** What falls to this tab, but for what another had begun before. */
  #nextOwn(count: number, isTaken: (cell: Cell) => boolean): Cell[] {
    const { evolution } = this.#options;
    const { generation } = evolution;
    if (this.#mine === null) {
      this.#mine = [...evolution.missing()].filter((cell) => this.#owners.rankOf(generation, cell, 0) === 0);
      this.#mineAt = 0;
    }
    const room = this.#batchOf(this.#mine.length - this.#mineAt, count);
    const cells: Cell[] = [];
    for (; this.#mineAt < this.#mine.length && cells.length < room; this.#mineAt++) {
      const cell = this.#mine[this.#mineAt];
      if (cell !== undefined && evolution.resultOf(cell) === undefined && !isTaken(cell)) cells.push(cell);
    }
    return cells;
  }

  #toHelp(count: number, isTaken: (cell: Cell) => boolean, nowMs: number): Cell[] {
    const { evolution } = this.#options;
    const { generation } = evolution;
    const idled = Math.floor((nowMs - (this.#idleSinceMs ?? nowMs)) / this.periodMs);
    /** By owner: how many more of its first cells are taken to be in its hands. */
    const inHand = new Map<number, number>();
    const free: Cell[] = [];
    const mostOwners = MAX_COMPARISONS / this.#owners.all.length;
    const known = this.#owners.knownPlaces;
    for (const cell of evolution.missing()) {
      if (this.#owners.knownPlaces - known > mostOwners) break;
      if (isTaken(cell)) continue;
      const { first, rank } = this.#owners.placeOf(generation, cell);
      const { left, waits } = this.#handOf(first, inHand, nowMs);
      if (left > 0) inHand.set(first, left - 1);
      else if (rank <= passedOver(Math.max(waits, idled + 1))) free.push(cell);
    }
    return free.reverse().slice(0, this.#batchOf(free.length, count));
  }

  #handOf(owner: number, inHand: ReadonlyMap<number, number>, nowMs: number): { left: number; waits: number } {
    const log = this.#owners.all[owner]?.log ?? "";
    const pace = this.#paces.get(log);
    if (pace === undefined) return { left: 0, waits: 0 };
    const waits = Math.floor((nowMs - pace.silentSinceMs) / this.periodMs);
    const left = waits > 0 ? 0 : (inHand.get(owner) ?? pace.inHand(nowMs, this.periodMs));
    return { left, waits };
  }

  /** A half of what is left, shared by all cores; never less than a tenth of a whole batch. */
  #batchOf(left: number, count: number): number {
    const cores = this.#owners.all[0]?.cores ?? 1;
    return Math.min(count, Math.max(1, Math.ceil(LEAST_BATCH_SHARE * count), Math.ceil(left / (2 * cores))));
  }
}

/** Of those that come before a tab, the longer it has waited the more are passed over: one, three, seven, ... */
const passedOver = (waits: number): number => 2 ** Math.min(30, waits) - 1;
