import { hashText } from "../../study/bytes/hash.ts";
import { isRepeatable, repeatVerdict } from "../../study/repeats/repeat.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { type FinishedTrial, type TrialId, type TrialOutcome, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { notePeer, type SignedNote } from "../../swarm/notes/note.ts";
import type { EngineClass } from "../tell/engine-class.ts";
import { decodeNote } from "../tell/note-codec.ts";
import { AuthorBook } from "./author-book.ts";
import { BorneOut } from "./borne-out.ts";
import { CheckBudget } from "./check-budget.ts";
import { type Check, CheckPlan } from "./check-plan.ts";
import { ClaimOrder } from "./claim-order.ts";
import { type Claim, Claims } from "./claims.ts";
import { Disputes } from "./disputes.ts";
import { EndClaims } from "./end-claims.ts";
import { isAgreed, type Quorum, quorumSize } from "./quorum.ts";
import { SecondRuns } from "./second-runs.ts";
import { trialDigest } from "./trial-digest.ts";
import { TrueWords } from "./true-words.ts";
import type { TrustHooks, TrustOptions } from "./trust-options.ts";
import { Vouching } from "./vouching.ts";
import { TrialWords, WordLedger } from "./word-ledger.ts";

/** Values by which engines of two classes differ, that wait for a word of the other class. */
const MAX_FOREIGN_CLASS = 256;

/** One trial to be run here again. */
export interface Rerun extends Check {
  /** In a worker that has run nothing else. */
  readonly isFresh: boolean;
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
  readonly #ledger = new WordLedger();
  readonly #words = new TrialWords(this.#ledger);
  readonly #book: AuthorBook;
  readonly #plan: CheckPlan;
  readonly #secondRuns = new SecondRuns();
  readonly #disputes: Disputes;
  readonly #borneOut: BorneOut;
  readonly #claimOrder: ClaimOrder;
  readonly #trueWords = new TrueWords();
  readonly #foreignClass = new Map<TrialId, Check>();

  constructor(options: TrustOptions, hooks: TrustHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.claims = new Claims(options.directions, this.#ledger);
    this.budget = new CheckBudget(options.planned, options.isCertain);
    this.#book = new AuthorBook((trial) => this.claims.lossOf(trial), hashText(options.secret, 1));
    this.#disputes = new Disputes(options.log, this.vouching, this.#words);
    this.#claimOrder = new ClaimOrder({
      claims: this.claims,
      vouching: this.vouching,
      disputes: this.#disputes,
      budget: this.budget,
      secret: options.secret,
      workers: () => hooks.workers(),
    });
    this.#borneOut = new BorneOut(this.#book, this.vouching, this.#words);
    this.#plan = new CheckPlan({
      claims: { standing: (isDone) => this.#standing(isDone) },
      vouching: this.vouching,
      book: this.#book,
      budget: this.budget,
      rng: rngFromSeed(options.secret, "checks"),
      isBorneOut: (author) => this.isBorneOut(author),
      isSuspect: (trial, author) => this.#disputes.isSuspect(trial, author),
      turnOf: (author) => hashText(author, hashText(options.secret, 5)) / 2 ** 32,
      // Of most trials nobody has spoken.
      unknownAttesters: (trial, author) =>
        this.#words.hasAny(trial)
          ? this.#words.of(trial, author).attesting.filter((peer) => this.vouching.standing(peer) === "unknown")
          : [],
    });
  }

  /** Own trials do not repeat here: nothing can be said of anybody's. */
  get isUnrepeatable(): boolean {
    return this.#secondRuns.repeats === false;
  }

  /** A trial of this tab has ended. True if it is the best that is verified or own. */
  noteOwn(trial: FinishedTrial): boolean {
    this.budget.own(trial.durationMs);
    if (isRepeatable(trial)) this.#trueWords.noteOwn(trial);
    if (trial.state === "complete" && isRepeatable(trial)) this.#secondRuns.noteOwn(trial);
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

  /** Whether others bear a peer out that no own run vouches for, or its own words do. */
  isBorneOut(peer: PeerId): boolean {
    return this.#borneOut.has(peer) || (this.#trueWords.has(peer) && !this.#isWrong(peer));
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
    const about = this.#ledger.note(note);
    if (about === null) return;
    this.#borneOut.noteWord();
    if (notePeer(note) === this.#options.own) {
      this.#notedOwn(note);
      if (this.claims.revision !== before) this.#hooks.verified();
      return;
    }
    if (note.kind === "dispute") this.#disputes.note(about, notePeer(note));
    if (note.kind === "attestation") this.#attested(note);
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
    const second = this.#secondRuns.next();
    if (second !== null) return { ...second, isFresh: true };
    const control = this.#secondRuns.nextControl();
    if (control !== null) return { trial: control, author: this.#options.own, why: "claim", isFresh: true };
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
    return this.#secondRuns.isDue || !this.ends.isEmpty || this.#standing(true) !== null;
  }

  #isWrong(peer: PeerId): boolean {
    return this.vouching.standing(peer) === "wrong";
  }

  /** `isDone`: there is power for all of them. */
  #standing(isDone: boolean): Claim | null {
    if (this.#options.isNoisy === true) return this.#hooks.standing?.() ?? null;
    return isDone ? this.#claimOrder.first() : this.#claimOrder.due();
  }

  /** Whether a trial of somebody else was run again here with the same result, or by as many others as verify a claim. */
  isKnownTrue(trial: FinishedTrial, author: PeerId): boolean {
    if (this.claims.isConfirmed(trial)) return true;
    return this.#words.hasAny(trial) && isAgreed(this.#words.of(trial, author), this.#quorum());
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
    if (verdict === "other" && this.#secondRuns.differed(rerun, outcome)) return;
    this.#secondRuns.settled(rerun.trial);
    this.#settle(rerun, verdict, outcome);
  }

  /** A rerun was given up before it ended. */
  dropped(rerun: Rerun): void {
    if (this.ends.isRunning(rerun.trial)) this.ends.dropped();
    if (rerun.author === this.#options.own) this.#secondRuns.controlDropped();
    else if (!this.#secondRuns.isPending(rerun.trial)) this.#plan.ended(rerun.author);
  }

  /** Own trials that others dispute, and how many do. */
  get disputed(): ReadonlyMap<TrialId, ReadonlySet<PeerId>> {
    return this.#disputes.own;
  }

  /** These keys signed two histories. */
  disown(peers: ReadonlySet<PeerId>): void {
    for (const peer of peers) {
      this.#ledger.forget(peer);
      this.#book.forget(peer);
      this.#trueWords.forget(peer);
    }
    this.claims.disown(peers);
  }

  /** Who else ran the best and found the same. */
  get bestWords(): readonly PeerId[] {
    const { best, bestAuthor } = this.claims;
    return best === null || bestAuthor === null ? [] : this.#words.of(best, bestAuthor).attesting;
  }

  #controlled(verdict: "same" | "other" | "silent"): void {
    if (verdict === "silent") {
      this.#secondRuns.controlDropped();
      return;
    }
    const repeats = verdict === "same";
    for (const { check, found } of this.#secondRuns.controlled(repeats)) {
      if (found === null) this.#plan.ended(check.author);
      else this.#settle(check, repeats ? "other" : "silent", found);
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
    const { attesting, disputing } = this.#words.of(trial, author);
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
    const attesting = this.#words.of(trial, author).attesting.filter((peer) => peer !== this.#options.own);
    const risen = this.vouching.passed(author, attesting);
    if (risen.length > 0) this.#hooks.risen(risen);
  }

  #attested(note: SignedNote): void {
    const body = decodeNote("attestation", note.body);
    if (!body.ok) return;
    const { trial, hash } = body.value;
    this.#trueWords.attested(notePeer(note), trial, base64url(hash), this.claims.confirmedDigest(trial));
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
    const { disputing } = this.#words.of(trial, author);
    if (!disputing.some(({ peer, engine }) => isSameClass(engine, theirs) && this.vouching.isVouched(peer))) return;
    this.#foreignClass.delete(trialId(trial));
    this.#condemn(check);
  }

  #condemn({ trial, author }: Check): void {
    this.claims.refuted(trial);
    this.#fall(this.vouching.mismatched(author, this.#words.of(trial, author).attesting));
  }

  #fall(fallen: readonly PeerId[]): void {
    if (fallen.length === 0) return;
    this.#borneOut.forget();
    for (const peer of fallen) this.#trueWords.forget(peer);
    this.claims.disown(new Set(fallen));
    this.#hooks.fallen(fallen);
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
    const { verifications } = this.#options;
    if (this.#hooks.canRun()) {
      const counts = (peer: PeerId): boolean => this.vouching.isVouched(peer);
      return { size: quorumSize(this.#hooks.workers(), verifications), counts, heedsDispute: () => true };
    }
    const heard = this.#hooks.heard();
    const counts = (peer: PeerId): boolean => heard.counts(peer);
    return { size: quorumSize(heard.workers, verifications), counts, heedsDispute: counts };
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
