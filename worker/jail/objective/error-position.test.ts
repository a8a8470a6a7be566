import { describe, expect, it } from "vitest";
import { positionIn, unshifted } from "./error-position.ts";

const URL_OF_SCRIPT = "blob:null/7f0c";

describe("the position of an error", () => {
  it("is that of its innermost frame in the author's script", () => {
    const stack = `Error: see blob:null/7f0c\n    at f (blob:null/other:9:9)\n    at g (${URL_OF_SCRIPT}:3:7)\n    at ${URL_OF_SCRIPT}:8:1`;
    expect(positionIn(URL_OF_SCRIPT, stack)).toEqual({ line: 3, column: 7 });
  });

  it("is unknown for errors from elsewhere and for what is no stack", () => {
    expect(positionIn(URL_OF_SCRIPT, "Error: x\n    at blob:null/other:1:1")).toBeNull();
    expect(positionIn(URL_OF_SCRIPT, undefined)).toBeNull();
    expect(positionIn(URL_OF_SCRIPT, { toString: () => URL_OF_SCRIPT })).toBeNull();
  });

  it("does not count what was put before the author's first line", () => {
    expect(unshifted({ line: 1, column: 20 }, 15)).toEqual({ line: 1, column: 5 });
    expect(unshifted({ line: 2, column: 20 }, 15)).toEqual({ line: 2, column: 20 });
    expect(unshifted({ line: 1, column: 3 }, 15)).toBeNull();
  });
});
