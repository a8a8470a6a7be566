import { admits } from "./admission.ts";
import type { LinkId } from "./ids.ts";
import type { Link, Surroundings } from "./link/link.ts";
import { FAULT } from "./link/misbehaviour.ts";
import type { Neighbourhood } from "./overlay/neighbourhood.ts";
import type { Sharing } from "./spread/sharing.ts";
import type { Timekeeper } from "./time/timekeeper.ts";
import type { Message, PongMessage } from "./wire/message.ts";

/** Where messages come in: within their link's budget, and in the order of trust. */
export class Inbox {
  private readonly around: Surroundings;
  private readonly neighbourhood: Neighbourhood;
  private readonly sharing: Sharing;
  private readonly timekeeper: Timekeeper;
  private readonly charged = new WeakMap<Message, boolean>();

  constructor(around: Surroundings, neighbourhood: Neighbourhood, sharing: Sharing, timekeeper: Timekeeper) {
    this.around = around;
    this.neighbourhood = neighbourhood;
    this.sharing = sharing;
    this.timekeeper = timekeeper;
  }

  /** One message of a link, signatures checked. */
  receive(link: Link, message: Message): void {
    link.liveness.heard(this.around.nowMs);
    const admitted = this.charged.get(message) ?? this.admits(link.id, message);
    this.charged.delete(message);
    if (!admitted) {
      this.neighbourhood.blame(link, FAULT.tooMuch);
      return;
    }
    switch (message.type) {
      case "hello":
        this.neighbourhood.receiveHello(link, message);
        break;
      case "proof":
        if (this.neighbourhood.receiveProof(link)) this.sharing.greet(link);
        break;
      case "disconnect":
        this.neighbourhood.receiveDisconnect(link, message);
        break;
      default:
        // Before both proofs nothing else counts: it was sent too early, or overtook the proof.
        if (link.open) this.receiveOpen(link, message);
    }
  }

  /**
   * Whether the link's budget covers this message, which is then charged. Asked before signatures are checked, or else
   * when the message is received: once for each message.
   */
  admits(id: LinkId, message: Message): boolean {
    const link = this.around.links.get(id);
    if (link === undefined) return false;
    const isAnswer = message.type === "segments" && this.sharing.fetcher.isAnswer(link, message);
    const covered = admits(link, message, isAnswer, this.around.nowMs);
    this.charged.set(message, covered);
    return covered;
  }

  private receiveOpen(link: Link, message: Message): void {
    switch (message.type) {
      case "segments":
        this.sharing.receiveSegments(link, message);
        break;
      case "status":
        this.sharing.receiveStatuses(link, message);
        break;
      case "digest":
        this.sharing.receiveDigest(link, message);
        break;
      case "heads":
        this.sharing.receiveHeads(link, message);
        break;
      case "want":
        this.sharing.fetcher.answer(link, message);
        break;
      case "forks":
        this.sharing.receiveForks(link, message);
        break;
      case "notes":
        this.sharing.notes.receive(link, message);
        break;
      case "noteDigest":
        this.sharing.notes.receiveDigest(link, message);
        break;
      case "ping":
        this.around.send(link, {
          type: "pong",
          stamp: message.stamp,
          studyMs: this.timekeeper.toldAt(this.around.outerMs),
        });
        break;
      case "pong":
        this.receivePong(link, message);
        break;
      case "shuffle":
      case "shuffleReply":
        this.neighbourhood.receiveShuffle(link, message);
        break;
    }
  }

  private receivePong(link: Link, { stamp, studyMs }: PongMessage): void {
    const tookMs = link.liveness.receivedPong(stamp, this.around.nowMs);
    if (tookMs !== null && studyMs !== null) this.timekeeper.neighbourSaid(link, studyMs, tookMs);
  }
}
