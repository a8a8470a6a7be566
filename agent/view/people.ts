import { type LogId, type PeerId, peerIdOf } from "../../swarm/ids.ts";
import { type Segment, segmentLog } from "../../swarm/log/segment.ts";

/** As many logs as the swarm's replica holds. */
const MAX_LOGS = 20_000;

/** What a peer calls itself. */
export type PeerName = readonly [peer: PeerId, name: string];

/** Who writes which log, and what they call themselves. Kept after they are gone. */
export class People {
  readonly #peerByLog = new Map<LogId, PeerId>();
  readonly #nameByPeer = new Map<PeerId, string>();

  /** Notes the author of a segment and returns it. */
  authorOf(segment: Segment): PeerId {
    const log = segmentLog(segment);
    const known = this.#peerByLog.get(log);
    if (known !== undefined) return known;
    const peer = peerIdOf(segment.publicKey);
    this.meet(log, peer);
    return peer;
  }

  meet(log: LogId, peer: PeerId): void {
    if (this.#peerByLog.size < MAX_LOGS) this.#peerByLog.set(log, peer);
  }

  /** A log that no peer writes, and what stands in the place of its author's name. */
  nameLog(log: LogId, name: string): void {
    this.meet(log, log);
    this.setName(log, name);
  }

  /** True if that is news. */
  setName(peer: PeerId, name: string): boolean {
    const before = this.#nameByPeer.get(peer);
    if (before === name || (before === undefined && this.#nameByPeer.size >= MAX_LOGS)) return false;
    this.#nameByPeer.set(peer, name);
    return true;
  }

  /** Empty for a log nobody has been seen to write. */
  peerOf(log: LogId): PeerId {
    return this.#peerByLog.get(log) ?? "";
  }

  /** Null: the peer has not said. */
  ownNameOf(peer: PeerId): string | null {
    return this.#nameByPeer.get(peer) || null;
  }

  /** What the peer calls itself; else the beginning of its id. */
  nameOf(peer: PeerId): string {
    return this.#nameByPeer.get(peer) || peer.slice(0, 6);
  }
}
