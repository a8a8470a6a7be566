import { hashText } from "../../study/bytes/hash.ts";
import { isRepeatable, repeatVerdict } from "../../study/repeats/repeat.ts";
import { rngFromSeed } from "../../study/rng.ts";
import type { Direction } from "../../study/spec/spec.ts";
import { type FinishedTrial, type TrialId, type TrialOutcome, trialId } from "../../study/trial/trial.ts";
import { base64url, type LogId, type PeerId } from "../../swarm/ids.ts";
import { notePeer, type SignedNote } from "../../swarm/notes/note.ts";
import type { EngineClass } from "../tell/engine-class.ts";
import type { Attestation, Dispute } from "../tell/note-body.ts";
import { decodeNote } from "../tell/note-codec.ts";
import { AuthorBook } from "./author-book.ts";
import { CheckBudget } from "./check-budget.ts";
import { type Check, CheckPlan } from "./check-plan.ts";
import { type Claim, Claims, isAgreed, type Quorum } from "./claims.ts";
import { EndClaims } from "./end-claims.ts";
import { trialDigest } from "./trial-digest.ts";
import type { Heard } from "./voices.ts";
import { Vouching } from "./vouching.ts";
import { WordLedger } from "./word-ledger.ts";

/** Attestations that verify where the study names no number. */
const DEFAULT_VERIFICATIONS = 2;
/** Mismatches that wait for their second run, or for a control; the newest beyond these are left to others. */
const MAX_MISMATCHES = 16;
/** Disputes of own trials that a person is told of. */
const MAX_DISPUTED = 64;
/** Logs that somebody disputes, and keys that dispute one of them: it is the order of checks alone that hangs on them. */
const MAX_DISPUTED_LOGS = 1_024;
const MAX_DISPUTERS = 64;
/** As many keys as a swarm has logs. */
const MAX_ASKED = 20_000;
/** Values by which engines of two classes differ, that wait for a word of the other class. */
const MAX_FOREIGN_CLASS = 256;

export interface TrustOptions {
  /** Of the objectives. */
  readonly directions: readonly Direction[];
  /** This profile. */
  readonly own: PeerId;
  /** What this tab writes. */
  readonly log: LogId;
  readonly engine: EngineClass;
  /** Of this tab alone: nobody can foresee what it picks. */
  readonly secret: string;
  /** As the study says; 0: it says nothing. */
  readonly verifications: number;
  /** Own trials that may come, as far as the study bounds them; `isCertain`: nobody else runs any of them. */
  readonly planned: number;
  readonly isCertain: boolean;
  /** No single trial can be the best: what to check first says `standing`. */
  readonly isNoisy?: boolean;
}

export interface TrustHooks {
  attest(attestation: Attestation): void;
  dispute(dispute: Dispute): void;
  /** What a log's tab runs on. */
  engineOf(log: LogId): EngineClass;
  /** Peers that work now, this one included. */
  workers(): number;
  /** Whose word counts, and how many work, where this tab cannot run trials. */
  heard(): Heard;
  /** Whether this tab can run trials. */
  canRun(): boolean;
  /** Own runs vouch for these now. */
  risen(peers: readonly PeerId[]): void;
  /** These peers' words count for nothing any more. */
  fallen(peers: readonly PeerId[]): void;
  /** The verified best is another one. */
  verified(): void;
  /** Of a noisy study: the trial that stands most for what is not verified. */
  standing?(): Claim | null;
  /** A run of it here has said something, or nothing. */
  ran?(trial: FinishedTrial): void;
  /** A trial of `ends` has run here: whether the study ends by what it came to. */
  endsBy?(trial: FinishedTrial, outcome: TrialOutcome): boolean;
}

/** One trial to be run here again. */
export interface Rerun extends Check {
  /** In a worker that has run nothing else. */
  readonly isFresh: boolean;
}

interface Mismatch {
  readonly check: Check;
  /** What the second run found; null before it. */
  found: TrialOutcome | null;
}

/**
 * What this tab believes: which claims it has run again, for whom its own runs vouch, and what it runs next. Pure: runs come in
 * by `ended`, notes by `noted`.
 */
export class Trust {
  readonly claims: Claims;
  readonly vouching = new Vouching();
  readonly budget: CheckBudget;
  /** Trials of others that are told to end the study. */
  readonly ends = new EndClaims();
  readonly #options: TrustOptions;
  readonly #hooks: TrustHooks;
  readonly #words = new WordLedger();
  readonly #book: AuthorBook;
  readonly #plan: CheckPlan;
  readonly #mismatches: Mismatch[] = [];
  /** An own trial that could be run again as a control. */
  #control: FinishedTrial | null = null;
  #controlRuns = false;
  /** Whether own trials repeat here; null: not tried. */
  #repeats: boolean | null = null;
  readonly #foreignClass = new Map<TrialId, Check>();
  readonly #disputed = new Map<TrialId, Set<PeerId>>();
  readonly #borneOut = new Set<PeerId>();
  #wordsHeard = 0;
  /** The evidence by which a peer was not borne out. */
  readonly #notBorneOutAt = new Map<PeerId, number>();
  /** Of whose trials somebody has found otherwise, and who did. */
  readonly #disputedLogs = new Map<LogId, Set<PeerId>>();
  /** Of what was told, base64url. */
  readonly #digests = new WeakMap<FinishedTrial, string>();

  constructor(options: TrustOptions, hooks: TrustHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.claims = new Claims(options.directions, this.#words);
    this.budget = new CheckBudget(options.planned, options.isCertain);
    this.#book = new AuthorBook((trial) => this.claims.lossOf(trial), hashText(options.secret, 1));
    this.#plan = new CheckPlan({
      claims: { standing: () => this.#standing() },
      vouching: this.vouching,
      book: this.#book,
      budget: this.budget,
      rng: rngFromSeed(options.secret, "checks"),
      isBorneOut: (author) => this.isBorneOut(author),
      isSuspect: (trial, author) => this.#isSuspect(trial, author),
      turnOf: (author) => hashText(author, hashText(options.secret, 5)) / 2 ** 32,
      // Of most trials nobody has spoken, which it is cheaper to know than whether somebody means just this one.
      unknownAttesters: (trial, author) =>
        this.#words.hasAny(trialId(trial))
          ? this.#wordsOf(trial, author).attesting.filter((peer) => this.vouching.standing(peer) === "unknown").length
          : 0,
    });
  }

  /** Own trials do not repeat here: nothing can be said of anybody's. */
  get isUnrepeatable(): boolean {
    return this.#repeats === false;
  }

  /** A trial of this tab has ended. True if it is the best that is verified or own. */
  noteOwn(trial: FinishedTrial): boolean {
    this.budget.own(trial.durationMs);
    if (trial.state === "complete" && isRepeatable(trial)) this.#control = trial;
    return this.noteOwned(trial);
  }

  /** A trial of this profile, of whichever of its logs. As `noteOwn`. */
  noteOwned(trial: FinishedTrial): boolean {
    return this.claims.own(trial, this.#options.own);
  }

  heard(trial: FinishedTrial, author: PeerId): void {
    if (this.claims.isConfirmed(trial)) this.#ranBefore(trial, author);
    else this.#book.heard(trial, author);
    this.reconsider(trial, author);
  }

  /** Time has passed: somebody's word may count that did not. */
  weighAgain(): void {
    this.#believe(this.claims.revision);
  }

  /** Whether a trial of this peer was heard. */
  hasTold(peer: PeerId): boolean {
    return this.#book.told(peer) > 0;
  }

  /**
   * Whether others bear a peer out that no own run vouches for: DEFAULT_VERIFICATIONS of whom own runs do attest trials of it, and
   * outnumber who disputes any of these by two to one.
   */
  isBorneOut(peer: PeerId): boolean {
    if (this.#borneOut.has(peer)) return true;
    if (this.vouching.standing(peer) === "wrong") return false;
    // Asked several times a second of everybody: whatever it could hang on counts up.
    const evidence = this.#wordsHeard + this.vouching.revision + this.#book.told(peer);
    if (this.#notBorneOutAt.get(peer) === evidence) return false;
    if (this.#notBorneOutAt.size >= MAX_ASKED) this.#notBorneOutAt.clear();
    this.#notBorneOutAt.set(peer, evidence);
    const sample = this.#book.sampleOf(peer);
    const [attested, disputed] = [new Set<PeerId>(), new Set<PeerId>()];
    for (const trial of [...this.#book.bestsOf(peer), ...(sample === null ? [] : [sample])]) {
      if (!this.#words.hasAny(trialId(trial))) continue;
      const { attesting, disputing } = this.#wordsOf(trial, peer);
      for (const other of attesting) if (this.vouching.isVouched(other)) attested.add(other);
      for (const { peer: other } of disputing) disputed.add(other);
    }
    if (attested.size < DEFAULT_VERIFICATIONS || attested.size <= 2 * disputed.size) return false;
    this.#borneOut.add(peer);
    return true;
  }

  /** A trial that was heard of before may be a claim after all. */
  reconsider(trial: FinishedTrial, author: PeerId): void {
    if (this.#options.isNoisy === true) return;
    const before = this.claims.revision;
    if (this.vouching.standing(author) !== "wrong" && this.claims.heard(trial, author)) this.#believe(before);
  }

  /** Somebody attests or disputes, or this profile did, on another visit or in another tab. */
  noted(note: SignedNote): void {
    const before = this.claims.revision;
    const about = this.#words.note(note);
    if (about === null) return;
    this.#wordsHeard++;
    if (notePeer(note) === this.#options.own) {
      this.#notedOwn(note);
      if (this.claims.revision !== before) this.#hooks.verified();
      return;
    }
    if (note.kind === "dispute") this.#noteDisputedLog(about, notePeer(note));
    if (note.kind === "dispute" && about.startsWith(`${this.#options.log}:`)) this.#noteDisputed(about, notePeer(note));
    const waiting = this.#foreignClass.get(about);
    if (waiting !== undefined) this.#settleForeignClass(waiting);
    this.#believe(before);
  }

  /**
   * What to run again now; null: nothing. `isDone`: this tab has no trials of its own to run; `isWaiting`: it runs none before
   * it knows who the others are.
   */
  next(isDone: boolean, isWaiting = false): Rerun | null {
    if (this.isUnrepeatable) return null;
    const waiting = this.#mismatches.find(({ found }) => found === null);
    if (waiting !== undefined) return { ...waiting.check, isFresh: true };
    if (this.#mismatches.length > 0 && !this.#controlRuns && this.#control !== null) {
      this.#controlRuns = true;
      return { trial: this.#control, author: this.#options.own, why: "claim", isFresh: true };
    }
    const end = this.ends.next(
      (author) => isDone || this.vouching.isVouched(author) || (this.budget.allows(true) && !this.#isWrong(author)),
    );
    if (end !== null) return { ...end, why: "claim", isFresh: true };
    const check = this.#plan.next(isDone, isWaiting);
    return check && { ...check, isFresh: check.why === "claim" };
  }

  /** Whether a tab without trials of its own has something to run. */
  get hasClaims(): boolean {
    if (this.isUnrepeatable) return false;
    if (this.#mismatches.some(({ found }) => found === null || this.#control !== null)) return true;
    return !this.ends.isEmpty || this.#standing() !== null;
  }

  #isWrong(peer: PeerId): boolean {
    return this.vouching.standing(peer) === "wrong";
  }

  #standing(): Claim | null {
    if (this.#options.isNoisy === true) return this.#hooks.standing?.() ?? null;
    const first = this.claims.standing();
    if (first === null || (this.#disputedLogs.size === 0 && !this.vouching.hasWrong)) return first;
    return this.#amongLiars(first);
  }

  /**
   * Where somebody was found to lie, the best claim is not what is looked at first whoever makes it: claims of those whom others
   * dispute for whom own runs vouch wait for all others', and of strangers' each tab begins with another one. So tabs find
   * several liars out at once, and each is run again by few.
   */
  #amongLiars(first: Claim): Claim {
    const leading = this.claims.leading();
    const clear = leading.filter((claim) => !this.#isSuspect(claim.trial, claim.author));
    const [best] = clear;
    if (best === undefined) return first;
    if (this.vouching.isVouched(best.author)) return best;
    const { secret } = this.#options;
    const turnOf = ({ author }: Claim): number => hashText(author, hashText(secret, 4));
    return clear.reduce((a, b) => (turnOf(b) < turnOf(a) ? b : a));
  }

  #isSuspect(trial: FinishedTrial, author: PeerId): boolean {
    const disputers = this.#disputedLogs.get(trial.log);
    if (disputers === undefined) return false;
    const disputing = [...disputers].filter((peer) => this.vouching.isVouched(peer)).length;
    const attesting = this.#wordsOf(trial, author).attesting.filter((peer) => this.vouching.isVouched(peer)).length;
    return disputing > attesting;
  }

  #noteDisputedLog(trial: TrialId, peer: PeerId): void {
    const log = trial.slice(0, trial.lastIndexOf(":"));
    const by = this.#disputedLogs.get(log) ?? new Set();
    if (by.size < MAX_DISPUTERS) by.add(peer);
    this.#disputedLogs.set(log, by);
    const [oldest] = this.#disputedLogs.keys();
    if (this.#disputedLogs.size > MAX_DISPUTED_LOGS && oldest !== undefined) this.#disputedLogs.delete(oldest);
  }

  /** Whether a trial of somebody else was run again here with the same result, or by as many others as verify a claim. */
  isKnownTrue(trial: FinishedTrial, author: PeerId): boolean {
    if (this.claims.isConfirmed(trial)) return true;
    return this.#words.isAbout(trialId(trial)) && isAgreed(this.#wordsOf(trial, author), this.#quorum());
  }

  /** A rerun has ended, after `tookMs` in all. */
  ended(rerun: Rerun, outcome: TrialOutcome, tookMs: number): void {
    this.budget.checked(tookMs);
    const verdict = repeatVerdict(rerun.trial, outcome);
    if (this.ends.isRunning(rerun.trial))
      this.ends.ended(verdict === "silent" ? null : (this.#hooks.endsBy?.(rerun.trial, outcome) ?? false));
    if (rerun.author === this.#options.own) {
      this.#controlled(verdict);
      return;
    }
    const at = this.#mismatches.findIndex(({ check }) => check.trial === rerun.trial);
    const mismatch = this.#mismatches[at];
    if (verdict === "other" && mismatch === undefined && this.#mismatches.length < MAX_MISMATCHES) {
      this.#mismatches.push({ check: rerun, found: null });
      return;
    }
    if (verdict === "other" && mismatch !== undefined && this.#repeats !== true) {
      mismatch.found = outcome;
      return;
    }
    if (mismatch !== undefined) this.#mismatches.splice(at, 1);
    this.#settle(rerun, verdict, outcome);
  }

  /** A rerun was given up before it ended. */
  dropped(rerun: Rerun): void {
    if (this.ends.isRunning(rerun.trial)) this.ends.dropped();
    if (rerun.author === this.#options.own) this.#controlRuns = false;
    else if (!this.#mismatches.some(({ check }) => check.trial === rerun.trial)) this.#plan.ended(rerun.author);
  }

  /** Own trials that others dispute, and how many do. */
  get disputed(): ReadonlyMap<TrialId, ReadonlySet<PeerId>> {
    return this.#disputed;
  }

  /** These keys signed two histories. */
  disown(peers: ReadonlySet<PeerId>): void {
    for (const peer of peers) {
      this.#words.forget(peer);
      this.#book.forget(peer);
    }
    this.claims.disown(peers);
  }

  /** Who else ran the best and found the same. */
  get bestWords(): readonly PeerId[] {
    const { best, bestAuthor } = this.claims;
    return best === null || bestAuthor === null ? [] : this.#wordsOf(best, bestAuthor).attesting;
  }

  #controlled(verdict: "same" | "other" | "silent"): void {
    this.#controlRuns = false;
    if (verdict === "silent") return;
    this.#repeats = verdict === "same";
    for (const { check, found } of this.#mismatches.splice(0)) {
      if (found === null) this.#plan.ended(check.author);
      else this.#settle(check, this.#repeats ? "other" : "silent", found);
    }
  }

  #settle(check: Check, verdict: "same" | "other" | "silent", outcome: TrialOutcome): void {
    const { trial, author } = check;
    this.#plan.ended(author);
    this.#book.ran(trial, author);
    this.#hooks.ran?.(trial);
    if (verdict === "silent") this.claims.silent(trial);
    else if (verdict === "same") this.#agrees(check);
    else this.#differs(check, outcome);
  }

  #agrees({ trial, author, why }: Check): void {
    const { attesting, disputing } = this.#wordsOf(trial, author);
    // Of spot checks there can be many a second, and nobody else looks at the same trial.
    if (why !== "spot")
      this.#hooks.attest({ trial: trialId(trial), hash: trialDigest(trial), engine: this.#options.engine });
    const risen = this.vouching.passed(author, attesting);
    // Who found otherwise with the same engine has not run it.
    const before = this.claims.revision;
    const liars = disputing.filter(({ engine }) => isSameClass(engine, this.#options.engine)).map(({ peer }) => peer);
    this.claims.confirmed(trial, author);
    for (const liar of liars) this.#fall(this.vouching.mismatched(liar, []));
    if (risen.length > 0) this.#hooks.risen(risen);
    this.#believe(before);
  }

  /** What an earlier visit of this profile found out, or another of its tabs. */
  #ranBefore(trial: FinishedTrial, author: PeerId): void {
    const attesting = this.#wordsOf(trial, author).attesting.filter((peer) => peer !== this.#options.own);
    const risen = this.vouching.passed(author, attesting);
    if (risen.length > 0) this.#hooks.risen(risen);
  }

  #notedOwn(note: SignedNote): void {
    if (note.kind !== "attestation") return;
    const body = decodeNote(note.kind, note.body);
    if (body.ok) this.claims.noteConfirmed(body.value.trial, base64url(body.value.hash));
  }

  #differs(check: Check, outcome: TrialOutcome): void {
    const { trial } = check;
    const { engine } = this.#options;
    const values = outcome.values.filter((value) => !Number.isNaN(value));
    this.#hooks.dispute({ trial: trialId(trial), hash: trialDigest(trial), engine, values });
    if (isSameClass(engine, this.#hooks.engineOf(trial.log))) {
      this.#condemn(check);
      return;
    }
    this.claims.silent(trial);
    this.claims.silent(trial);
    if (this.#foreignClass.size < MAX_FOREIGN_CLASS) this.#foreignClass.set(trialId(trial), check);
    this.#settleForeignClass(check);
  }

  /** A word of the claimant's class, of whom own runs vouch for, that finds otherwise too. */
  #settleForeignClass(check: Check): void {
    const { trial, author } = check;
    const theirs = this.#hooks.engineOf(trial.log);
    const { disputing } = this.#wordsOf(trial, author);
    if (!disputing.some(({ peer, engine }) => isSameClass(engine, theirs) && this.vouching.isVouched(peer))) return;
    this.#foreignClass.delete(trialId(trial));
    this.#condemn(check);
  }

  #condemn({ trial, author }: Check): void {
    this.claims.refuted(trial);
    this.#fall(this.vouching.mismatched(author, this.#wordsOf(trial, author).attesting));
  }

  #fall(fallen: readonly PeerId[]): void {
    if (fallen.length === 0) return;
    this.#borneOut.clear();
    this.claims.disown(new Set(fallen));
    this.#hooks.fallen(fallen);
  }

  #noteDisputed(trial: TrialId, peer: PeerId): void {
    const by = this.#disputed.get(trial) ?? new Set();
    if (this.#disputed.size < MAX_DISPUTED || by.size > 0) this.#disputed.set(trial, by.add(peer));
  }

  /** `before`: the claims' revision before what has happened. */
  #believe(before: number): void {
    if (this.claims.hasWords) {
      const quorum = this.#quorum();
      while (this.claims.believe(quorum));
    }
    if (this.claims.revision !== before) this.#hooks.verified();
  }

  #quorum(): Quorum {
    if (this.#hooks.canRun()) {
      const counts = (peer: PeerId): boolean => this.vouching.isVouched(peer);
      return { size: this.#quorumOf(this.#hooks.workers()), counts, heedsDispute: () => true };
    }
    const heard = this.#hooks.heard();
    const counts = (peer: PeerId): boolean => heard.counts(peer);
    return { size: this.#quorumOf(heard.workers), counts, heedsDispute: counts };
  }

  /** More than a third of those who work, and as many as the study says. */
  #quorumOf(workers: number): number {
    const { verifications } = this.#options;
    // The claimant is one of them.
    const others = Math.max(1, workers - 1);
    const named = Math.min(verifications === 0 ? DEFAULT_VERIFICATIONS : verifications, others);
    return Math.max(named, Math.floor(workers / 3) + 1);
  }

  #wordsOf(trial: FinishedTrial, author: PeerId) {
    let digest = this.#digests.get(trial);
    if (digest === undefined) {
      digest = base64url(trialDigest(trial));
      this.#digests.set(trial, digest);
    }
    return this.claims.wordsOf({ trial, author, digest });
  }

  /** Whether a trial brought something better, as far as nobody has found otherwise: it is unbeaten here, or would be if it were true. */
  isBetter(trial: FinishedTrial): boolean {
    const { unbeaten, open } = this.claims;
    if (unbeaten.includes(trial)) return true;
    return (
      open.some((claim) => claim.trial === trial) && this.claims.standingAll.some((claim) => claim.trial === trial)
    );
  }

  /** The claim that stands beside what is shown large; null: there is no better one. */
  get claim(): Claim | null {
    return this.claims.better;
  }
}

/** Two tabs of one engine's name repeat each other's trials to the last bit; of what is unknown nobody can say. */
const isSameClass = (a: EngineClass, b: EngineClass): boolean => a.name === b.name;
