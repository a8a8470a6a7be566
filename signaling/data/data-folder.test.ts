import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { startSeedProcess } from "../testing/seed-process.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waggle-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the seed says as it ends, one line. */
async function refusalOf(data: string): Promise<string> {
  const said = await startSeedProcess(["--data", data]).then(
    async (seed) => {
      await seed.kill("SIGKILL");
      return "it started";
    },
    (error: unknown) => (error instanceof Error ? error.message.trim() : String(error)),
  );
  expect(said.split("\n"), said).toHaveLength(1);
  return said;
}

it("a folder that the seed makes is its user's alone", () => {
  const path = join(folder, "data");
  openDataFolder(path).release();
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

describe("a folder that cannot be used", () => {
  it("is told in one sentence: it cannot be made", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusalOf(join(folder, "file", "data"))).toMatch(/cannot be made .*--data.*--no-archive/);
  });

  const why = readOnlyDisk();
  it.skipIf(why !== null)(`is told in one sentence: it can only be read${why ?? ""}`, async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
    try {
      execFileSync("mount", ["-o", "remount,ro", folder]);
      expect(await refusalOf(folder)).toMatch(/cannot be written to .*--data.*--no-archive/);
      expect(await refusalOf(join(folder, "data"))).toMatch(/cannot be made .*--data.*--no-archive/);
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
  });

  it.each(["studies.sqlite", "archive.sqlite"])("is told in one sentence: somebody has damaged %s", async (name) => {
    writeFileSync(join(folder, name), "no database at all, but a text that somebody has put here".repeat(100));
    expect(await refusalOf(folder)).toMatch(/cannot be opened \(.*\): put a backup in its place/);
    expect(await refusalOf(folder)).toContain(name);
  });
});

/** Null where a disk can be mounted; else why not, loudly. */
function readOnlyDisk(): string | null {
  const trial = mkdtempSync(join(tmpdir(), "waggle-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", trial], { stdio: "ignore" });
    execFileSync("umount", [trial], { stdio: "ignore" });
    return null;
  } catch {
    console.warn("No disk can be mounted here, so that a read-only one is not tried.");
    return " (SKIPPED: no disk can be mounted here)";
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}
