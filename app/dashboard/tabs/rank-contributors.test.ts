import { expect, it } from "vitest";
import type { PeerSummary } from "../../../agent/view/snapshot.ts";
import { rankContributors } from "./rank-contributors.ts";

const peer = (peerId: string, trials: number, isYou = false): PeerSummary => ({
  peerId,
  name: peerId,
  isYou,
  trials,
  bests: 0,
  cores: 1,
  tabs: 1,
  link: "direct",
  rttMs: null,
  online: true,
  done: false,
});
const shown = (peers: readonly PeerSummary[], limit: number) =>
  rankContributors(peers, limit).map(({ peer: row, rank, skips }) => `${rank} ${row.peerId}${skips ? " …" : ""}`);

it("orders by trials", () => {
  expect(shown([peer("a", 1), peer("b", 3), peer("c", 2)], 5)).toEqual(["1 b", "2 c", "3 a"]);
});

it("always shows you, and where ranks are left out", () => {
  const peers = [peer("a", 9), peer("b", 8), peer("c", 7), peer("d", 6), peer("you", 1, true)];
  expect(shown(peers, 3)).toEqual(["1 a", "2 b …", "5 you"]);
  expect(shown(peers, 4)).toEqual(["1 a", "2 b", "3 c …", "5 you"]);
  expect(shown(peers, 5)).toEqual(["1 a", "2 b", "3 c", "4 d", "5 you"]);
});

it("puts you first among equals", () => {
  expect(shown([peer("a", 2), peer("you", 2, true)], 3)).toEqual(["1 you", "2 a"]);
});
