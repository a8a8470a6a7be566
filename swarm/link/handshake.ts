import { ByteWriter } from "../byte-writer.ts";
import { type Address, bytesEqual, type LogId, logIdOf, type PeerId, peerIdOf } from "../ids.ts";
import { type HelloMessage, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "../wire/message.ts";

/** Hello and proof take two crossings and one signature; a link that needs longer is of no use. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** How far two ends are in proving who they are. Open when both proofs have passed. */
export class Handshake {
  readonly hello: HelloMessage;
  theirs: HelloMessage | null = null;
  peer: PeerId = "";
  log: LogId = "";
  private readonly studyId: string;
  private ownProofSent = false;
  private theirProofSeen = false;

  constructor(studyId: string, hello: HelloMessage) {
    this.studyId = studyId;
    this.hello = hello;
  }

  /** Takes the other end's hello; returns what we must sign, or why the link cannot be. */
  receiveHello(theirs: HelloMessage): { readonly sign: Uint8Array } | "incompatible" | "self" | "repeated" {
    if (this.theirs !== null) return "repeated";
    if (theirs.minVersion > PROTOCOL_VERSION || theirs.maxVersion < MIN_PROTOCOL_VERSION) return "incompatible";
    const sameKey = bytesEqual(theirs.publicKey, this.hello.publicKey);
    if (sameKey && bytesEqual(theirs.logNonce, this.hello.logNonce)) return "self";
    this.theirs = theirs;
    this.peer = peerIdOf(theirs.publicKey);
    this.log = logIdOf(theirs.publicKey, this.studyId, theirs.logNonce);
    return { sign: proofBytes(this.studyId, this.hello, theirs) };
  }

  /** What the other end's proof must sign; null before its hello. */
  expected(): Uint8Array | null {
    return this.theirs === null ? null : proofBytes(this.studyId, this.theirs, this.hello);
  }

  sentProof(): void {
    this.ownProofSent = true;
  }

  /** The adapter has checked the signature. */
  receivedProof(): void {
    if (this.theirs !== null) this.theirProofSeen = true;
  }

  get complete(): boolean {
    return this.ownProofSent && this.theirProofSeen;
  }

  get address(): Address {
    return this.theirs?.address ?? "";
  }
}

/** What `prover` signs towards `checker`: study, both nonces, both keys, its log. A proof fits one link and one direction. */
export function proofBytes(studyId: string, prover: HelloMessage, checker: HelloMessage): Uint8Array {
  return new ByteWriter()
    .text("waggle link")
    .text(studyId)
    .raw(prover.handshakeNonce)
    .raw(checker.handshakeNonce)
    .raw(prover.publicKey)
    .raw(checker.publicKey)
    .raw(prover.logNonce)
    .raw(checker.logNonce)
    .finish();
}
