import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure, Misuse } from "../words/misuse.ts";
import { homeFolder, peerFiles } from "./home.ts";
import { openIdentity } from "./terminal-peer.ts";

let home = "";
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "waggle-home-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

it("takes an empty variable of the environment for none", () => {
  expect(homeFolder({ WAGGLE_HOME: "", XDG_DATA_HOME: "/data" })).toBe("/data/waggle");
  expect(homeFolder({ WAGGLE_HOME: "", XDG_DATA_HOME: "" })).toBe(homeFolder({}));
  expect(homeFolder({ WAGGLE_HOME: "/w" })).toBe("/w");
});

it("keeps every uid it takes beside the others, in one folder", async () => {
  for (const uid of ["../../x", "a/b", "\u001b[31m", "a\u0000b", "x".repeat(100), "é".repeat(33)]) {
    const { store } = await openIdentity(peerFiles(home, uid), null);
    store.close();
  }
  expect(readdirSync(home)).toEqual(["peers"]);
  expect(readdirSync(join(home, "peers")).filter((name) => name.endsWith(".key"))).toHaveLength(6);
});

it.each(["", " ", "x".repeat(101), "é".repeat(60), "\ud800"])("says that %j names no file", (uid) => {
  expect(() => peerFiles(home, uid)).toThrow(Misuse);
});

it("says where nothing can be kept", () => {
  writeFileSync(join(home, "file"), "");
  expect(() => peerFiles(join(home, "file"), "me")).toThrow(/a file stands where a folder should.*WAGGLE_HOME/);
});

describe("whatever stands in the place of a key or of what was found", () => {
  it.each<[what: string, make: (path: string) => void]>([
    ["rubbish", (path) => writeFileSync(path, "rubbish".repeat(1_000))],
    ["nothing", (path) => writeFileSync(path, "{}")],
    ["a folder", (path) => mkdirSync(path)],
    ["a link to nowhere", (path) => symlinkSync(join(home, "no", "such"), path)],
    ["a link to itself", (path) => symlinkSync(path, path)],
    // Who reads it whole has no memory left.
    ["three gigabytes", (path) => (writeFileSync(path, "x"), truncateSync(path, 3 * 2 ** 30))],
  ])("%s is told in one sentence that names the file", async (_, make) => {
    for (const which of ["key", "store"] as const) {
      const files = peerFiles(home, which);
      make(files[which]);
      const error: unknown = await openIdentity(files, null).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Failure);
      expect(String(error)).toContain(files[which]);
      expect(String(error)).toMatch(/move it away|choose another name/);
      // No drafts stay behind.
      expect(readdirSync(join(home, "peers")).filter((name) => /\.key\./.test(name))).toEqual([]);
    }
  });
});
