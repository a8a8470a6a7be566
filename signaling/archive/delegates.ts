import { randomBytes } from "node:crypto";
import type { Agent } from "../../agent/agent.ts";
import type { Signer } from "../../agent/ports.ts";
import type { DelegatedLog } from "../../agent/tell/delegated-log.ts";
import type { NoteBodies } from "../../agent/tell/note-body.ts";
import { encodeNote } from "../../agent/tell/note-codec.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { FinishedTrial, TrialOutcome } from "../../study/trial/trial.ts";
import { NONCE_BYTES, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import { NOTE_VERSION, type NoteKind, noteSigningBytes, type UnsignedNote } from "../../swarm/notes/note.ts";
import type { AboutTold, Swarm } from "../http-study/http-study.ts";
import type { TokenKey, TokenRecord } from "../http-study/study-record.ts";

type SignerOf = (secret: Uint8Array) => Promise<Signer>;

/** Who tells trials of one study over HTTP, each in a log of its own, signed with its own key that the owner's key has delegated. */
export class Delegates implements Swarm {
  readonly #agent: Agent;
  readonly #studyId: StudyId;
  readonly #signerOf: SignerOf;
  readonly #tokens: () => readonly TokenRecord[];
  readonly #logs = new Map<PeerId, DelegatedLog>();
  readonly #byLog = new Map<string, DelegatedLog>();
  /** Tokens of which everybody has been told. */
  #said = 0;

  /** `tokens`: all there ever were, in their order; the first is the owner's. */
  constructor(agent: Agent, studyId: StudyId, signerOf: SignerOf, tokens: () => readonly TokenRecord[]) {
    this.#agent = agent;
    this.#studyId = studyId;
    this.#signerOf = signerOf;
    this.#tokens = tokens;
    this.introduce();
  }

  /** Says whose keys the owner has made its workers'. The same words as at every start. */
  introduce(): void {
    const tokens = this.#tokens();
    for (; this.#said < tokens.length; this.#said++) {
      const token = tokens[this.#said];
      if (token === undefined || token.kind === "owner") continue;
      this.#say("delegation", this.#said, { publicKey: token.key.publicKey, name: token.name });
    }
  }

  place(outcome: TrialOutcome, by: PeerId, about: AboutTold): FinishedTrial {
    const { foreignKnown, repeatOf, finishedBefore, startMs = this.#startOf(outcome) } = about;
    return this.#logOf(by).place(outcome, { foreignKnown, repeatOf, finishedBefore, startMs });
  }

  publish(trial: FinishedTrial): void {
    this.#byLog.get(trial.log)?.tell(trial);
  }

  has(trial: FinishedTrial): boolean {
    return this.#agent.has(trial);
  }

  stop(): void {
    this.#say("command", 1, { kind: "stop" });
  }

  #startOf({ durationMs }: TrialOutcome): number | null {
    const studyMs = this.#agent.studyMs();
    return studyMs === null ? null : Math.max(0, Math.round(studyMs - durationMs));
  }

  /** Of a key that is none of the study's any more the owner speaks. */
  #logOf(by: PeerId): DelegatedLog {
    const known = this.#logs.get(by);
    if (known !== undefined) return known;
    const [owner] = this.#tokens();
    const { key } = this.#tokens().find((token) => peerIdOf(token.key.publicKey) === by) ?? owner ?? {};
    if (key === undefined) throw new Error("A study over HTTP has no owner.");
    const peer = peerIdOf(key.publicKey);
    const log =
      this.#logs.get(peer) ?? this.#agent.writeFor(this.#signer(key), new Uint8Array(randomBytes(NONCE_BYTES)));
    this.#logs.set(by, log);
    this.#logs.set(peer, log);
    this.#byLog.set(log.log, log);
    return log;
  }

  #signer({ secret, publicKey }: TokenKey): Signer {
    const signer = this.#signerOf(secret);
    return { publicKey, sign: async (bytes) => (await signer).sign(bytes) };
  }

  /** In the owner's name. Signing the same twice makes no other note. */
  #say<K extends NoteKind>(kind: K, sequence: number, told: NoteBodies[K]): void {
    const [owner] = this.#tokens();
    const body = encodeNote(kind, told);
    if (owner?.kind !== "owner" || !body.ok) return;
    const { publicKey } = owner.key;
    const studyId = this.#studyId;
    const unsigned: UnsignedNote = { version: NOTE_VERSION, studyId, publicKey, kind, sequence, body: body.value };
    void this.#signer(owner.key)
      .sign(noteSigningBytes(unsigned))
      .then((signature) => this.#agent.say({ ...unsigned, signature }));
  }
}
