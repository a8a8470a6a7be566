import { hashText } from "../study/bytes/hash.ts";
import type { History } from "../study/history/history.ts";
import { Noise } from "../study/noise.ts";
import type { Parsed } from "../study/parsed.ts";
import { noiseRepeatOf } from "../study/repeats/repeat-seed.ts";
import { repeatsOf } from "../study/spec/checkable.ts";
import { directionsOf, type StudySpec } from "../study/spec/spec.ts";
import type { FinishedTrial, TrialOutcome } from "../study/trial/trial.ts";
import type { LogId, PeerId } from "../swarm/ids.ts";
import type { NoteKind, SignedNote } from "../swarm/notes/note.ts";
import { type EngineClass, UNKNOWN_ENGINE } from "./tell/engine-class.ts";
import { encodeNote } from "./tell/note-codec.ts";
import { Anteroom, type Worth } from "./trust/anteroom.ts";
import { Checking } from "./trust/checking.ts";
import type { Claim } from "./trust/claims.ts";
import { MeasuredBest } from "./trust/measured-best.ts";
import { Trust } from "./trust/trust.ts";
import { Voices } from "./trust/voices.ts";

/** As many logs as the swarm's replica holds. */
const MAX_LOGS = 20_000;
/** Nobody's word begins to count at a better moment than this one. */
const LISTEN_EACH_MS = 1_000;

interface BeliefSources {
  readonly spec: StudySpec;
  readonly own: PeerId;
  readonly log: LogId;
  readonly engine: EngineClass;
  /** Of this tab alone. */
  readonly secret: string;
  history(): History;
  /** Of a noisy study. */
  noise(): Noise | null;
  /** Heard of, and not in the history yet. */
  pending(): readonly FinishedTrial[];
  authorOf(log: LogId): PeerId;
  /** Signs it and tells everybody. */
  say(kind: NoteKind, body: Uint8Array): void;
  /** Peers that run others' trials again, this one included. */
  workers(): number;
  /** Keys of those, without this tab's. */
  working(): Iterable<PeerId>;
  /** Whether this tab lends cores. */
  canRun(): boolean;
  /** Whether it has no trials of its own to run any more. */
  isDone(): boolean;
  /** Whether it runs none before it knows who the others are. */
  isWaiting(): boolean;
  /** The best that is verified or own is another one. */
  onVerified(): void;
  /** Own runs vouch for others than before. */
  onJudged(): void;
  /** A trial that was told to end the study has run here: whether it ends by what it came to. */
  endsBy(trial: FinishedTrial, outcome: TrialOutcome): boolean;
}

/** What a tab that can run trials holds to be the best. */
export interface Believed {
  /** Verified or own. */
  readonly trial: FinishedTrial | null;
  /** Of this profile. */
  readonly isOwn: boolean;
  /** Since when it is. */
  readonly sinceMs: number;
  /** Keys that ran it again and found the same. */
  readonly verifiedBy: number;
  /** Better, and not verified. */
  readonly claim: Claim | null;
}

/** What this tab believes of others, joined to its study and its swarm. */
export class Belief {
  readonly trust: Trust;
  readonly checking: Checking;
  /** Null where a single trial can be the best. */
  readonly measured: MeasuredBest | null;
  readonly #sources: BeliefSources;
  readonly #engines = new Map<LogId, EngineClass>();
  readonly #anteroom: Anteroom;
  readonly #voices = new Voices((peer) => this.trust.hasTold(peer));
  #listenedMs = Number.NEGATIVE_INFINITY;
  #best: FinishedTrial | null = null;
  #bestSinceMs = 0;
  #believesAll = false;

  constructor(sources: BeliefSources) {
    const { spec, own, log, engine, secret } = sources;
    this.#sources = sources;
    this.#anteroom = new Anteroom(hashText(secret, 2));
    const { verifications } = spec;
    const isNoisy = repeatsOf(spec) !== undefined;
    this.trust = new Trust(
      {
        directions: directionsOf(spec),
        own,
        log,
        engine,
        secret,
        verifications,
        planned: plannedBy(spec),
        isCertain: spec.budget.kind === "rounds",
        isNoisy,
      },
      {
        attest: (attestation) => this.#say("attestation", encodeNote("attestation", attestation)),
        dispute: (dispute) => this.#say("dispute", encodeNote("dispute", dispute)),
        engineOf: (of) => this.#engines.get(of) ?? UNKNOWN_ENGINE,
        workers: () => sources.workers(),
        heard: () => this.#voices,
        canRun: () => sources.canRun(),
        risen: (peers) => this.#judge(peers, true),
        fallen: (peers) => this.#judge(peers, false),
        verified: () => sources.onVerified(),
        standing: () => this.measured?.standing() ?? null,
        ran: (trial) => this.measured?.ran(trial),
        endsBy: (trial, outcome) => sources.endsBy(trial, outcome),
      },
    );
    this.measured = isNoisy ? this.#newMeasured(hashText(secret, 3)) : null;
    this.checking = new Checking({
      trust: this.trust,
      seedOf: (trial) => sources.history().seedOf(trial),
      isDone: () => sources.isDone(),
      isWaiting: () => sources.isWaiting(),
    });
  }

  /** Whether what a peer counts is to be taken for little: nothing bears out that it runs anything. */
  readonly isDoubtful = (peer: PeerId): boolean =>
    peer !== this.#sources.own &&
    this.canRun &&
    !this.trust.isUnrepeatable &&
    !this.trust.vouching.isVouched(peer) &&
    !this.trust.isBorneOut(peer);

  /** Whether a trial of a peer ran here as it was told; where own trials do not repeat, nobody is asked for one. */
  readonly hasPassed = (peer: PeerId): boolean => this.trust.isUnrepeatable || this.trust.vouching.passes(peer) > 0;

  /** Whether this tab lends cores, and so can look at what others tell. */
  get canRun(): boolean {
    return this.#sources.canRun();
  }

  #newMeasured(secret: number): MeasuredBest {
    const sources = this.#sources;
    return new MeasuredBest({
      own: sources.own,
      secret,
      authorOf: (log) => sources.authorOf(log),
      history: () => sources.history(),
      noise: () => sources.noise() ?? new Noise(sources.history(), Number.POSITIVE_INFINITY),
      isKnownTrue: (trial, author) => this.trust.isKnownTrue(trial, author),
      isWrong: (peer) => this.trust.vouching.standing(peer) === "wrong",
      canVerify: () => this.canRun && !this.trust.isUnrepeatable,
      canHear: () => !this.canRun && !this.trust.isUnrepeatable,
    });
  }

  /** Whether own runs vouch for a peer; where own trials do not repeat, for everybody. */
  readonly isVouched = (peer: PeerId): boolean => this.trust.isUnrepeatable || this.trust.vouching.isVouched(peer);

  /** What a log says its tab runs on. */
  noteEngine(log: LogId, engine: EngineClass): void {
    if (this.#engines.size < MAX_LOGS) this.#engines.set(log, engine);
  }

  /** An own trial is there for samplers to learn from. */
  noteOwn(): void {
    this.#anteroom.own();
  }

  /** Whether samplers may learn from a trial of another log as it enters the study. Once each. */
  heeds(trial: FinishedTrial): boolean {
    const { own } = this.#sources;
    const author = this.#sources.authorOf(trial.log);
    if (author === own) {
      this.#anteroom.own();
      return true;
    }
    // Of a mean no part may be a stranger's that nobody has looked at.
    const isRecord = noiseRepeatOf(trial) !== null || this.trust.claims.wouldBeBest(trial);
    return this.#anteroom.enter(trial, author, this.#worthOf(author), isRecord);
  }

  #worthOf(author: PeerId): Worth {
    // Who only watches has no sampler that could be led astray.
    if (!this.canRun || this.trust.isUnrepeatable || this.trust.vouching.isVouched(author)) return "believed";
    return this.trust.vouching.standing(author) === "wrong" ? "nothing" : "doubtful";
  }

  /** Call several times a second: who is there, for a tab that has only their word. */
  listen(nowMs: number): void {
    if (this.#sources.canRun() || Math.abs(nowMs - this.#listenedMs) < LISTEN_EACH_MS) return;
    this.#listenedMs = nowMs;
    this.#voices.look(this.#sources.working(), nowMs);
    this.trust.weighAgain();
  }

  /** This tab lends cores, and did not: what others' word alone verified is a claim again. */
  beginsToRun(): void {
    const sources = this.#sources;
    this.trust.claims.forget();
    this.measured?.forget();
    this.#considerAll();
    sources.onVerified();
    const isStranger = (author: PeerId): boolean => author !== sources.own && !this.trust.vouching.isVouched(author);
    sources.history().doubt((log) => isStranger(sources.authorOf(log)));
    for (const author of this.#anteroom.authors()) if (isStranger(author)) this.#anteroom.withdraw(author);
  }

  #judge(peers: readonly PeerId[], isBelieved: boolean): void {
    this.#sources.onJudged();
    const meant = new Set(peers);
    const isMeant = (log: LogId): boolean => meant.has(this.#sources.authorOf(log));
    if (isBelieved) this.#sources.history().believe(isMeant);
    else this.#sources.history().doubt(isMeant);
    this.measured?.forget();
    for (const peer of peers) {
      if (isBelieved) this.#anteroom.release(peer);
      else this.#anteroom.withdraw(peer);
    }
  }

  /** Call several times a second. Null where runs say nothing, because not even own trials repeat. */
  bestNow(nowMs: number): Believed | null {
    const { claims, claim, isUnrepeatable, bestWords } = this.trust;
    if (claims.best !== this.#best) [this.#best, this.#bestSinceMs] = [claims.best, nowMs];
    if (isUnrepeatable) {
      this.#believeAll();
      return null;
    }
    const { own } = this.#sources;
    const isOwn = claims.bestAuthor === own;
    const runs = new Set(bestWords);
    if (claims.best !== null && !isOwn && claims.isConfirmed(claims.best)) runs.add(own);
    return { trial: claims.best, isOwn, sinceMs: this.#bestSinceMs, verifiedBy: runs.size, claim };
  }

  /** This tab's trial that was disputed last by peers for whom own runs vouch, and by how many; null: none. */
  disputedOwn(): { readonly number: number; readonly by: number } | null {
    let last: { number: number; by: number } | null = null;
    for (const [trial, peers] of this.trust.disputed) {
      const by = [...peers].filter((peer) => this.trust.vouching.isVouched(peer)).length;
      if (by > 0) last = { number: Number(trial.slice(trial.lastIndexOf(":") + 1)), by };
    }
    return last;
  }

  /** Runs say nothing: what is signed is all there is. */
  #believeAll(): void {
    if (this.#believesAll) return;
    this.#believesAll = true;
    this.#sources.history().believe(() => true);
  }

  /** Where claims were forgotten for better ones that turned out to be none, looks for them again. */
  refill(): void {
    if (!this.trust.claims.isIncomplete) return;
    this.trust.claims.refilled();
    this.#considerAll();
  }

  /** These keys signed two histories, and what they said counts for nothing. */
  disown(peers: ReadonlySet<PeerId>): void {
    this.trust.disown(peers);
    this.#judge([...peers], false);
    const { claims } = this.trust;
    const { own } = this.#sources;
    if (!claims.unbeaten.some((trial) => peers.has(claims.authorOf(trial) ?? own))) return;
    claims.forget();
    this.#considerAll((trial) => !peers.has(this.#sources.authorOf(trial.log)));
    this.#sources.onVerified();
  }

  #considerAll(counts: (trial: FinishedTrial) => boolean = () => true): void {
    const history = this.#sources.history();
    const { claims } = this.trust;
    for (let row = 0; row < history.size; row++) {
      if (history.state(row) !== "complete" || history.violation(row) > 0) continue;
      if (!claims.admits(history.directions.map((_, objective) => history.loss(row, objective)))) continue;
      const trial = history.get(row);
      if (counts(trial)) this.#consider(trial);
    }
    for (const trial of this.#sources.pending()) if (counts(trial)) this.#consider(trial);
  }

  #consider(trial: FinishedTrial): void {
    const author = this.#sources.authorOf(trial.log);
    if (author === this.#sources.own) this.trust.noteOwned(trial);
    else this.trust.reconsider(trial, author);
  }

  #say(kind: NoteKind, body: Parsed<Uint8Array>): void {
    // Of values that are none nobody could read what was found.
    if (body.ok) this.#sources.say(kind, body.value);
  }

  /** Somebody says what a run of theirs found. */
  noted(note: SignedNote): void {
    this.trust.noted(note);
  }
}

/**
 * Own trials that may come, as far as the study bounds them. Not shared by those who work: whoever can make a crowd of keys would
 * keep everybody from checking.
 */
function plannedBy({ budget, sampler }: StudySpec): number {
  if (budget.kind === "rounds") return budget.rounds * budget.trialsPerRound;
  const points = sampler.name === "grid" ? gridSize(sampler.values) : Number.POSITIVE_INFINITY;
  return Math.min(points, budget.kind === "trials" ? budget.total : Number.POSITIVE_INFINITY);
}

const gridSize = (values: Readonly<Record<string, readonly unknown[]>>): number =>
  Object.values(values).reduce((product, { length }) => product * length, 1);
