import { afterEach, expect, it, vi } from "vitest";
import { copyText } from "./copy-text.ts";

afterEach(() => vi.unstubAllGlobals());

it("copies exactly the text", async () => {
  const copied: string[] = [];
  vi.stubGlobal("navigator", { clipboard: { writeText: async (text: string) => void copied.push(text) } });
  expect(await copyText('{ "x": 0.30000000000000004 }')).toBe(true);
  expect(copied).toEqual(['{ "x": 0.30000000000000004 }']);
});

it("says so where the browser has no clipboard or refuses it", async () => {
  vi.stubGlobal("navigator", {});
  expect(await copyText("x")).toBe(false);
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } });
  expect(await copyText("x")).toBe(false);
});
