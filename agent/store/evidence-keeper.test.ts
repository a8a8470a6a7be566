import { beforeEach, expect, it } from "vitest";
import { decodeEvidence, type Evidence } from "../../swarm/wire/evidence-codec.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { EvidenceKeeper } from "./evidence-keeper.ts";

const STUDY = "S".repeat(43);
let clock: VirtualClock;
let records: Uint8Array[];
/** When each record was written, and how many closed epochs it holds. */
let written: { readonly atMs: number; readonly epochs: number }[];
let keeper: EvidenceKeeper;

beforeEach(() => {
  clock = new VirtualClock(0);
  records = [];
  written = [];
  const store = {
    saveEvidence: async (_: string, bytes: Uint8Array) => {
      written.push({ atMs: clock.nowMs(), epochs: decodeEvidence(bytes).records.length });
    },
    loadEvidence: async () => null,
  };
  const read = (): Evidence => ({ proofs: [], notes: [], records, cells: [] });
  keeper = new EvidenceKeeper(store, STUDY, clock, read, (error) => {
    throw error;
  });
});

/** Something comes every 100 ms: of the open epoch, or one that has closed. */
async function changeFor(
  durationMs: number,
  recordBytes: number,
  what: "boardChanged" | "epochsChanged",
): Promise<void> {
  for (let atMs = 0; atMs < durationMs; atMs += 100) {
    records = [...records, new Uint8Array(recordBytes)];
    keeper[what]();
    await clock.advance(100);
  }
}

it("writes a board at once, then every four seconds or so while it changes", async () => {
  await changeFor(9_000, 20, "boardChanged");
  expect(written[0]).toEqual({ atMs: 0, epochs: 1 });
  expect(written.length).toBe(3);
  expect(written[1]?.atMs).toBeGreaterThanOrEqual(4_000);
  expect(written[2]?.atMs).toBeLessThan(8_500);
});

it("writes what has closed at once", async () => {
  await changeFor(500, 20, "boardChanged");
  await changeFor(3_000, 20, "epochsChanged");
  expect(written.map(({ epochs }) => epochs)).toEqual([1, ...Array.from({ length: 30 }, (_, i) => 6 + i)]);
});

it("waits after each write of what has closed until 128 KiB a second would have taken it", async () => {
  await changeFor(20_000, 10_000, "epochsChanged");
  expect(written.length).toBeGreaterThan(5);
  for (const [i, { atMs, epochs }] of written.slice(0, -1).entries())
    expect((written[i + 1]?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual((epochs * 10_000) / 131.072);
});

it("writes a large board more rarely, 128 KiB a second at most", async () => {
  await changeFor(20_000, 10_000, "boardChanged");
  const bytes = written.reduce((sum, { epochs }) => sum + epochs * 10_000, 0);
  expect(written.length).toBeGreaterThan(1);
  expect(bytes).toBeLessThan(20 * (128 << 10));
});

it("does not keep a note waiting for the board, and writes what waits at the end", async () => {
  await changeFor(1_000, 20, "boardChanged");
  keeper.changed();
  await clock.advance(100);
  expect(written.length).toBe(2);
  await changeFor(300, 20, "boardChanged");
  keeper.close();
  expect(written.at(-1)?.epochs).toBe(records.length);
  const { length } = written;
  await clock.advance(60_000);
  expect(written.length).toBe(length);
});
