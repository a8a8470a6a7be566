import { MAX_PAYLOAD_BYTES } from "../../agent/link/mux-frame.ts";
import { MAX_MESSAGE_BYTES } from "../../agent/ports.ts";
import { FRAME_PAYLOAD_BYTES, MAX_FRAME_BYTES } from "../../links/framing.ts";
import type { Effect } from "../../swarm/events.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import type { Participant, Watcher } from "../../swarm/simulator/participant.ts";
import type { Message, SegmentsMessage } from "../../swarm/wire/message.ts";
import { type Bests, isBest } from "./bests.ts";

type Kind = Message["type"];

/** Who is there. */
export const PRESENCE_KINDS: readonly Kind[] = ["status", "statusDigest", "words", "running"];

const STUDY_HEADER_BYTES = MAX_MESSAGE_BYTES - MAX_PAYLOAD_BYTES;
const FRAME_HEADER_BYTES = MAX_FRAME_BYTES - FRAME_PAYLOAD_BYTES;

/** What a message is on its data channel: with the study's name and cut into frames. */
export function sizeOnLink(sizeBytes: number): number {
  const size = sizeBytes + STUDY_HEADER_BYTES;
  return size + Math.ceil(size / FRAME_PAYLOAD_BYTES) * FRAME_HEADER_BYTES;
}

/** Counts what is sent and what arrives from `begin` on. */
export class Meter implements Watcher {
  readonly sentBytes = new Map<Kind, number>();
  readonly sentMessages = new Map<Kind, number>();
  /** Of messages that carry no best, every copy: trials, and the bytes of those messages; and of those that carry one. */
  readonly common = { trials: 0, bytes: 0 };
  readonly best = { trials: 0, bytes: 0 };
  /** Each once. */
  segmentsToldRest = 0;
  /** Segments that arrived, every copy, and those handed to agents, of bests and of others. */
  arrivedBest = 0;
  arrivedRest = 0;
  deliveredBest = 0;
  deliveredRest = 0;
  onDelivered: ((tab: Participant, segments: readonly Segment[]) => void) | null = null;
  /** What cores want of their agents, among the rest. */
  onActed: ((tab: Participant, effect: Effect) => void) | null = null;
  onArrived: ((to: Participant, sizeBytes: number) => void) | null = null;
  readonly #bests: Bests;

  constructor(bests: Bests) {
    this.#bests = bests;
  }

  /** Forgets what has been counted. */
  begin(): void {
    this.sentBytes.clear();
    this.sentMessages.clear();
    for (const counted of [this.common, this.best]) {
      counted.trials = 0;
      counted.bytes = 0;
    }
    this.segmentsToldRest = 0;
    this.arrivedBest = 0;
    this.arrivedRest = 0;
    this.deliveredBest = 0;
    this.deliveredRest = 0;
  }

  bytesOf(kinds: readonly Kind[] = [...this.sentBytes.keys()]): number {
    return kinds.reduce((sum, kind) => sum + (this.sentBytes.get(kind) ?? 0), 0);
  }

  sent(_from: Participant, message: Message, sizeBytes: number): void {
    const { type } = message;
    this.sentBytes.set(type, (this.sentBytes.get(type) ?? 0) + sizeOnLink(sizeBytes));
    this.sentMessages.set(type, (this.sentMessages.get(type) ?? 0) + 1);
    if (type === "segments") this.#countTrials(message, sizeOnLink(sizeBytes));
  }

  arrived(from: Participant, to: Participant, message: Message, sizeBytes: number): void {
    this.onArrived?.(to, sizeOnLink(sizeBytes));
    if (message.type !== "segments") return;
    for (const { segments } of message.logs) {
      for (const segment of segments) {
        if (this.#bests.arrived(from, to, segment)) this.arrivedBest += 1;
        else this.arrivedRest += 1;
      }
    }
  }

  acted(tab: Participant, effect: Effect): void {
    this.onActed?.(tab, effect);
    if (effect.type === "signSegment" && !isBest(effect.draft)) this.segmentsToldRest += 1;
    if (effect.type !== "deliver") return;
    for (const segment of effect.segments) {
      if (this.#bests.delivered(tab, segment)) this.deliveredBest += 1;
      else this.deliveredRest += 1;
    }
    this.onDelivered?.(tab, effect.segments);
  }

  #countTrials({ logs }: SegmentsMessage, sizeBytes: number): void {
    const segments = logs.flatMap((entries) => entries.segments);
    const counted = segments.some(isBest) ? this.best : this.common;
    for (const { count } of segments) counted.trials += count;
    counted.bytes += sizeBytes;
  }
}
