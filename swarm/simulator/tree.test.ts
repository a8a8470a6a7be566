import { describe, expect, it } from "vitest";
import { TreeNet, type TreeNetConfig } from "./tree-net.ts";

const CALM = { seed: 1, drop: 0, floods: false };
const SLOW = { timeout: 120_000 };

/** So many peers whose trees have grown while `tellers` of them published an item every five seconds. */
function grownNet(count: number, options: Partial<TreeNetConfig> = {}, tellers = count): TreeNet {
  const net = new TreeNet({ ...CALM, ...options });
  for (let i = 0; i < count; i++) net.join();
  net.publish(0.2, 20_000, tellers);
  net.reset();
  return net;
}

/** Every six seconds one of a hundred vanishes, and one comes. */
function churn(net: TreeNet, forMs: number): void {
  for (let atMs = 0; atMs < forMs; atMs += 6_000)
    net.after(atMs, () => {
      const peer = net.pick();
      if (peer !== undefined) net.kill(peer);
      net.join();
    });
}

const copies = ({ counts }: TreeNet): number => counts.copies / counts.news;

describe("items that spread by trees", () => {
  it("come once and as soon as a flood would bring them, which brings each six times", SLOW, () => {
    const [tree, flood] = [grownNet(100), grownNet(100, { floods: true })];
    for (const net of [tree, flood]) {
      net.publish(0.2, 20_000);
      net.run(5_000);
      expect(net.missing()).toBe(0);
    }
    expect(copies(flood)).toBeGreaterThan(5);
    expect(copies(tree)).toBeLessThan(1.02);
    expect(tree.counts.fetched).toBe(0);
    expect(tree.delayMsAt(0.99)).toBeLessThan(1.1 * flood.delayMsAt(0.99));
    expect(tree.delayMsAt(0.99)).toBeLessThan(1_000);
  });

  it("come once among 300", SLOW, () => {
    const net = grownNet(300, {}, 40);
    net.publish(0.2, 10_000, 40);
    net.run(5_000);
    expect(net.missing()).toBe(0);
    expect(copies(net)).toBeLessThan(1.02);
    expect(net.delayMsAt(0.99)).toBeLessThan(1_200);
  });

  it.each([
    [0.05, 1.25, 3_000],
    [0.2, 1.5, 5_000],
  ])("come at most 1.5 times where %f of all messages are lost, and all come", SLOW, (drop, most, t99Ms) => {
    const net = grownNet(100, { drop });
    net.publish(0.2, 30_000);
    net.run(60_000);
    expect(net.missing()).toBe(0);
    expect(copies(net)).toBeLessThan(most);
    expect(net.delayMsAt(0.99)).toBeLessThan(t99Ms);
    expect(net.counts.blamed, "an honest peer was blamed").toBe(0);
  });

  it("come to all that stay while ten in a hundred vanish and come each minute", SLOW, () => {
    const net = grownNet(100, { drop: 0.05 });
    churn(net, 60_000);
    net.publish(0.2, 60_000);
    net.run(60_000);
    expect(net.missing()).toBe(0);
    expect(copies(net)).toBeLessThan(1.3);
    expect(net.delayMsAt(0.99)).toBeLessThan(4_000);
  });

  it("come to all that are left when half vanish at once", SLOW, () => {
    const net = grownNet(100);
    for (let i = 0; i < 50; i++) {
      const peer = net.pick();
      if (peer !== undefined) net.kill(peer);
    }
    net.publish(0.2, 30_000);
    net.run(60_000);
    expect(net.missing()).toBe(0);
    expect(copies(net)).toBeLessThan(1.2);
    net.reset();
    net.publish(0.2, 20_000);
    net.run(5_000);
    expect(net.delayMsAt(0.99), "the trees have not healed").toBeLessThan(1_200);
  });
});
