import { describe, expect, it } from "vitest";
import { nearPorts } from "./near-ports.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("two near ports", () => {
  it("hand over what is posted, in order, to whoever listens by then, and never at once", async () => {
    const [one, other] = nearPorts();
    const heard: unknown[] = [];
    const bytes = new ArrayBuffer(8);
    for (const message of [1, "two", bytes]) one.postMessage(message, []);
    other.onmessage = ({ data }) => heard.push(data);
    expect(heard).toEqual([]);
    await settle();
    expect(heard).toEqual([1, "two", bytes]);
    expect(heard[2]).toBe(bytes);
    other.postMessage("back", []);
    one.onmessage = ({ data }) => heard.push(data);
    await settle();
    expect(heard.at(-1)).toBe("back");
  });

  it("hear nothing any more once either is closed", async () => {
    const [one, other] = nearPorts();
    const heard: unknown[] = [];
    for (const port of [one, other]) port.onmessage = ({ data }) => heard.push(data);
    one.postMessage("on its way", []);
    other.close();
    one.postMessage("after", []);
    other.postMessage("after", []);
    await settle();
    expect(heard).toEqual([]);
  });
});
