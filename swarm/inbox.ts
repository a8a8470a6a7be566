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
  /** The message that was charged last, and whether its budget covered it: mostly it is received next. */
  private last: { readonly message: Message; readonly covered: boolean } | null = null;
  /** The same of those before that have not been received. */
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
    if (!this.wasAdmitted(link, message)) {
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
    const covered = this.isCovered(link, message);
    // The one before still waits for its signatures.
    if (this.last !== null) this.charged.set(this.last.message, this.last.covered);
    this.last = { message, covered };
    return covered;
  }

  private isCovered(link: Link, message: Message): boolean {
    return admits(link, message, this.isAnswer(link, message), this.around.nowMs);
  }

  private wasAdmitted(link: Link, message: Message): boolean {
    const { last } = this;
    if (last?.message === message) {
      this.last = null;
      return last.covered;
    }
    const known = this.charged.get(message);
    if (known === undefined) return this.isCovered(link, message);
    this.charged.delete(message);
    return known;
  }

  private isAnswer(link: Link, message: Message): boolean {
    if (message.type === "segments") return this.sharing.fetcher.isAnswer(link, message);
    if (message.type === "preview") return this.sharing.previews.isAnswer(link);
    return message.type === "epochs" && this.sharing.board.fetcher.isAnswer(link, message);
  }

  private receiveOpen(link: Link, message: Message): void {
    switch (message.type) {
      case "segments":
        this.sharing.receiveSegments(link, message);
        break;
      case "status":
        this.sharing.statuses.receive(link, message);
        break;
      case "words":
        this.sharing.words.receive(link, message);
        break;
      case "running":
        this.sharing.running.receive(link, message);
        break;
      case "previewWanted":
        this.sharing.previews.receiveWanted(link);
        break;
      case "preview":
        this.sharing.previews.receive(link, message);
        break;
      case "statusDigest":
        this.sharing.statuses.receiveDigest(link, message);
        break;
      case "digest":
        this.sharing.receiveDigest(link, message);
        break;
      case "sums":
        this.sharing.receiveSums(link, message);
        break;
      case "ihave":
      case "graft":
      case "prune":
        this.sharing.push.receive(link, message);
        break;
      case "want":
        this.sharing.answering.want(link, message);
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
      case "cells":
        this.sharing.board.receiveCells(link, message);
        break;
      case "boardDigest":
        this.sharing.board.receiveDigest(link, message);
        break;
      case "epochsWanted":
        this.sharing.board.receiveWanted(link, message);
        break;
      case "epochs":
        this.sharing.board.receiveEpochs(link, message);
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
