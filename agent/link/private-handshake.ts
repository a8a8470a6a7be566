/**
 * How two tabs prove to each other, before anything else is said, that they have the secret of a private study's link; from then on
 * every message is sealed with keys that only they can know (docs/decisions/0024). Who has not the secret learns that the study is private.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { SEAL_BYTES } from "../../study/bytes/seal-size.ts";
import { equalInConstantTime, SEALING_KEY_BYTES, seal, unseal } from "../../study/bytes/sealing.ts";
import { secretKey } from "../../study/spec/secret-key.ts";
import type { StudySecret } from "../../study/spec/study-secret.ts";

/** Fresh for every link and end. */
export const LINK_NONCE_BYTES = 32;
const PROOF_BYTES = 32;
/** Of the nonce that a proof answers: a proof of an earlier link, still under way when this one began, is known by it. */
const ECHO_BYTES = 8;
const COUNTER_BYTES = 8;
/** What a sealed message is longer than what it says. */
export const SEALED_EXTRA_BYTES = 1 + COUNTER_BYTES + SEAL_BYTES;

const FRAME = { nonce: 1, proof: 2, refused: 3, sealed: 4 } as const;
const REFUSED = Uint8Array.of(FRAME.refused);

/** What a frame of the other end leads to; frames to send go out in their order. */
export type Received =
  | { readonly kind: "reply"; readonly frame: Uint8Array }
  /** The other end has proven that it has the secret. */
  | { readonly kind: "open" }
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** Of an earlier link over the same connection, still under way when this one began. */
  | { readonly kind: "nothing" }
  /** The other end has not, or says that we have not; `frame` tells it so. Nothing more counts on this link. */
  | { readonly kind: "refused"; readonly frame?: Uint8Array };

/** One end of one link of a private study. */
export class PrivateHandshake {
  readonly #secret: StudySecret;
  readonly #own: Uint8Array;
  #theirs: Uint8Array | null = null;
  #isOpen = false;
  #sending: Uint8Array | null = null;
  #receiving: Uint8Array | null = null;
  #sent = 0;
  #heard = 0;

  /** `nonce`: LINK_NONCE_BYTES, never used before. */
  constructor(secret: StudySecret, nonce: Uint8Array) {
    if (nonce.length !== LINK_NONCE_BYTES) throw new RangeError(`A nonce has ${LINK_NONCE_BYTES} bytes.`);
    this.#secret = secret;
    this.#own = nonce;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** First on the link, from both ends at once. */
  hello(): Uint8Array {
    return concatBytes(Uint8Array.of(FRAME.nonce), this.#own);
  }

  /** Throws before the link is open. */
  seal(message: Uint8Array): Uint8Array {
    if (this.#sending === null || !this.#isOpen) throw new Error("This link is not open yet.");
    const counter = counterBytes(++this.#sent);
    return concatBytes(Uint8Array.of(FRAME.sealed), counter, seal(this.#sending, message, counter));
  }

  receive(frame: Uint8Array): Received {
    const body = frame.subarray(1);
    switch (frame[0]) {
      case FRAME.nonce:
        return this.#takeNonce(body);
      case FRAME.proof:
        return this.#takeProof(body);
      case FRAME.sealed:
        return this.#takeMessage(body);
      case FRAME.refused:
        return { kind: "refused" };
      default:
        return refusal;
    }
  }

  #takeNonce(nonce: Uint8Array): Received {
    // Our own nonce come back would have us make the very proof that we ask for. Of two the later is this link's.
    if (this.#isOpen || nonce.length !== LINK_NONCE_BYTES || equalInConstantTime(nonce, this.#own)) return refusal;
    const theirs = nonce.slice();
    this.#theirs = theirs;
    this.#sending = this.#keysOf(this.#own, theirs);
    this.#receiving = this.#keysOf(theirs, this.#own);
    const echo = theirs.subarray(0, ECHO_BYTES);
    return { kind: "reply", frame: concatBytes(Uint8Array.of(FRAME.proof), echo, this.#proofOf(this.#own, theirs)) };
  }

  #takeProof(body: Uint8Array): Received {
    if (body.length !== ECHO_BYTES + PROOF_BYTES || this.#isOpen) return refusal;
    if (!equalInConstantTime(body.subarray(0, ECHO_BYTES), this.#own.subarray(0, ECHO_BYTES))) return nothing;
    const proof = body.subarray(ECHO_BYTES);
    if (this.#theirs === null || !equalInConstantTime(proof, this.#proofOf(this.#theirs, this.#own))) return refusal;
    this.#isOpen = true;
    return { kind: "open" };
  }

  /** Later ones alone, so that none counts twice; some may be missing, where a buffer was full. */
  #takeMessage(body: Uint8Array): Received {
    if (this.#receiving === null || !this.#isOpen) return nothing;
    if (body.length < COUNTER_BYTES) return refusal;
    const counter = body.subarray(0, COUNTER_BYTES);
    const count = Number(new DataView(counter.buffer, counter.byteOffset).getBigUint64(0));
    const bytes = count > this.#heard ? unseal(this.#receiving, body.subarray(COUNTER_BYTES), counter) : null;
    if (bytes === null) return refusal;
    this.#heard = count;
    return { kind: "message", bytes };
  }

  /** HMAC-SHA-256 over both nonces, the prover's first: a proof fits one link and one direction. */
  #proofOf(prover: Uint8Array, checker: Uint8Array): Uint8Array {
    const transcript = concatBytes(utf8ToBytes("waggle private link 1"), prover, checker);
    return hmac(sha256, secretKey(this.#secret, "link proof", PROOF_BYTES), transcript);
  }

  /** Of what `sender` sends: others on every link and in either direction. */
  #keysOf(sender: Uint8Array, receiver: Uint8Array): Uint8Array {
    const material = secretKey(this.#secret, "link messages", PROOF_BYTES);
    const info = utf8ToBytes("waggle private link 1 messages");
    return hkdf(sha256, material, concatBytes(sender, receiver), info, SEALING_KEY_BYTES);
  }
}

const nothing: Received = { kind: "nothing" };
const refusal: Received = { kind: "refused", frame: REFUSED };

function counterBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(COUNTER_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(count));
  return bytes;
}
