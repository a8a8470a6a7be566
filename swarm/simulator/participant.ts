import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Chance } from "../chance.ts";
import type { Effect, SwarmEvent } from "../events.ts";
import type { Address, LinkId, LogId, PeerId } from "../ids.ts";
import type { Bounds } from "../log/replica.ts";
import { type Segment, segmentLog, type Totals } from "../log/segment.ts";
import type { NoteKind, SignedNote } from "../notes/note.ts";
import { type StatusEntry, statusLog } from "../presence/status.ts";
import { SwarmCore } from "../swarm-core.ts";
import { decodeMessage } from "../wire/codec.ts";
import { decodeEvidence, type Evidence, encodeEvidence } from "../wire/evidence-codec.ts";
import type { Message, StatusMessage } from "../wire/message.ts";
import { signaturesToCheck } from "../wire/signatures.ts";
import type { Happening } from "./event-queue.ts";
import { fakeKey, fakeSign, fakeVerify } from "./fake-signer.ts";
import type { Trace } from "./trace.ts";

export const STUDY_ID = "study-of-the-simulator";
/** Signing and verifying take about a millisecond in a browser. */
const SIGNING_MS = 1;

/** What a participant asks of the world it lives in; `Simulation` is one. */
export interface World {
  readonly nowMs: number;
  readonly chance: Chance;
  readonly config: {
    readonly seed: number;
    readonly storeMs: number;
    readonly tickMs: number;
    readonly author: string | null;
    readonly trusting: boolean;
    readonly remembering: boolean;
    readonly bounds: Bounds;
  };
  readonly trace: Trace;
  readonly watcher: Watcher | null;
  after(delayMs: number, happening: Happening): void;
  listen(participant: Participant): void;
  hangUp(participant: Participant): void;
  connect(from: Participant, address: Address): void;
  send(from: Participant, link: LinkId, message: Message): void;
  close(from: Participant, link: LinkId): void;
  forgetLinksOf(participant: Participant): void;
  linksOf(participant: Participant): LinkId[];
  neighbourAt(link: LinkId): Participant | undefined;
  rendezvous(participant: Participant): void;
}

/** Hears everything; sizes are what the codec makes of a message. */
export interface Watcher {
  sent(from: Participant, message: Message, sizeBytes: number): void;
  /** Before the tab looks at it. */
  arrived(from: Participant, to: Participant, message: Message, sizeBytes: number): void;
  acted(tab: Participant, effect: Effect): void;
}

/** Something a test asks about later. */
export interface Noted {
  readonly atMs: number;
  readonly log: LogId;
}

/** One tab: a core with its adapter, its store, and a link table. Dies and comes back as the scenario says. */
export class Participant {
  readonly name: string;
  readonly publicKey: Uint8Array;
  core: SwarmCore;
  alive = true;
  /** Virtual time at which this tab's own clock stands still, as when it is frozen. */
  frozen = false;
  /** Segments that would survive a reload. */
  readonly stored = new Map<string, Segment>();
  /** Every note that was news, in order. */
  readonly notes: SignedNote[] = [];
  /** Own and foreign, as the agent would have them. */
  readonly delivered: { readonly atMs: number; readonly segment: Segment }[] = [];
  readonly gone: (Noted & { readonly said: boolean })[] = [];
  readonly arrived: Noted[] = [];
  readonly banned: PeerId[] = [];
  /** Links this tab closed, and why. */
  readonly cuts: { readonly atMs: number; readonly other: string; readonly reason: string }[] = [];
  readonly published: Segment[] = [];
  /** Segments published since this start, signed or not. */
  told = 0;
  totals: Totals = { complete: 0, pruned: 0, failed: 0 };
  /** Set by hostile scenarios: sees every effect, may change what is sent. */
  tamper: ((effect: Effect) => Effect | null) | null = null;
  /** The agent's ear for cells and offered epochs. */
  onBoard: ((effect: Effect) => void) | null = null;
  /** After every tick, as an agent's. */
  onTick: (() => void) | null = null;
  private readonly world: World;
  private ownAddress: Address = "";
  private starts = 0;
  private generation = 0;
  /** Notes, proofs and the board, which would survive, too. They are one record, written out where it is read. */
  private evidence: Evidence = { proofs: [], notes: [], records: [], cells: [] };
  private isStoring = false;

  constructor(world: World, name: string, profile: string) {
    this.world = world;
    this.name = name;
    this.publicKey = fakeKey(profile);
    this.core = this.newCore();
  }

  get address(): Address {
    return this.ownAddress;
  }

  /** Where it can be dialled from now on. */
  set address(address: Address) {
    this.ownAddress = address;
    this.world.listen(this);
  }

  get log(): LogId {
    return this.core.log;
  }

  /** Opens the tab: a fresh log, a fresh address, whatever was stored. */
  start(): void {
    this.alive = true;
    this.totals = { complete: 0, pruned: 0, failed: 0 };
    this.told = 0;
    this.starts += 1;
    this.generation += 1;
    this.isStoring = false;
    this.address = `${this.name}-${this.starts}`;
    this.core = this.newCore();
    const { nowMs } = this.world;
    const { proofs, notes, records, cells } = decodeEvidence(encodeEvidence(this.evidence));
    this.step({ type: "restoredEvidence", nowMs, proofs, notes });
    this.step({ type: "restoredBoard", nowMs, records, cells });
    this.step({ type: "restored", nowMs, segments: [...this.stored.values()] });
    this.step({ type: "setStatus", nowMs, body: utf8ToBytes(this.name) });
    this.step({ type: "ownAddress", nowMs, address: this.address });
    new Ticks(this, this.world, this.generation).begin();
  }

  /** Nobody is told; what was not stored is lost. */
  kill(): void {
    this.alive = false;
    this.generation += 1;
    this.world.forgetLinksOf(this);
  }

  /** The page goes away: its links close, nothing is said. */
  close(): void {
    for (const link of this.world.linksOf(this)) this.world.close(this, link);
    this.world.hangUp(this);
    this.kill();
  }

  /** Every fourth segment can be read by itself. */
  publish(count: number, urgent = false, best: number | null = null): void {
    this.told += 1;
    this.totals = { ...this.totals, complete: this.totals.complete + count };
    const trials = utf8ToBytes(`${this.log} ${this.totals.complete}`);
    const basis = this.told % 4 === 1 ? "own" : "last";
    const draft = { trials, count, totals: this.totals, best, lane: urgent ? "best" : "rest", basis } as const;
    this.step({ type: "publish", nowMs: this.world.nowMs, draft });
  }

  say(kind: NoteKind, body: string): void {
    this.step({ type: "publishNote", nowMs: this.world.nowMs, kind, body: utf8ToBytes(body) });
  }

  /** False once this start is over. */
  tick(generation: number): boolean {
    if (generation !== this.generation) return false;
    this.step({ type: "tick", nowMs: this.world.nowMs });
    this.onTick?.();
    return true;
  }

  step(event: SwarmEvent): void {
    if (!this.alive || this.frozen) return;
    this.world.trace.note(this.name, event.type, event.nowMs, "link" in event ? event.link : 0);
    for (const effect of this.core.step(event)) {
      const wanted = this.tamper === null ? effect : this.tamper(effect);
      if (wanted !== null) this.act(wanted);
    }
  }

  /** The adapter's part: bytes, codec, signatures, core. */
  receive(link: LinkId, bytes: Uint8Array): void {
    if (!this.alive || this.frozen) return;
    const { nowMs } = this.world;
    const decoded = decodeMessage(bytes, { studyId: STUDY_ID, authorOf: (log) => this.core.authorOf(link, log) });
    if (!decoded.ok) {
      this.step({ type: "misbehaved", nowMs, link, reason: decoded.reason });
      return;
    }
    this.receiveMessage(link, decoded.message);
  }

  receiveMessage(link: LinkId, sent: Message): void {
    if (!this.alive || this.frozen) return;
    const { nowMs } = this.world;
    const message = sent.type === "status" ? this.readable(link, sent) : sent;
    if (this.world.config.trusting) {
      this.step({ type: "received", nowMs, link, message });
      return;
    }
    const checks = signaturesToCheck(message, this.core.signatureContext(link));
    if (checks.every(fakeVerify)) this.step({ type: "received", nowMs, link, message });
    else this.step({ type: "misbehaved", nowMs, link, reason: "a signature does not hold" });
  }

  /** As the codec would read it: without those of whom only the log's name was told, and nobody knows it here. */
  private readable(link: LinkId, message: StatusMessage): StatusMessage {
    const isReadable = ({ isKnown, status }: StatusEntry): boolean =>
      isKnown !== true || this.core.authorOf(link, statusLog(status)) !== undefined;
    return message.statuses.every(isReadable) ? message : { ...message, statuses: message.statuses.filter(isReadable) };
  }

  private newCore(): SwarmCore {
    const start = `${this.world.config.seed} ${this.name} ${this.starts}`;
    return new SwarmCore({
      studyId: STUDY_ID,
      publicKey: this.publicKey,
      logNonce: sha256(utf8ToBytes(`nonce ${start}`)).slice(0, 16),
      seed: sha256(utf8ToBytes(`chance ${start}`)),
      nowMs: this.world.nowMs,
      start: { from: "guess", studyMs: 0 },
      bounds: this.world.config.bounds,
      authorKey: this.world.config.author === null ? null : fakeKey(this.world.config.author),
    });
  }

  private signLater(bytes: Uint8Array, signed: (signature: Uint8Array) => SwarmEvent): void {
    const { generation } = this;
    this.world.after(SIGNING_MS, () => {
      if (generation === this.generation) this.step(signed(fakeSign(this.publicKey, bytes)));
    });
  }

  private act(effect: Effect): void {
    const { world } = this;
    world.watcher?.acted(this, effect);
    if (world.config.remembering) this.remember(effect);
    switch (effect.type) {
      case "send":
        world.send(this, effect.link, effect.message);
        break;
      case "connect":
        world.connect(this, effect.address);
        break;
      case "disconnect":
        world.close(this, effect.link);
        break;
      case "rendezvous":
        world.rendezvous(this);
        break;
      case "signProof":
        this.signLater(effect.bytes, (signature) => ({
          type: "proofSigned",
          nowMs: world.nowMs,
          link: effect.link,
          signature,
        }));
        break;
      case "signStatus":
        this.signLater(effect.bytes, (signature) => ({
          type: "statusSigned",
          nowMs: world.nowMs,
          status: { ...effect.unsigned, signature },
        }));
        break;
      case "signWord":
        this.signLater(effect.bytes, (signature) => {
          return { type: "wordSigned", nowMs: world.nowMs, word: { ...effect.unsigned, signature } };
        });
        break;
      case "signSegment":
        this.signLater(effect.bytes, (signature) => {
          const segment = { ...effect.unsigned, signature };
          if (world.config.remembering) this.published.push(segment);
          return { type: "segmentSigned", nowMs: world.nowMs, segment };
        });
        break;
      case "signNote":
        this.signLater(effect.bytes, (signature) => {
          return { type: "noteSigned", nowMs: world.nowMs, note: { ...effect.unsigned, signature } };
        });
        break;
      case "signCells":
        this.signLater(effect.bytes, (signature) => {
          return { type: "cellsSigned", nowMs: world.nowMs, cells: { ...effect.unsigned, signature } };
        });
        break;
      case "cells":
      case "epochsOffered":
        this.onBoard?.(effect);
        break;
    }
  }

  /** What tests ask about later, and what survives a reload. */
  private remember(effect: Effect): void {
    const { world } = this;
    switch (effect.type) {
      case "disconnect":
        this.cuts.push({
          atMs: world.nowMs,
          other: world.neighbourAt(effect.link)?.name ?? "",
          reason: effect.reason,
        });
        break;
      case "boardChanged":
        this.storeEvidenceLater();
        break;
      case "noteHeld":
        this.notes.push(effect.note);
        this.storeEvidenceLater();
        break;
      case "persist":
        this.storeLater(effect.segments);
        break;
      case "letGo":
        for (const { log, index } of effect.segments) this.stored.delete(`${log}/${index}`);
        break;
      case "deliver":
        for (const segment of effect.segments) this.delivered.push({ atMs: world.nowMs, segment });
        break;
      case "peerStatus":
        this.arrived.push({ atMs: world.nowMs, log: effect.log });
        break;
      case "peerGone":
        this.gone.push({ atMs: world.nowMs, log: effect.log, said: effect.said });
        break;
      case "banned":
        this.banned.push(effect.peer);
        this.storeEvidenceLater();
        break;
    }
  }

  private storeEvidenceLater(): void {
    if (this.isStoring) return;
    this.isStoring = true;
    const { generation } = this;
    this.world.after(this.world.config.storeMs, () => {
      if (generation !== this.generation) return;
      this.isStoring = false;
      this.evidence = { proofs: this.core.proofs(), notes: this.core.notes(), ...this.core.board() };
    });
  }

  private storeLater(segments: readonly Segment[]): void {
    const { generation } = this;
    this.world.after(this.world.config.storeMs, () => {
      if (generation !== this.generation) return;
      for (const segment of segments) this.stored.set(`${segmentLog(segment)}/${segment.index}`, segment);
    });
  }
}

/** The ticks of one start. */
class Ticks {
  private readonly tab: Participant;
  private readonly world: World;
  private readonly generation: number;

  constructor(tab: Participant, world: World, generation: number) {
    this.tab = tab;
    this.world = world;
    this.generation = generation;
  }

  begin(): void {
    this.world.after(this.world.chance.between(0, this.world.config.tickMs), this);
  }

  happen(): void {
    if (this.tab.tick(this.generation)) this.world.after(this.world.config.tickMs, this);
  }
}
