import type { PeerSummary } from "../../../agent/view/snapshot.ts";

export interface RankedPeer {
  readonly peer: PeerSummary;
  /** Place by trials, from 1. */
  readonly rank: number;
  /** Ranks are left out between this row and the next. */
  readonly skips: boolean;
}

/** The first `limit` by trials; you are always among them, last if your rank is lower. */
export function rankContributors(peers: readonly PeerSummary[], limit: number): readonly RankedPeer[] {
  const ranked = peers
    .toSorted((a, b) => b.trials - a.trials || Number(b.isYou) - Number(a.isYou) || (a.peerId < b.peerId ? -1 : 1))
    .map((peer, i) => ({ peer, rank: i + 1, skips: false }));
  const you = ranked.find(({ peer }) => peer.isYou);
  if (you === undefined || you.rank <= limit) return ranked.slice(0, limit);
  const shown = [...ranked.slice(0, limit - 1), you];
  return shown.map(({ peer, rank }, i) => ({ peer, rank, skips: (shown[i + 1]?.rank ?? rank + 1) > rank + 1 }));
}
