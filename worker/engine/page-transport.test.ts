import { describe, expect, it } from "vitest";
import { MAX_UNTAKEN_BYTES, MAX_UNTAKEN_MESSAGES, type PageLinks, PageTransport } from "./page-transport.ts";

/** A page that takes a message only when told to. */
function slowPage() {
  const taken: (() => void)[] = [];
  const calls: string[] = [];
  const page: PageLinks = {
    connect: async (address) => void calls.push(`connect ${address}`),
    send: (link, bytes) => {
      calls.push(`send ${link} ${bytes.length}`);
      return new Promise((resolve) => taken.push(resolve));
    },
    closeLink: async (link) => void calls.push(`close ${link}`),
    wake: async () => void calls.push("wake"),
  };
  return { page, calls, takeAll: () => taken.splice(0).forEach((take) => take()) };
}

const silent = { onLinkOpened() {}, onLinkClosed() {}, onConnectFailed() {}, onMessage() {} };

describe("the engine's end of the page's links", () => {
  it("drops what a slow page cannot take, and sends again once it has", async () => {
    const { page, takeAll } = slowPage();
    const transport = new PageTransport(page);
    transport.listen(silent);
    transport.onLinkOpened(1, "a", "direct", true);
    const half = new Uint8Array(MAX_UNTAKEN_BYTES / 2);
    expect([transport.send(1, half), transport.send(1, half), transport.send(1, half)]).toEqual([true, true, false]);
    takeAll();
    await new Promise(setImmediate);
    expect(transport.send(1, half)).toBe(true);
  });

  it("bounds the number of small messages too", () => {
    const { page, calls } = slowPage();
    const transport = new PageTransport(page);
    transport.onLinkOpened(1, "a", "direct", true);
    for (let i = 0; i < MAX_UNTAKEN_MESSAGES + 10; i++) transport.send(1, new Uint8Array(1));
    expect(calls.length).toBe(MAX_UNTAKEN_MESSAGES);
  });

  it("leaves the sender's bytes usable, for they often go to several links", () => {
    const { page } = slowPage();
    const transport = new PageTransport(page);
    transport.onLinkOpened(1, "a", "direct", true);
    transport.onLinkOpened(2, "b", "direct", true);
    const bytes = new Uint8Array([1, 2, 3]);
    transport.send(1, bytes);
    transport.send(2, bytes);
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  it("hears nothing more of a link it has closed", () => {
    const { page, calls } = slowPage();
    const transport = new PageTransport(page);
    const heard: string[] = [];
    transport.listen({ ...silent, onMessage: () => heard.push("message"), onLinkClosed: () => heard.push("closed") });
    transport.onLinkOpened(1, "a", "direct", false);
    transport.close(1);
    transport.onMessage(1, new Uint8Array(1));
    transport.onLinkClosed(1);
    expect(heard).toEqual([]);
    expect(calls).toEqual(["close 1"]);
    expect(transport.send(1, new Uint8Array(1))).toBe(false);
  });

  it("tells who asked when the page cannot dial", async () => {
    const failed: string[] = [];
    const transport = new PageTransport({ ...slowPage().page, connect: () => Promise.reject(new Error("no page")) });
    transport.listen({ ...silent, onConnectFailed: (address) => failed.push(address) });
    transport.connect("a");
    await new Promise(setImmediate);
    expect(failed).toEqual(["a"]);
  });
});
