import { describe, expect, it } from "vitest";
import type { LinkId } from "../../ids.ts";
import { CUT_AT } from "../../link/misbehaviour.ts";
import type { PushKey } from "../../push-key.ts";
import type { TreeMessage } from "../../wire/message.ts";
import { MIN_GAP_MS } from "./gaps.ts";
import { PushTree } from "./push-tree.ts";
import { KEPT_MS, MAX_KEPT } from "./tree-memory.ts";

const keyOf = (number: number): PushKey => String(number).padStart(8, "0");
const [k1, k2] = [keyOf(1), keyOf(2)];
/** A gap is asked for by then, whatever was measured. */
const LATE_MS = 1_001;

/** A tree with so many links, numbered from 1, at time 0. */
function treeWith(linkCount: number) {
  const pushed: { link: LinkId; key: PushKey }[] = [];
  const sent: (TreeMessage & { link: LinkId })[] = [];
  const blamed = new Map<LinkId, number>();
  const told: [LinkId, string][] = [];
  const tree = new PushTree<string>({
    push: (link, key) => pushed.push({ link, key }),
    answer: (link, items) => pushed.push(...[...items.keys()].map((key) => ({ link, key }))),
    send: (link, message) => sent.push({ link, ...message }),
    told: (link, item) => told.push([link, item]),
    blame: (link, points) => blamed.set(link, (blamed.get(link) ?? 0) + points),
    rttMs: () => 100,
  });
  for (let link = 1; link <= linkCount; link++) tree.linkOpened(link, false, 0);
  const take = (type: TreeMessage["type"]) => sent.splice(0).filter((message) => message.type === type);
  const links = () => pushed.splice(0).map(({ link }) => link);
  return { tree, blamed, told, take, links };
}

const ihave = (...keys: PushKey[]): TreeMessage => ({ type: "ihave", keys });

describe("a push tree", () => {
  it("sends a source's first item over all links but the one it came over", () => {
    const { tree, links } = treeWith(4);
    tree.add(k1, "s", "one", 2, false, 0);
    expect(links()).toEqual([1, 3, 4]);
  });

  it("sends keys over a link that brought an item twice, and says so there", () => {
    const { tree, links, take } = treeWith(3);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.repeated(k1, 2, false, 10);
    tree.tick(250);
    expect(take("prune")).toEqual([{ type: "prune", link: 2, keys: [k1] }]);
    links();
    tree.add(k2, "s", "two", 1, false, 300);
    expect(links()).toEqual([3]);
    tree.tick(500);
    expect(take("ihave")).toEqual([{ type: "ihave", link: 2, keys: [k2] }]);
  });

  it("sends keys where the other end has said that items come twice, of that source alone", () => {
    const { tree, links, take } = treeWith(2);
    tree.add(k1, "s", "one", null, false, 0);
    tree.receive(1, { type: "prune", keys: [k1] }, 10);
    links();
    tree.add(k2, "s", "two", null, false, 20);
    expect(links()).toEqual([2]);
    tree.tick(250);
    expect(take("ihave")).toEqual([{ type: "ihave", link: 1, keys: [k2] }]);
    tree.add(keyOf(3), "other", "three", null, false, 300);
    expect(links()).toEqual([1, 2]);
  });

  it("announces items a tick later where it pushed them, since perhaps nobody else does if they got lost", () => {
    const { tree, take } = treeWith(1);
    tree.add(k1, "s", "one", null, false, 0);
    tree.add(k2, "s", "one that the budget did not let go", null, false, 0);
    tree.tick(250);
    expect(take("ihave")).toEqual([]);
    tree.sent(1, k1);
    tree.tick(500);
    expect(take("ihave")).toEqual([{ type: "ihave", link: 1, keys: [k1] }]);
    tree.tick(750);
    expect(take("ihave")).toEqual([]);
  });

  it("keeps the branch that is left when two items on their way disagree about which came first", () => {
    const { tree, take } = treeWith(2);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.add(k2, "s", "two", 2, false, 5);
    tree.repeated(k1, 2, false, 10);
    tree.repeated(k2, 1, false, 15);
    tree.tick(250);
    expect(take("prune")).toEqual([{ type: "prune", link: 2, keys: [k1] }]);
  });

  it("counts a link as a branch that brought an item first, however it was cut before", () => {
    const { tree, links, take } = treeWith(3);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.repeated(k1, 2, false, 10);
    tree.tick(250);
    take("prune");
    tree.add(k2, "s", "two", 2, false, 300);
    tree.repeated(k2, 1, false, 310);
    tree.tick(500);
    expect(take("prune")).toEqual([{ type: "prune", link: 1, keys: [k2] }]);
    links();
    tree.add(keyOf(3), "s", "three", null, false, 600);
    expect(links()).toEqual([2, 3]);
  });

  it("grows a source's tree by what others flood, and sends none of that", () => {
    const { tree, links, take } = treeWith(4);
    tree.shape(k1, "s", 1, true, 0);
    tree.repeated(k1, 2, true, 10);
    tree.tick(250);
    expect(take("prune")).toEqual([{ type: "prune", link: 2, keys: [k1] }]);
    tree.receive(3, { type: "graft", keys: [k1] }, 300);
    expect(links()).toEqual([]);
    tree.add(k2, "s", "two", 1, false, 400);
    expect(links()).toEqual([3, 4]);
  });

  it("remembers for ten seconds what others spread, and items for a minute", () => {
    const { tree } = treeWith(2);
    tree.shape(k1, "s", 1, true, 0.4);
    tree.add(k2, "s", "two", 1, false, 0.4);
    tree.tick(9_999);
    expect(tree.sizes().kept).toBe(2);
    tree.tick(10_001);
    expect(tree.sizes().kept).toBe(1);
    tree.tick(KEPT_MS + 1);
    expect(tree.sizes().kept).toBe(0);
  });

  it("makes a link a branch when something of a source was missed, and says so there", () => {
    const { tree, links, take } = treeWith(2);
    tree.shape(k1, "s", 1, true, 0);
    tree.repeated(k1, 2, true, 10);
    tree.join(k1, "s", 2, 20);
    expect(take("graft")).toEqual([{ type: "graft", link: 2, keys: [k1] }]);
    tree.add(k2, "s", "two", 1, false, 30);
    expect(links()).toEqual([2]);
  });

  it("says who has been told of an item or has shown it, before it came or after", () => {
    const { tree, told } = treeWith(3);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.repeated(k1, 2, false, 10);
    tree.receive(3, ihave(k2), 20);
    tree.add(k2, "s", "two", 1, false, 30);
    tree.receive(3, ihave(k1), 40);
    tree.tick(250);
    expect(told).toEqual([
      [1, "one"],
      [1, "two"],
      [3, "two"],
      [3, "one"],
      [2, "two"],
    ]);
  });

  it("asks whoever announced an item first once it is late, and makes that link a branch", () => {
    const { tree, links, take } = treeWith(3);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.repeated(k1, 2, false, 0);
    tree.receive(2, ihave(k2), 1_000);
    tree.tick(1_000 + MIN_GAP_MS - 1);
    expect(take("graft")).toEqual([]);
    tree.tick(1_000 + LATE_MS);
    expect(take("graft")).toEqual([{ type: "graft", link: 2, keys: [k2] }]);
    links();
    tree.add(k2, "s", "two", 2, false, 2_200);
    tree.add(keyOf(3), "s", "three", 3, false, 2_300);
    expect(links()).toEqual([1, 3, 1, 2]);
  });

  it("asks the next when the first brings nothing, and for nothing that came meanwhile", () => {
    const { tree, take } = treeWith(4);
    tree.receive(1, ihave(k1, k2), 0);
    tree.receive(2, ihave(k1, k2), 10);
    tree.tick(LATE_MS);
    expect(take("graft")).toEqual([{ type: "graft", link: 1, keys: [k1, k2] }]);
    tree.add(k2, "s", "two", 3, false, LATE_MS + 10);
    tree.tick(2 * LATE_MS);
    expect(take("graft")).toEqual([{ type: "graft", link: 2, keys: [k1] }]);
  });

  it("asks at once when nobody is left who might push it", () => {
    const { tree, take } = treeWith(2);
    tree.receive(1, ihave(k1), 0);
    expect(take("graft")).toEqual([]);
    tree.receive(2, ihave(k1), 5);
    expect(take("graft")).toEqual([{ type: "graft", link: 1, keys: [k1] }]);
  });

  it("asks at once for what is missing when a link closes", () => {
    const { tree, take } = treeWith(4);
    tree.receive(1, ihave(k1), 0);
    tree.linkClosed(3, 10);
    expect(take("graft")).toEqual([{ type: "graft", link: 1, keys: [k1] }]);
  });

  it("answers a graft, and feeds that link from then on", () => {
    const { tree, links } = treeWith(2);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.linkOpened(3, false, 10);
    links();
    tree.receive(3, { type: "graft", keys: [k1, keyOf(99)] }, 20);
    expect(links()).toEqual([3]);
    tree.add(k2, "s", "two", 1, false, 30);
    expect(links()).toEqual([2, 3]);
  });

  it("sends its own items over a link that opens later, and others' if that has few beside", () => {
    const { tree, links } = treeWith(1);
    tree.add(k1, "own", "one", null, false, 0);
    tree.add(k2, "s", "two", 1, false, 0);
    tree.linkOpened(2, false, 10);
    tree.linkOpened(3, true, 10);
    links();
    tree.add(keyOf(3), "own", "three", null, false, 20);
    expect(links()).toEqual([1, 2, 3]);
    tree.add(keyOf(4), "s", "four", 1, false, 20);
    expect(links()).toEqual([3]);
  });

  it("answers no more grafts of one link than its budget covers", () => {
    const { tree, links } = treeWith(1);
    tree.add(k1, "s", "one", null, false, 0);
    links();
    for (let i = 0; i < 5_000; i++) tree.receive(1, { type: "graft", keys: [k1] }, i);
    expect(links().length).toBeLessThanOrEqual(1_000 + 5 * 50);
  });

  it("does not announce what the other end has shown to have", () => {
    const { tree, take } = treeWith(2);
    tree.add(k1, "s", "one", null, false, 0);
    tree.receive(1, { type: "prune", keys: [k1] }, 0);
    tree.add(k2, "s", "two", 2, false, 10);
    tree.receive(1, ihave(k2), 20);
    tree.tick(250);
    expect(take("ihave")).toEqual([]);
  });

  it("takes a best that comes over a link known to be no branch for what it is: sent to all", () => {
    const { tree, take } = treeWith(2);
    tree.add(k1, "s", "one", 1, false, 0);
    tree.repeated(k1, 2, true, 0);
    tree.tick(250);
    expect(take("prune")).toHaveLength(1);
    tree.add(k2, "s", "two", 1, false, 10_000);
    tree.repeated(k2, 2, true, 10_000);
    tree.tick(10_250);
    expect(take("prune")).toEqual([]);
    tree.repeated(k2, 2, false, 10_300);
    tree.tick(10_500);
    expect(take("prune")).toHaveLength(1);
  });

  it("cuts a link that announces what it has not got", () => {
    const { tree, blamed } = treeWith(2);
    for (let second = 0; second < 60; second++) {
      tree.receive(1, ihave(...Array.from({ length: 20 }, (_, i) => keyOf(second * 20 + i))), second * 1_000);
      tree.tick(second * 1_000 + 900);
    }
    expect(blamed.get(1) ?? 0).toBeGreaterThanOrEqual(CUT_AT);
    expect(blamed.get(2)).toBeUndefined();
  });

  it("holds no more than its bounds, and nothing for longer than a minute", () => {
    const { tree } = treeWith(3);
    for (let i = 0; i < MAX_KEPT + 1_000; i++) tree.add(keyOf(i), `s${i % 25_000}`, "x", 1, false, 0);
    for (let i = 0; i < 20; i++)
      tree.receive(2, ihave(...Array.from({ length: 1_000 }, (_, j) => keyOf(1_000_000 + i * 1_000 + j))), 0);
    expect(tree.sizes()).toEqual({ kept: MAX_KEPT, gaps: 8_000, sources: 20_000 });
    tree.tick(KEPT_MS);
    expect(tree.sizes()).toMatchObject({ kept: 0, gaps: 0 });
  });
});
