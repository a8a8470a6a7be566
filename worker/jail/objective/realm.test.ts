import { afterEach, describe, expect, it, vi } from "vitest";
import { limitConsole } from "./realm.ts";

afterEach(() => vi.unstubAllGlobals());

function open(most: number) {
  const written: unknown[][] = [];
  const heard: string[] = [];
  const write = (...what: unknown[]): void => void written.push(what);
  vi.stubGlobal("console", { log: write, error: write, time: write });
  limitConsole(most, (level, text) => heard.push(`${level} ${text}`));
  return { written, heard };
}

const wordless = (): unknown => Object.create(null);

class Nameless extends Error {
  override get name(): string {
    throw wordless();
  }
}

describe("the console of an objective", () => {
  it("writes and tells the first lines, objects as text", () => {
    const { written, heard } = open(3);
    console.log("a", 1, { b: [2] }, new TypeError("no"), null);
    console.error(() => 7);
    for (let i = 0; i < 9; i++) console.log(i);
    expect(written).toEqual([["a", 1, '{"b":[2]}', "TypeError: no", "null"], ["() => 7"], [0]]);
    expect(heard).toEqual(['log a 1 {"b":[2]} TypeError: no null', "error () => 7", "log 0"]);
  });

  it("still tells lines when timers have used up what the browser shows", () => {
    const { written, heard } = open(2);
    for (let i = 0; i < 9; i++) console.time("t");
    console.log("late");
    expect(written).toEqual([["t"], ["t"]]);
    expect(heard).toEqual(["log late"]);
  });

  const long = "x".repeat(2 ** 28);
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  it.each<[string, () => unknown[], RegExp]>([
    [
      "a toJSON that throws what has no text",
      () => [
        {
          toJSON: () => {
            throw wordless();
          },
        },
      ],
      /cannot be turned into text/,
    ],
    ["an error whose name throws", () => [new Nameless("x")], /cannot be turned into text/],
    ["an object without a prototype", () => [wordless()], /\{\}/],
    ["a circle", () => [circular], /circular/],
    ["a symbol", () => [Symbol("s")], /Symbol\(s\)/],
    ["texts that are too long together", () => Array.from({ length: 3 }, () => long), /^log x{1000} x{1000} x{1000}$/],
    ["an array that was spread", () => Array.from({ length: 5_000 }, () => "x".repeat(1_000)), /^log x/],
  ])("never throws: %s", (_, make, text) => {
    const { written, heard } = open(5);
    console.log(...make());
    expect(heard.join()).toMatch(text);
    expect(heard.join().length).toBeLessThan(200_000);
    expect(written.length).toBe(1);
  });

  it("never throws where its listener or the console does", () => {
    vi.stubGlobal("console", {
      log: () => {
        throw new Error("closed");
      },
    });
    limitConsole(5, () => {});
    expect(() => console.log(1)).not.toThrow();
  });

  it("looks at nothing more once its lines are used up, nor at what writes while it is read", () => {
    let looked = 0;
    const value = {
      toJSON: (): number => {
        looked += 1;
        console.log(value);
        return 1;
      },
    };
    const { heard } = open(4);
    for (let i = 0; i < 50; i++) console.log(value);
    expect(looked).toBe(4);
    expect(heard.length).toBe(4);
  });
});
