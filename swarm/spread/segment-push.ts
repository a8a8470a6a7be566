import type { LinkId, LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { PushQueue, type Waiting } from "../link/push-queue.ts";
import { MAX_LEVEL } from "../log/levels.ts";
import type { Replica } from "../log/replica.ts";
import { isBest, type Segment, segmentLog } from "../log/segment.ts";
import { keyOfSegment, levelOfKey } from "../log/segment-key.ts";
import type { PushKey } from "../push-key.ts";
import type { TreeMessage } from "../wire/message.ts";
import { batches, forwardBests, segmentsMessage, sizeOf, tellTo, withBases } from "./flood.ts";
import { type Beginning, TellDelay } from "./tell-delay.ts";
import { PushTree } from "./tree/push-tree.ts";

/** Segments that wait for their basis, and who brought them: as many as a replica lets wait. */
const MAX_UNREADABLE = 512;

/** Whatever is held there when it is sent. */
interface Place {
  readonly log: LogId;
  readonly index: number;
  /** The other end has asked for it: sent before, it got lost. */
  readonly isAsked?: boolean;
}

interface SegmentPushParts {
  readonly around: Surroundings;
  readonly replica: Replica;
  readonly blame: (link: Link, points: number) => void;
  readonly beginning: Beginning;
}

/**
 * How segments that are new go on: bests at once over every link, the rest with the tick over the branches of their log's tree,
 * as far as the budget of what a tab sends goes.
 */
export class SegmentPush {
  readonly tellDelay: TellDelay;
  readonly tree: PushTree<Place>;
  private readonly around: Surroundings;
  private readonly replica: Replica;
  private readonly queue = new PushQueue<Place>();
  private readonly known = new Set<LinkId>();
  /** Of lower levels nothing goes on but bests, and what they are read with: else each best would bring it along over all links. */
  private floor = 0;
  private readonly unreadable = new Map<PushKey, LinkId>();

  constructor({ around, replica, blame, beginning }: SegmentPushParts) {
    this.around = around;
    this.replica = replica;
    this.tellDelay = new TellDelay(around.nowMs, beginning);
    this.tree = new PushTree<Place>({
      push: (link, key, segment) => this.wait(link, key, segment),
      answer: (link, segments) => this.answer(link, segments),
      send: (id, message) => this.onLink(id, (link) => around.send(link, message)),
      told: (id, place) => this.onLink(id, (link) => this.told(link, place)),
      blame: (id, points) => this.onLink(id, (link) => blame(link, points)),
      rttMs: (id) => around.links.get(id)?.liveness.rttMs ?? null,
    });
  }

  greet(link: Link): void {
    this.known.add(link.id);
    this.tree.linkOpened(link.id, link.handshake.theirs?.priority ?? false, this.around.nowMs);
  }

  /** Looks which links have gone. */
  dropLost(): void {
    for (const link of this.known) {
      if (this.around.links.has(link)) continue;
      this.known.delete(link);
      this.tree.linkClosed(link, this.around.nowMs);
    }
  }

  /** Segments that can be used since now; `from` brought the last missing of them, null: they are our own. */
  forward(segments: readonly Segment[], from: Link | null): void {
    const { nowMs } = this.around;
    for (const segment of segments) {
      const key = this.keyOf(segment);
      if (key === null) continue;
      const isOfBests = isBest(segment);
      const bringer = this.unreadable.get(key) ?? from?.id ?? null;
      this.unreadable.delete(key);
      if (isOfBests || isOwnBasis(segment) || levelOfKey(key) >= this.floor)
        this.tree.add(key, segmentLog(segment), placeOf(segment), bringer, isOfBests, nowMs);
      else if (bringer !== null) this.tree.note(key, segmentLog(segment), placeOf(segment), bringer, nowMs);
      if (!isOfBests) this.tellDelay.came(segment.count, segment.trials.length);
      if (!isOfBests && from === null) this.tellDelay.told(nowMs);
    }
    forwardBests(this.around, this.replica, segments.filter(isBest));
  }

  /** A log is longer than we knew, whether we hold what it grew by or not. */
  grown(log: LogId): void {
    this.tellDelay.grown(log, this.replica.lengthOf(log), this.around.nowMs);
  }

  /** Segments that an answer brought: most others have them. Those that a push had brought before go on. */
  found(segments: readonly Segment[], from: Link): void {
    for (const segment of segments) {
      const key = this.keyOf(segment);
      if (key === null) continue;
      if (this.unreadable.has(key)) this.forward([segment], from);
      else this.tree.note(key, segmentLog(segment), placeOf(segment), from.id, this.around.nowMs);
    }
  }

  /** One that is of no use yet. */
  unusable(segment: Segment, from: Link): void {
    const key = this.keyOf(segment);
    if (key === null || this.unreadable.size >= MAX_UNREADABLE) return;
    this.unreadable.set(key, from.id);
  }

  /** One that was pushed here and is held already. */
  repeated(segment: Segment, from: Link): void {
    const key = this.keyOf(segment);
    if (key !== null) this.tree.repeated(key, from.id, isBest(segment), this.around.nowMs);
  }

  receive(link: Link, message: TreeMessage): void {
    const isWanted = (key: PushKey): boolean =>
      message.type !== "ihave" || levelOfKey(key) >= this.floor || this.tree.isKept(key);
    const wanted = this.floor === 0 ? message : { ...message, keys: message.keys.filter(isWanted) };
    this.tree.receive(link.id, wanted, this.around.nowMs);
  }

  tick(): void {
    this.dropLost();
    this.tree.tick(this.around.nowMs);
    const { upload, nowMs } = this.around;
    this.floor = this.tellDelay.floor(nowMs);
    this.replica.setFloor(this.floor);
    const due = this.queue.take((waiting) => !this.isWanted(waiting) || upload.take(waiting.sizeBytes, nowMs));
    if (due.length === 0) return;
    const byLink = new Map<LinkId, Map<PushKey, Place>>();
    for (const { link, key, item } of due.filter((waiting) => this.isWanted(waiting))) {
      const places = byLink.get(link) ?? new Map<PushKey, Place>();
      byLink.set(link, places.set(key, item));
    }
    for (const [id, places] of byLink) this.onLink(id, (link) => this.send(link, places));
  }

  private wait(link: LinkId, key: PushKey, item: Place): void {
    const segment = this.segmentAt(item);
    if (segment === null) return;
    const level = isOwnBasis(segment) ? MAX_LEVEL : levelOfKey(key);
    this.queue.add({ link, key, item, level, sizeBytes: sizeOf(segment) });
  }

  /** A basis need not go along with bests where it is known, which would bring it over all links. */
  private told(link: Link, { log, index }: Place): void {
    const held = this.replica.get(log)?.get(index);
    if (held?.segment.basis === index) held.announced |= link.bit;
  }

  private answer(id: LinkId, places: ReadonlyMap<PushKey, Place>): void {
    const sizeBytes = this.segmentsAt(places.values()).reduce((sum, segment) => sum + sizeOf(segment), 0);
    if (this.around.upload.take(sizeBytes, this.around.nowMs)) this.onLink(id, (link) => this.send(link, places));
    else for (const [key, place] of places) this.wait(id, key, { ...place, isAsked: true });
  }

  private isWanted({ link: id, key, item }: Waiting<Place>): boolean {
    const link = this.around.links.get(id);
    const held = this.replica.get(item.log)?.get(item.index);
    if (link === undefined || held === undefined || this.tree.has(id, key)) return false;
    // It may have gone as the basis of another.
    return item.isAsked === true || (held.shown & link.bit) === 0;
  }

  /** The budget has been charged. */
  private send(link: Link, places: ReadonlyMap<PushKey, Place>): void {
    for (const key of places.keys()) this.tree.sent(link.id, key);
    for (const batch of batches(withBases(this.replica, link, this.segmentsAt(places.values())))) {
      for (const segment of batch) tellTo(link, this.replica, segment);
      this.around.sendPaid(link, segmentsMessage(link, this.replica, batch));
    }
  }

  private segmentAt({ log, index }: Place): Segment | null {
    return this.replica.get(log)?.get(index)?.segment ?? null;
  }

  private segmentsAt(places: Iterable<Place>): Segment[] {
    return [...places].flatMap((place) => this.segmentAt(place) ?? []);
  }

  private keyOf(segment: Segment): PushKey | null {
    const entry = this.replica.get(segmentLog(segment));
    return entry === undefined ? null : keyOfSegment(segment, entry.seed);
  }

  private onLink(id: LinkId, act: (link: Link) => void): void {
    const link = this.around.links.get(id);
    if (link?.open === true) act(link);
  }
}

const isOwnBasis = ({ basis, index }: Segment): boolean => basis === index;

const places = new WeakMap<Segment, Place>();

/** One object for all who remember it. */
function placeOf(segment: Segment): Place {
  const known = places.get(segment);
  if (known !== undefined) return known;
  const place = { log: segmentLog(segment), index: segment.index };
  places.set(segment, place);
  return place;
}
