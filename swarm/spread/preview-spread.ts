/**
 * A newcomer would see the best trials only once it has fetched most of what there is. So it asks a neighbour, then a second,
 * for a preview: the best trials they know, unsigned and bounded. What it says is the agents' business.
 */
import type { LinkId, LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Replica } from "../log/replica.ts";
import { trialsTold } from "../log/segment.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import type { PreviewMessage } from "../wire/message.ts";
import { messageBytes } from "../wire/message-bytes.ts";
import { MAX_PREVIEW_BYTES } from "../wire/wire-limits.ts";

/** Previews that one core takes: a second, should the first be poor. */
const MAX_TAKEN = 2;
/** Neighbours asked for them, should some not answer. */
const MAX_ASKED = 4;
/** Who does not answer within this is waited for no more. */
const PATIENCE_MS = 3_000;
/** Later the segments themselves have come, or are not to be had. */
const ASKING_MS = 60_000;
/** One link is given no more than one in this time. */
const MIN_GAP_MS = 60_000;

/** What one link has to do with previews. */
interface Asked {
  /** When we asked the other end; null: never. */
  askedMs: number | null;
  hasAnswered: boolean;
  /** When it asked us last. */
  wantedMs: number;
}

export interface PreviewParts {
  readonly around: Surroundings;
  readonly replica: Replica;
  readonly neighbourhood: Pick<Neighbourhood, "blame">;
  readonly ownLog: LogId;
}

/** Asks for previews while little is held here, and has the own agent answer those who ask. */
export class PreviewSpread {
  private readonly around: Surroundings;
  private readonly replica: Replica;
  private readonly neighbourhood: PreviewParts["neighbourhood"];
  private readonly ownLog: LogId;
  /** When the first link opened. */
  private linkedMs: number | null = null;
  private readonly links = new WeakMap<Link, Asked>();
  /** Asked, and waiting for the answers' budget or for our agent. */
  private readonly waiting = new Map<LinkId, "budget" | "agent">();
  private asked = 0;
  private taken = 0;

  constructor({ around, replica, neighbourhood, ownLog }: PreviewParts) {
    this.around = around;
    this.replica = replica;
    this.neighbourhood = neighbourhood;
    this.ownLog = ownLog;
  }

  /** A link has opened. */
  greet(link: Link): void {
    this.linkedMs ??= this.around.nowMs;
    if (this.mayAsk() && this.isHungry()) this.ask(link);
  }

  tick(): void {
    for (const id of this.waiting.keys()) this.serve(id);
    if (!this.mayAsk() || !this.isHungry()) return;
    const next = this.around.openLinks().find((link) => this.of(link).askedMs === null);
    if (next !== undefined) this.ask(next);
  }

  receiveWanted(link: Link): void {
    const { nowMs } = this.around;
    const asked = this.of(link);
    if (nowMs - asked.wantedMs < MIN_GAP_MS) {
      this.neighbourhood.blame(link, FAULT.tooMuch);
      return;
    }
    asked.wantedMs = nowMs;
    this.waiting.set(link.id, "budget");
    this.serve(link.id);
  }

  /** Our agent's answer. Throws RangeError past `MAX_PREVIEW_BYTES`. */
  answer(id: LinkId, body: Uint8Array): void {
    if (body.length > MAX_PREVIEW_BYTES) throw new RangeError(`${body.length} bytes of preview`);
    const link = this.around.links.get(id);
    if (this.waiting.get(id) !== "agent" || link === undefined) return;
    this.waiting.delete(id);
    const message: PreviewMessage = { type: "preview", body };
    this.around.upload.answered(messageBytes(message), this.around.nowMs);
    this.around.sendPaid(link, message);
  }

  /** Whether we asked this link for it. */
  isAnswer(link: Link): boolean {
    const { askedMs, hasAnswered } = this.of(link);
    return askedMs !== null && !hasAnswered;
  }

  receive(link: Link, { body }: PreviewMessage): void {
    if (!this.isAnswer(link)) {
      this.neighbourhood.blame(link, FAULT.brokenPromise);
      return;
    }
    this.of(link).hasAnswered = true;
    this.taken += 1;
    this.around.emit({ type: "preview", link: link.id, body });
  }

  /** Has our agent answer once the budget for that allows it. */
  private serve(id: LinkId): void {
    if (!this.around.links.has(id)) this.waiting.delete(id);
    else if (this.waiting.get(id) === "budget" && this.around.upload.answerRoom(this.around.nowMs) > 0) {
      this.waiting.set(id, "agent");
      this.around.emit({ type: "previewWanted", link: id });
    }
  }

  private mayAsk(): boolean {
    const { nowMs } = this.around;
    if (this.asked >= MAX_ASKED || this.taken >= MAX_TAKEN) return false;
    if (this.linkedMs === null || nowMs - this.linkedMs > ASKING_MS) return false;
    const open = this.around.openLinks().filter((link) => {
      const { askedMs, hasAnswered } = this.of(link);
      return askedMs !== null && !hasAnswered && nowMs - askedMs < PATIENCE_MS;
    });
    return this.taken + open.length < MAX_TAKEN;
  }

  /** Whether most of what others' heads count is not here. */
  private isHungry(): boolean {
    let [held, counted] = [0, 0];
    let isAlone = true;
    for (const entry of this.replica.logs()) {
      if (entry.log === this.ownLog) continue;
      held += entry.trialCount;
      counted += trialsTold(entry.totals);
      isAlone = false;
    }
    return isAlone || 2 * held < counted;
  }

  private ask(link: Link): void {
    this.of(link).askedMs = this.around.nowMs;
    this.asked += 1;
    this.around.send(link, { type: "previewWanted" });
  }

  private of(link: Link): Asked {
    const known = this.links.get(link);
    if (known !== undefined) return known;
    const asked = { askedMs: null, hasAnswered: false, wantedMs: Number.NEGATIVE_INFINITY };
    this.links.set(link, asked);
    return asked;
  }
}
