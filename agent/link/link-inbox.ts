import { decodeMessage } from "../../swarm/wire/codec.ts";
import type { Message, SegmentsMessage } from "../../swarm/wire/message.ts";
import type { MessageOrigin } from "../../swarm/wire/segment-codec.ts";
import type { RecentFrames } from "../../swarm/wire/recent-frames.ts";
import { type SignatureCheck, type SignatureContext, signaturesToCheck } from "../../swarm/wire/signatures.ts";
import type { Clock, Verifier } from "../ports.ts";

/** Messages of one link that may wait for their signatures: some seconds of a busy swarm. */
export const MAX_WAITING_MESSAGES = 256;
/** 4 MiB: four of the largest messages; more is a sender who does not care whether we keep up. */
export const MAX_WAITING_BYTES = 4 << 20;
/**
 * Signatures checked at a time, of one message or of several segments' that wait: with WebCrypto they run side by side, in JavaScript
 * eight take some 12 ms.
 */
const CHECKS_AT_A_TIME = 8;
/** After this long without a pause the other events of the engine get their turn. */
const MAX_BUSY_MS = 20;

export interface InboxHooks {
  /** What messages need not say. */
  readonly origin: MessageOrigin;
  /** Asked when the message is next: what is known by then need not be checked. */
  context(): SignatureContext;
  onMessage(message: Message): void;
  /** Whether all that a message has told is held here, bit for bit: then the same bytes need neither be decoded nor checked. */
  isHeld(message: SegmentsMessage): boolean;
  onMisbehaved(reason: string): void;
  /** Too much waits; the link must be closed. */
  onOverflow(): void;
}

/** What a frame says. `isKnown`: the same bytes came before, and were judged. */
interface Said {
  readonly ok: true;
  readonly bytes: Uint8Array;
  readonly message: Message;
  readonly isKnown: boolean;
}

type Read = Said | { readonly ok: false; readonly bytes: Uint8Array; readonly reason: string };

/** A message whose signatures are being checked, or which comes behind such. `holds`: null where there is nothing to check. */
interface Checked {
  readonly read: Read;
  readonly holds: Promise<boolean> | null;
  readonly checkCount: number;
}

/** Decodes and checks one link's messages, and hands them on in the order they came. */
export class LinkInbox {
  readonly #verifier: Verifier;
  readonly #clock: Clock;
  readonly #frames: RecentFrames;
  readonly #hooks: InboxHooks;
  /** Not looked at yet, oldest first. */
  readonly #waiting: Uint8Array[] = [];
  /** Those before, in the order they came. */
  readonly #underWay: Checked[] = [];
  #checksUnderWay = 0;
  /** Decoded, and to be looked at after those whose signatures are being checked. */
  #next: Read | null = null;
  /** Of all that has not been handed on. */
  #waitingBytes = 0;
  #busy = false;
  #closed = false;

  /** `frames`: of all links. */
  constructor(verifier: Verifier, clock: Clock, frames: RecentFrames, hooks: InboxHooks) {
    this.#verifier = verifier;
    this.#clock = clock;
    this.#frames = frames;
    this.#hooks = hooks;
  }

  push(bytes: Uint8Array): void {
    if (this.#closed) return;
    const known = this.#busy ? null : this.#frames.find(bytes);
    if (known !== null) {
      this.#hooks.onMessage(known);
      return;
    }
    if (this.#waitingCount >= MAX_WAITING_MESSAGES || this.#waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      this.close();
      this.#hooks.onOverflow();
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#busy) this.#begin();
    else void this.#drain();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#underWay.length = 0;
    this.#next = null;
  }

  get #waitingCount(): number {
    return this.#waiting.length + this.#underWay.length + (this.#next === null ? 0 : 1);
  }

  /** Never rejects. */
  async #drain(): Promise<void> {
    this.#busy = true;
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      const { read, holds, checkCount } = first;
      const passes = holds === null || (await holds);
      if (this.#closed) return;
      this.#underWay.shift();
      this.#checksUnderWay -= checkCount;
      this.#waitingBytes -= read.bytes.length;
      if (!read.ok) this.#hooks.onMisbehaved(read.reason);
      else if (passes) this.#handOn(read);
      else this.#hooks.onMisbehaved("a signature does not hold");
    }
    this.#busy = false;
  }

  /** What is handed on next. */
  #first(): Checked | undefined {
    this.#begin();
    return this.#underWay[0];
  }

  /** Looks at the next message, and behind segments that are being checked at further ones, which nothing else must overtake. */
  #begin(): void {
    while (this.#mayBegin()) {
      const read = this.#next ?? this.#readNext();
      this.#next = null;
      if (read === null) return;
      if (this.#underWay.length > 0 && segmentsOf(read) === null) {
        this.#next = read;
        return;
      }
      const checks = read.ok && !read.isKnown ? signaturesToCheck(read.message, this.#hooks.context()) : [];
      const checkCount = checks.length;
      this.#underWay.push({ read, holds: checkCount === 0 ? null : this.#verifyAll(checks), checkCount });
      this.#checksUnderWay += checkCount;
    }
  }

  #mayBegin(): boolean {
    const last = this.#underWay.at(-1);
    if (last === undefined) return true;
    if (this.#next !== null || this.#checksUnderWay >= CHECKS_AT_A_TIME) return false;
    // Whose logs the next ones are about may be known only when this one has been taken in.
    return segmentsOf(last.read)?.introductions.length === 0;
  }

  /** What waits longest. */
  #readNext(): Read | null {
    const bytes = this.#waiting.shift();
    if (bytes === undefined) return null;
    const known = this.#frames.find(bytes);
    if (known !== null) return { ok: true, bytes, message: known, isKnown: true };
    const decoded = decodeMessage(bytes, this.#hooks.origin);
    return decoded.ok ? { ok: true, bytes, message: decoded.message, isKnown: false } : { ...decoded, bytes };
  }

  #handOn({ bytes, message, isKnown }: Said): void {
    this.#hooks.onMessage(message);
    if (!isKnown && message.type === "segments" && message.answer === 0 && this.#hooks.isHeld(message))
      this.#frames.add(bytes, message);
  }

  async #verifyAll(checks: readonly SignatureCheck[]): Promise<boolean> {
    const [only] = checks;
    if (only !== undefined && checks.length === 1) return this.#holds(only);
    let sinceMs = this.#clock.nowMs();
    for (let at = 0; at < checks.length; at += CHECKS_AT_A_TIME) {
      const some = checks.slice(at, at + CHECKS_AT_A_TIME);
      const held = await Promise.all(some.map((check) => this.#holds(check)));
      if (held.includes(false)) return false;
      if (this.#clock.nowMs() - sinceMs < MAX_BUSY_MS) continue;
      await new Promise<void>((resolve) => this.#clock.setTimer(0, resolve));
      sinceMs = this.#clock.nowMs();
    }
    return true;
  }

  /** A key that is no point on the curve makes some verifiers reject: that too is a signature that does not hold. */
  async #holds(check: SignatureCheck): Promise<boolean> {
    try {
      return await this.#verifier.verify(check.publicKey, check.bytes, check.signature);
    } catch {
      return false;
    }
  }
}

const segmentsOf = (read: Read): SegmentsMessage | null =>
  read.ok && read.message.type === "segments" ? read.message : null;
