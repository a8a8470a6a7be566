import { decodeMessage } from "../../swarm/wire/codec.ts";
import type { Message } from "../../swarm/wire/message.ts";
import { type SignatureCheck, type SignatureContext, signaturesToCheck } from "../../swarm/wire/signatures.ts";
import type { Clock, Verifier } from "../ports.ts";

/** Messages of one link that may wait for their signatures: some seconds of a busy swarm. */
export const MAX_WAITING_MESSAGES = 256;
/** 4 MiB: four of the largest messages; more is a sender who does not care whether we keep up. */
export const MAX_WAITING_BYTES = 4 << 20;
/** Signatures checked at a time: with WebCrypto they run side by side, in JavaScript eight take some 12 ms. */
const CHECKS_AT_A_TIME = 8;
/** After this long without a pause the other events of the engine get their turn. */
const MAX_BUSY_MS = 20;

export interface InboxHooks {
  /** Asked when the message is next: what is known by then need not be checked. */
  context(): SignatureContext;
  onMessage(message: Message): void;
  onMisbehaved(reason: string): void;
  /** Too much waits; the link must be closed. */
  onOverflow(): void;
}

/** Decodes and checks one link's messages, and hands them on in the order they came. */
export class LinkInbox {
  readonly #verifier: Verifier;
  readonly #clock: Clock;
  readonly #hooks: InboxHooks;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #busy = false;
  #closed = false;

  constructor(verifier: Verifier, clock: Clock, hooks: InboxHooks) {
    this.#verifier = verifier;
    this.#clock = clock;
    this.#hooks = hooks;
  }

  push(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (this.#waiting.length >= MAX_WAITING_MESSAGES || this.#waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      this.close();
      this.#hooks.onOverflow();
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (!this.#busy) void this.#drain();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  /** Never rejects. */
  async #drain(): Promise<void> {
    this.#busy = true;
    for (let bytes = this.#waiting.shift(); bytes !== undefined; bytes = this.#waiting.shift()) {
      this.#waitingBytes -= bytes.length;
      const decoded = decodeMessage(bytes);
      if (!decoded.ok) {
        this.#hooks.onMisbehaved(decoded.reason);
        continue;
      }
      const checks = signaturesToCheck(decoded.message, this.#hooks.context());
      const holds = checks.length === 0 || (await this.#verifyAll(checks));
      if (this.#closed) break;
      if (holds) this.#hooks.onMessage(decoded.message);
      else this.#hooks.onMisbehaved("a signature does not hold");
    }
    this.#busy = false;
  }

  async #verifyAll(checks: readonly SignatureCheck[]): Promise<boolean> {
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
