// Runs in real Chromium: test/e2e/idb-segment-store.spec.ts bundles it with a small stand-in for vitest's four functions.

import { deleteDB, openDB } from "idb";
import { describe, expect, it } from "vitest";
import type { Membership } from "../../agent/ports.ts";
import { evidenceStoreContract } from "../../agent/store/evidence.contract.ts";
import { type StoreUnderTest, segmentStoreContract } from "../../agent/store/segment-store.contract.ts";
import { specWith } from "../../study/spec/spec.ts";
import { loadProfile, saveProfileName } from "../identity/identity.ts";
import { packChunks } from "./chunk.ts";
import { openDatabase } from "./database.ts";
import { dismissNotice, readNotice } from "./first-format.ts";
import { type IdbSegmentStore, type IdbSegmentStoreOptions, idbSegmentStore } from "./idb-segment-store.ts";
import type { Database } from "./schema.ts";

const study = "S".repeat(43);
const silent: IdbSegmentStoreOptions = { isOwn: () => false, onNotDurable: () => {} };
let databases = 0;
const freshName = (): string => `test-${databases++}-${Math.random()}`;
const segment = (log: string, index: number, size = 100) => ({
  key: `${log}/${index}`,
  bytes: new Uint8Array(size).fill(index),
});

const membership = (studyId: string, state: Membership["state"]): Membership => ({
  studyId,
  spec: specWith({
    name: "a study with another id",
    objective: { language: "javascript", source: "() => 1" },
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: { kind: "open", trialsPerRound: 10 },
    trialTimeoutMs: 60_000,
    maxPeers: 100,
    listed: false,
    author: { key: "", name: "" },
    createdMs: 1_700_000_000_000,
  }),
  state,
  cores: 1,
  joinedMs: 1,
});

async function open(name: string, onLost: (reason: string) => void = () => {}): Promise<Database> {
  const database = await openDatabase(name, onLost);
  if ("reason" in database) throw new Error(database.reason);
  return database;
}

const inDatabase = async (): Promise<StoreUnderTest> => {
  const name = freshName();
  const opened: Database[] = [];
  const reopen = async () => {
    for (const database of opened) database.close();
    opened.push(await open(name));
    return idbSegmentStore(opened.at(-1) ?? null, silent);
  };
  return {
    store: await reopen(),
    reopen,
    close: async () => {
      for (const database of opened) database.close();
      await deleteDB(name);
    },
  };
};

segmentStoreContract("IndexedDB", inDatabase);
evidenceStoreContract("IndexedDB", inDatabase);

segmentStoreContract("A tab without IndexedDB", async () => {
  const store = idbSegmentStore(null, silent);
  return { store, reopen: async () => store, close: async () => {} };
});

describe("segments in IndexedDB", () => {
  it("are written many to a record, and few records remain after a reload", async () => {
    const database = await open(freshName());
    const store = idbSegmentStore(database, silent);
    for (let round = 0; round < 5; round++) {
      await store.appendSegments(
        study,
        Array.from({ length: 100 }, (_, i) => segment("a", round * 100 + i)),
      );
    }
    expect(await database.count("chunks")).toBe(5);
    expect((await store.loadSegments(study)).length).toBe(500);
    expect(await database.count("chunks")).toBe(1);
    expect((await store.loadSegments(study)).length).toBe(500);
  });

  it("are merged while a long session goes on", async () => {
    const database = await open(freshName());
    const store = idbSegmentStore(database, silent);
    for (let i = 0; i < 300; i++) {
      void store.appendSegments(study, [segment("a", i)]);
      await store.flush();
    }
    expect((await database.count("chunks")) < 100).toBe(true);
    expect((await store.loadSegments(study)).length).toBe(300);
  });

  it("are held once when two tabs of a profile store the same", async () => {
    const name = freshName();
    const [one, two] = [await open(name), await open(name)];
    const [first, second] = [idbSegmentStore(one, silent), idbSegmentStore(two, silent)];
    await Promise.all([
      first.appendSegments(study, [segment("a", 0), segment("a", 1)]),
      second.appendSegments(study, [segment("a", 1), segment("a", 2)]),
    ]);
    expect((await first.loadSegments(study)).length).toBe(3);
    expect((await second.loadSegments(study)).length).toBe(3);
    expect((await one.getAll("chunks")).map((chunk) => chunk.keys.length)).toEqual([3]);
  });

  it("stay within their bound, where a log's beginning is kept and own work goes first", async () => {
    const isOwn = (key: string) => key.startsWith("own");
    const store = idbSegmentStore(await open(freshName()), { ...silent, isOwn, maxBytesPerStudy: 20_000 });
    for (let i = 0; i < 30; i++) {
      void store.appendSegments(study, [segment("a", i, 1_000)]);
      await store.flush();
    }
    void store.appendSegments(study, [segment("own", 200, 1_000), segment("a", 100, 1_000)]);
    const held = (await store.loadSegments(study)).map((bytes) => bytes[0] ?? -1);
    expect(held).toEqual([...Array.from({ length: 20 }, (_, i) => i), 200]);
  });

  it("go on in memory, said once, when the database goes away", async () => {
    const database = await open(freshName());
    const said: string[] = [];
    const store = idbSegmentStore(database, { ...silent, onNotDurable: (reason) => said.push(reason) });
    await store.appendSegments(study, [segment("a", 0)]);
    database.close();
    await store.appendSegments(study, [segment("a", 1)]);
    await store.appendSegments(study, [segment("a", 2)]);
    expect(said.length).toBe(1);
    expect((await store.loadSegments(study)).length).toBe(2);
  });
});

describe("what is damaged in IndexedDB", () => {
  it("takes nothing sound with it: chunks, and memberships with or without their study", async () => {
    const name = freshName();
    const database = await open(name);
    const store = idbSegmentStore(database, silent);
    await store.appendSegments(study, [segment("a", 0), segment("a", 1)]);
    const [chunk] = await database.getAll("chunks");
    if (chunk === undefined) throw new Error("nothing was stored");
    const { id: _id, ...sound } = chunk;
    await database.add("chunks", { ...sound, keys: ["b/0", "b/1"], bytes: new Uint8Array(3) });
    await database.add("chunks", { ...sound, own: 1, keys: ["c/0"], ends: [400] });
    await database.put("memberships", membership(study, "running"));
    await database.put("memberships", { ...membership("T".repeat(43), "running"), cores: -1 });
    const again = idbSegmentStore(database, silent);
    expect((await again.loadSegments(study)).length).toBe(2);
    expect((await again.loadMemberships()).map(({ studyId, spec }) => [studyId, spec])).toEqual([[study, null]]);
    expect(await database.count("memberships")).toBe(1);
    const own = { studyId: study, log: "a", order: 1, bytes: new Uint8Array(3) };
    await database.add("own", own);
    await database.add("own", { ...own, order: Number.NaN });
    expect((await again.loadOwnTrials(study)).length).toBe(1);
    expect(await database.count("own")).toBe(1);
    await again.dropLogs(study, new Set(["b"]));
    expect((await again.loadSegments(study)).length).toBe(2);
    expect(await database.count("chunks")).toBe(1);
  });

  it("is replaced if it is the profile", async () => {
    const database = await open(freshName());
    await database.put("profile", { secret: new Uint8Array(7), name: "Ada" }, "self");
    const made = await loadProfile(database);
    expect(made.secret.length).toBe(32);
    expect((await loadProfile(database)).secret.join()).toBe(made.secret.join());
  });
});

describe("the profile", () => {
  it("is one even if two tabs make it at once", async () => {
    const name = freshName();
    const tabs = await Promise.all([open(name), open(name)]);
    const [one, two] = await Promise.all(tabs.map(loadProfile));
    expect(one?.secret.join()).toBe(two?.secret.join());
    expect(one?.secret.length).toBe(32);
  });

  it("keeps its key when it gets another name", async () => {
    const database = await open(freshName());
    const before = await loadProfile(database);
    await saveProfileName(database, "Ada");
    const after = await loadProfile(database);
    expect(after.name).toBe("Ada");
    expect(after.secret.join()).toBe(before.secret.join());
  });
});

/** The database as the first version of this program made it. */
async function openFirst(name: string, givesWay: boolean): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("profile");
    opening.result.createObjectStore("memberships", { keyPath: "studyId" });
    const chunks = opening.result.createObjectStore("chunks", { keyPath: "id", autoIncrement: true });
    chunks.createIndex("kind", ["studyId", "own", "small"]);
  };
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  database.onversionchange = () => (givesWay ? database.close() : undefined);
  return database;
}

describe("a database of the first version", () => {
  const first = (studyId: string, name: string, state: Membership["state"]) => ({
    ...membership(studyId, state),
    spec: { version: 1, name, objective: { language: "javascript", source: "() => 1" } },
  });
  const chunkOf = (studyId: string) => ({
    studyId,
    own: 1,
    small: 1,
    keys: ["a/0"],
    ends: [3],
    bytes: new Uint8Array(3),
  });

  it("keeps key and name, loses its studies, and the person is told which, once", async () => {
    const name = freshName();
    const old = await openFirst(name, true);
    const secret = new Uint8Array(32).fill(7);
    const write = old.transaction(["profile", "memberships", "chunks"], "readwrite");
    write.objectStore("profile").put({ secret, name: "Ada" }, "self");
    write.objectStore("memberships").put(first("A".repeat(43), "left long ago", "left"));
    write.objectStore("memberships").put(first("B".repeat(43), "parabola", "running"));
    write.objectStore("memberships").put(membership("C".repeat(43), "running"));
    for (const letter of "ABCD") write.objectStore("chunks").put(chunkOf(letter.repeat(43)));
    await new Promise((resolve) => {
      write.oncomplete = resolve;
    });
    const database = await open(name);
    const profile = await loadProfile(database);
    expect([profile.name, profile.secret.join()]).toEqual(["Ada", secret.join()]);
    expect((await database.getAll("memberships")).map(({ studyId }) => studyId[0])).toEqual(["C"]);
    expect((await database.getAll("chunks")).map(({ studyId }) => studyId[0])).toEqual(["C"]);
    const said = (await readNotice(database)) ?? "";
    expect(said.includes('"parabola" and "left long ago"')).toBe(true);
    const again = await open(name);
    expect(await readNotice(again)).toBe(said);
    await dismissNotice(again);
    expect(await readNotice(database)).toBe(null);
  });

  it("that holds none has nothing to say, and neither has a new one or none at all", async () => {
    const name = freshName();
    (await openFirst(name, true)).close();
    expect(await readNotice(await open(name))).toBe(null);
    expect(await readNotice(await open(freshName()))).toBe(null);
    expect(await readNotice(null)).toBe(null);
  });

  it("that an older page holds open and does not give up is said in words, and nothing of it is lost", async () => {
    const name = freshName();
    const old = await openFirst(name, false);
    const refused = await openDatabase(name, () => {});
    expect("reason" in refused && refused.reason.includes("Close older tabs of this page")).toBe(true);
    old.close();
    expect("reason" in (await openDatabase(name, () => {}))).toBe(false);
  });
});

describe("the database", () => {
  it("gives way to a newer page, and says so", async () => {
    const name = freshName();
    const lost: string[] = [];
    await open(name, (reason) => lost.push(reason));
    await new Promise<void>((resolve, reject) => {
      const newer = indexedDB.open(name, 99);
      newer.onsuccess = () => resolve();
      newer.onerror = () => reject(newer.error);
    });
    expect(lost.length).toBe(1);
    expect(lost[0]?.includes("newer version")).toBe(true);
    const older = await openDatabase(name, () => {});
    expect("reason" in older && older.reason.includes("newer version")).toBe(true);
  });

  it("of an older page loses the segments that nobody can read, and takes evidence from then on", async () => {
    const name = freshName();
    const older = await openDB(name, 1, {
      upgrade(database) {
        database.createObjectStore("profile");
        database.createObjectStore("memberships", { keyPath: "studyId" });
        const chunks = database.createObjectStore("chunks", { keyPath: "id", autoIncrement: true });
        chunks.createIndex("kind", ["studyId", "own", "small"]);
      },
    });
    for (const chunk of packChunks(study, true, [segment("a", 0)])) await older.add("chunks", chunk);
    older.close();
    const store = idbSegmentStore(await open(name), silent);
    expect((await store.loadSegments(study)).length).toBe(0);
    await store.saveEvidence(study, new Uint8Array(7));
    const again = idbSegmentStore(await open(name), silent);
    expect((await again.loadEvidence(study))?.length).toBe(7);
  });

  it("gives way to whoever deletes it, says that, and the store goes on in memory", async () => {
    const name = freshName();
    const lost: string[] = [];
    const store: IdbSegmentStore = idbSegmentStore(await open(name, (reason) => store.lose(reason)), {
      ...silent,
      onNotDurable: (reason) => lost.push(reason),
    });
    await store.appendSegments(study, [segment("a", 0)]);
    const written = store.appendSegments(study, [segment("a", 1)]);
    await deleteDB(name);
    await written;
    await store.appendSegments(study, [segment("a", 2)]);
    await store.flush();
    expect(lost.map((reason) => [reason.includes("deleted"), reason.includes("newer")])).toEqual([[true, false]]);
    expect((await store.loadSegments(study)).length).toBe(2);
    expect((await indexedDB.databases()).some((kept) => kept.name === name)).toBe(false);
  });
});
