import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Chance } from "../chance.ts";
import { type PushKey, unpackKeys } from "../push-key.ts";
import { PushTree } from "../spread/tree/push-tree.ts";
import type { TreeMessage } from "../wire/message.ts";
import { EventQueue } from "./event-queue.ts";

/** As in the host of a real tab. */
const TICK_MS = 250;
const DIALLED = 6;
const MOST_LINKS = 8;
const FEW_LINKS = 3;
/** Who dies is missed after so long. */
const MISSED_MS = 12_000;
const MIN_DIGEST_MS = 10_000;
const MAX_DIGEST_MS = 20_000;

interface Item {
  readonly key: PushKey;
  readonly source: string;
}

export interface TreeNetConfig {
  readonly seed: number;
  /** Of messages. */
  readonly drop: number;
  /** Everything to all links, as before there was a tree. */
  readonly floods: boolean;
}

/** One peer: its tree, and what it holds. */
interface Peer {
  readonly name: string;
  readonly tree: PushTree<Item>;
  readonly held: Map<PushKey, Item>;
  /** By link, which has the same number at both ends. */
  readonly links: Map<number, Peer>;
  pushes: { link: number; item: Item }[];
  alive: boolean;
  readonly bornMs: number;
}

/** What the peers together did since the last `reset`. */
export interface TreeCounts {
  items: number;
  /** Items that arrived by a push, whether they were new or not. */
  copies: number;
  news: number;
  keys: number;
  grafts: number;
  prunes: number;
  fetched: number;
  blamed: number;
  readonly delaysMs: number[];
}

const noCounts = (): TreeCounts => ({
  items: 0,
  copies: 0,
  news: 0,
  keys: 0,
  grafts: 0,
  prunes: 0,
  fetched: 0,
  blamed: 0,
  delaysMs: [],
});

/** Push trees of many peers in virtual time, with nothing around them but links, ticks and a digest that finds what was lost. */
export class TreeNet {
  readonly peers: Peer[] = [];
  counts = noCounts();
  private readonly config: TreeNetConfig;
  private readonly chance: Chance;
  private readonly queue = new EventQueue();
  private readonly bornMs = new Map<PushKey, number>();
  private nextLink = 0;
  private nextItem = 0;

  constructor(config: TreeNetConfig) {
    this.config = config;
    this.chance = new Chance(utf8ToBytes(`tree net seed ${String(config.seed).padStart(8, "0")}`));
  }

  get nowMs(): number {
    return this.queue.nowMs;
  }

  live(): Peer[] {
    return this.peers.filter((peer) => peer.alive);
  }

  /** A peer with links to six others. */
  join(): void {
    const peer: Peer = {
      name: `peer${this.peers.length}`,
      tree: new PushTree<Item>({
        push: (link, _key, item) => peer.pushes.push({ link, item }),
        answer: (link, items) => peer.pushes.push(...[...items.values()].map((item) => ({ link, item }))),
        send: (link, message) => this.sendTree(peer, link, message),
        told: () => undefined,
        blame: () => (this.counts.blamed += 1),
        rttMs: (link) => 2 * this.delayMs(link),
      }),
      held: new Map(),
      links: new Map(),
      pushes: [],
      alive: true,
      bornMs: this.nowMs,
    };
    this.peers.push(peer);
    this.dial(peer);
    this.queue.after(this.chance.between(0, TICK_MS), () => this.tick(peer));
    this.digestLater(peer);
  }

  /** Vanishes without a word. */
  kill(peer: Peer): void {
    peer.alive = false;
    for (const [link, other] of peer.links)
      this.queue.after(this.chance.between(MISSED_MS - 4_000, MISSED_MS), () => this.close(other, link));
  }

  /** The first `tellers` live peers publish `perSecond` items a second, at random moments, for `durationMs`, which then pass. */
  publish(perSecond: number, durationMs: number, tellers = Number.POSITIVE_INFINITY): void {
    for (const peer of this.live().slice(0, tellers)) {
      const count = Math.round((perSecond * durationMs) / 1_000);
      for (let i = 0; i < count; i++)
        this.queue.after(this.chance.between(0, durationMs), () => {
          if (peer.alive) this.publishOne(peer);
        });
    }
    this.run(durationMs);
  }

  run(durationMs: number): void {
    this.queue.run(durationMs);
  }

  after(delayMs: number, act: () => void): void {
    this.queue.after(delayMs, act);
  }

  pick(): Peer | undefined {
    return this.chance.pick(this.live());
  }

  reset(): void {
    this.counts = noCounts();
  }

  /** Pairs of a live peer and an item of a live source, younger than the peer, that it has not got. */
  missing(): number {
    const live = this.live();
    const sources = new Set(live.map(({ name }) => name));
    const all = new Map(live.flatMap(({ held }) => [...held]));
    let count = 0;
    for (const peer of live)
      for (const [key, { source }] of all)
        if (sources.has(source) && (this.bornMs.get(key) ?? 0) >= peer.bornMs && !peer.held.has(key)) count += 1;
    return count;
  }

  /** The time by which `share` of all arrivals had come, ms after publication. */
  delayMsAt(share: number): number {
    const sorted = [...this.counts.delaysMs].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }

  private publishOne(peer: Peer): void {
    const item = { key: this.freshKey(), source: peer.name };
    this.counts.items += 1;
    this.bornMs.set(item.key, this.nowMs);
    peer.held.set(item.key, item);
    this.forward(peer, item, null);
  }

  private forward(peer: Peer, item: Item, from: number | null): void {
    if (!this.config.floods) peer.tree.add(item.key, item.source, item, from, false, this.nowMs);
    else for (const link of peer.links.keys()) if (link !== from) peer.pushes.push({ link, item });
  }

  private tick(peer: Peer): void {
    if (!peer.alive) return;
    if (!this.config.floods) peer.tree.tick(this.nowMs);
    for (const { link, item } of peer.pushes.splice(0)) {
      if (peer.tree.has(link, item.key)) continue;
      peer.tree.sent(link, item.key);
      this.send(peer, link, (other) => this.arrive(other, item, link));
    }
    if (peer.links.size < DIALLED) this.dial(peer);
    this.queue.after(TICK_MS, () => this.tick(peer));
  }

  private arrive(peer: Peer, item: Item, link: number): void {
    this.counts.copies += 1;
    if (peer.held.has(item.key)) {
      peer.tree.repeated(item.key, link, false, this.nowMs);
      return;
    }
    this.hold(peer, item);
    this.forward(peer, item, link);
  }

  private hold(peer: Peer, item: Item): void {
    peer.held.set(item.key, item);
    const bornMs = this.bornMs.get(item.key) ?? 0;
    if (bornMs < peer.bornMs) return;
    this.counts.news += 1;
    this.counts.delaysMs.push(this.nowMs - bornMs);
  }

  /** Both ends hold the same afterwards, as after a digest and the wants that follow. */
  private digestLater(peer: Peer): void {
    this.queue.after(this.chance.between(MIN_DIGEST_MS, MAX_DIGEST_MS), () => {
      if (!peer.alive) return;
      const chosen = this.chance.pick([...peer.links]);
      if (chosen !== undefined && chosen[1].alive) {
        this.copy(peer, chosen[1], chosen[0]);
        this.copy(chosen[1], peer, chosen[0]);
      }
      this.digestLater(peer);
    });
  }

  private copy(from: Peer, to: Peer, link: number): void {
    for (const [key, item] of from.held) {
      // What is on its way is not asked for.
      if (to.held.has(key) || this.nowMs - (this.bornMs.get(key) ?? 0) < MIN_DIGEST_MS / 2) continue;
      if ((this.bornMs.get(key) ?? 0) >= to.bornMs) this.counts.fetched += 1;
      this.hold(to, item);
      to.tree.note(key, item.source, item, link, this.nowMs);
    }
  }

  /** To random others; one that is full gives up a random link, whose other end dials again. */
  private dial(peer: Peer): void {
    const linked = new Set(peer.links.values());
    const others = this.live().filter((other) => other !== peer && !linked.has(other));
    for (const other of this.chance.sample(others, DIALLED - peer.links.size)) {
      if (other.links.size >= MOST_LINKS) this.evictFrom(other);
      const link = this.nextLink++;
      for (const [end, far] of [
        [peer, other],
        [other, peer],
      ] as const) {
        end.tree.linkOpened(link, far.links.size < FEW_LINKS, this.nowMs);
        end.links.set(link, far);
      }
      this.copy(other, peer, link);
    }
  }

  private evictFrom(peer: Peer): void {
    const victim = this.chance.pick([...peer.links]);
    if (victim === undefined) return;
    this.close(peer, victim[0]);
    this.close(victim[1], victim[0]);
  }

  private close(peer: Peer, link: number): void {
    if (peer.links.delete(link)) peer.tree.linkClosed(link, this.nowMs);
  }

  private sendTree(peer: Peer, link: number, message: TreeMessage): void {
    const { keys } = message;
    if (message.type === "ihave") this.counts.keys += keys.length;
    else if (message.type === "graft") this.counts.grafts += keys.length;
    else this.counts.prunes += keys.length;
    this.send(peer, link, (other) => other.tree.receive(link, message, this.nowMs));
  }

  private send(peer: Peer, link: number, deliver: (other: Peer) => void): void {
    const other = peer.links.get(link);
    if (other === undefined || this.chance.between(0, 1) < this.config.drop) return;
    this.queue.after(this.delayMs(link), () => {
      if (other.alive && other.links.has(link)) deliver(other);
    });
  }

  /** One way; each link has its own. */
  private delayMs(link: number): number {
    return 60 * Math.exp(((link * 0.618_034) % 1) * 2 - 1);
  }

  private freshKey(): PushKey {
    const number = this.nextItem++;
    const bytes = Uint8Array.from({ length: 8 }, (_, i) => (i < 4 ? number >>> (8 * i) : 0) & 255);
    return unpackKeys(bytes).join("");
  }
}
