import type { LinkId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import type { Replica } from "../log/replica.ts";
import type { WantMessage } from "../wire/message.ts";
import { messageBytes } from "../wire/message-bytes.ts";
import { Answer, MAX_ANSWER_BYTES } from "./answer.ts";
import { tellTo } from "./flood.ts";

/** Smaller answers would cost more in questions; eight who ask at once each have one of these within their patience. */
const MIN_ANSWER_BYTES = 16 * 1024;

/** Answers those who ask for what is past, one after the other, as far as the budget for that goes. */
export class Answering {
  private readonly around: Surroundings;
  private readonly replica: Replica;
  /** One each at most, who has waited longest first. */
  private readonly asked = new Map<LinkId, WantMessage>();

  constructor(around: Surroundings, replica: Replica) {
    this.around = around;
    this.replica = replica;
  }

  /** Answered at once, or when it is this link's turn. */
  want(link: Link, want: WantMessage): void {
    this.asked.set(link.id, want);
    this.tick();
  }

  tick(): void {
    const { upload, nowMs, links } = this.around;
    for (const [id, want] of this.asked) {
      const room = upload.answerRoom(nowMs);
      if (room <= 0) return;
      this.asked.delete(id);
      const link = links.get(id);
      if (link !== undefined) this.answer(link, want, Math.max(MIN_ANSWER_BYTES, room));
    }
  }

  /** What is held of the ranges, perhaps nothing. */
  private answer(link: Link, want: WantMessage, roomBytes: number): void {
    const { upload, nowMs } = this.around;
    const allowed = Math.min(MAX_ANSWER_BYTES, roomBytes, link.gives.answerBytes.available(nowMs));
    const answer = new Answer(link, this.replica, allowed);
    const message = answer.to(want);
    for (const segment of answer.told) tellTo(link, this.replica, segment);
    const sizeBytes = messageBytes(message);
    link.gives.answerBytes.take(Math.min(sizeBytes, allowed), nowMs);
    upload.answered(sizeBytes, nowMs);
    this.around.sendPaid(link, message);
  }
}
