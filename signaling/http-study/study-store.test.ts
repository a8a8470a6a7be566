import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { specWith } from "../../study/spec/spec.ts";
import { NotKept } from "../data/grouped-writes.ts";
import { systemClock } from "../system-clock.ts";
import type { StudyRecord } from "./study-record.ts";
import { StudyStore } from "./study-store.ts";
import type { EndedRecord } from "./trial-record.ts";

const record: StudyRecord = {
  study: "S",
  spec: specWith({ name: "s", objective: { language: "javascript", source: "x" }, createdMs: 1 }),
  chance: "c",
  createdMs: 1,
  leaseMs: 1_000,
  retries: 0,
  total: null,
  givesBeyond: false,
  isShared: false,
  stopped: null,
  tokens: [],
  starts: [],
};
const ended = (number: number, note = ""): EndedRecord => ({
  number,
  known: number,
  worker: "w",
  askedMs: 1,
  given: 1,
  place: number + 1,
  toldBy: "w",
  trial: {
    log: "log",
    number,
    state: "complete",
    values: [number === 0 ? Number.NEGATIVE_INFINITY : number],
    space: { names: [], distributions: [] },
    params: [],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: { note },
    error: null,
    checkpoint: null,
    durationMs: 1,
    foreignKnown: 0,
    startMs: 0,
    repeatOf: null,
  },
});

describe("a study's file", () => {
  let folder: string;
  let faults: unknown[];
  let stores: StudyStore[];
  const open = (path = join(folder, "studies.sqlite")): StudyStore => {
    const store = new StudyStore(path, systemClock, (error) => faults.push(error));
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waggle-store-"));
    faults = [];
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has what has settled when it is read anew, the last word of each trial, in the order of ends", async () => {
    const store = open();
    store.keepStudy(record, 7);
    store.keepTrial("S", ended(1));
    store.keepTrial("S", ended(0, "first"));
    store.keepTrial("S", ended(0, "second"));
    store.keepQueued("S", 0, { x: 1 });
    store.keepQueued("S", 1, { x: 2 });
    store.dropQueued("S", 0);
    await store.settled();
    const [kept] = await open().loadAll();
    expect(kept).toMatchObject({ record, usedMs: 7, running: [], queued: [{ place: 1, fixed: { x: 2 } }] });
    expect(kept?.ended).toEqual([ended(0, "second"), ended(1)]);
    expect(await store.ended("S", 1, 10)).toEqual([ended(1)]);
    store.dropStudy("S");
    await store.settled();
    expect(await store.loadAll()).toEqual([]);
  });

  it("shows readers nothing that is not committed", async () => {
    const store = open();
    store.keepStudy(record, 1);
    store.keepTrial("S", ended(0));
    expect(await store.ended("S", 0, 10)).toEqual([]);
    await store.settled();
    expect(await store.ended("S", 0, 10)).toHaveLength(1);
  });

  const tmpfs = mountable();
  it.skipIf(tmpfs !== null)(
    `on a full disk refuses, loses nothing that was acknowledged, and goes on when there is room${tmpfs ?? ""}`,
    async () => {
      const disk = join(folder, "disk");
      execFileSync("mkdir", [disk]);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
      try {
        execFileSync("dd", ["if=/dev/zero", `of=${join(disk, "ballast")}`, "bs=1k", "count=300"], { stdio: "ignore" });
        const store = open(join(disk, "studies.sqlite"));
        store.keepStudy(record, 1);
        let acknowledged = 0;
        const fill = async (): Promise<void> => {
          for (let number = 0; number < 1_000; number++) {
            store.keepTrial("S", ended(number, "x".repeat(1_900)));
            await store.settled();
            acknowledged++;
          }
        };
        await expect(fill()).rejects.toThrow(NotKept);
        expect(String(faults[0])).toMatch(/full/);
        expect(acknowledged).toBeGreaterThan(0);
        expect(await store.ended("S", 0, 1_000)).toHaveLength(acknowledged);
        rmSync(join(disk, "ballast"));
        // What was refused waited, and needs nobody to send it again.
        await expect
          .poll(async () => (await store.ended("S", 0, 1_000)).length, { timeout: 60_000 })
          .toBe(acknowledged + 1);
        await store.settled();
        await store.close();
        stores = [];
      } finally {
        execFileSync("umount", ["-l", disk]);
      }
    },
  );
});

/** Null where a small disk can be made; else why not, for the test's name. */
function mountable(): string | null {
  const trial = mkdtempSync(join(tmpdir(), "waggle-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", trial], { stdio: "ignore" });
    execFileSync("umount", [trial], { stdio: "ignore" });
    return null;
  } catch {
    console.warn("No small disk can be mounted here, so that a full one is not tried.");
    return " (SKIPPED: no small disk can be mounted here)";
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}
