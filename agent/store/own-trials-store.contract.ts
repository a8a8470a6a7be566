import { expect, it } from "vitest";
import type { StudyId } from "../../study/spec/spec.ts";
import type { OwnTrialsStore } from "../ports.ts";
import type { StoreUnderTest } from "./segment-store.contract.ts";

const chunk = (log: string, order: number, size = 10) => ({ log, order, bytes: new Uint8Array(size).fill(order) });
const orders = async (store: OwnTrialsStore, study: StudyId) =>
  (await store.loadOwnTrials(study)).map(({ log, order, bytes }) => `${log} ${order} ${bytes.join()}`);
const shown = (...chunks: readonly ReturnType<typeof chunk>[]) =>
  chunks.map(({ log, order, bytes }) => `${log} ${order} ${bytes.join()}`);

/** What every store promises of own trials; within the suite of its segments. */
export function ownTrialsContract(shelf: () => StoreUnderTest, studyA: StudyId, studyB: StudyId): void {
  it("gives back chunks of own trials byte for byte, in their order, also after a reload", async () => {
    const { store } = shelf();
    expect(await store.loadOwnTrials(studyA)).toEqual([]);
    const all = [chunk("a", 3), chunk("b", 1, 0), chunk("a", 2, 70_000)] as const;
    const ids = [];
    for (const it of all) ids.push(await store.appendOwnTrials(studyA, it));
    expect(new Set(ids).size).toBe(3);
    all[0].bytes.fill(0);
    const again = await shelf().reopen();
    expect(await orders(again, studyA)).toEqual(shown(all[1], all[2], chunk("a", 3)));
    expect((await again.loadOwnTrials(studyA)).map(({ id }) => id)).toEqual([ids[1], ids[2], ids[0]]);
  });

  it("puts a chunk of own trials in place of others, all or nothing", async () => {
    const { store } = shelf();
    const first = (await store.appendOwnTrials(studyA, chunk("a", 1))) ?? -1;
    const second = (await store.appendOwnTrials(studyA, chunk("a", 2))) ?? -1;
    await store.appendOwnTrials(studyA, chunk("a", 3));
    expect((await store.appendOwnTrials(studyA, chunk("a", 4), [first, second])) === null).toBe(false);
    expect(await orders(store, studyA)).toEqual(shown(chunk("a", 3), chunk("a", 4)));
    // Another tab of the profile may have rewritten one of them meanwhile.
    expect(await store.appendOwnTrials(studyA, chunk("a", 5), [first])).toBe(null);
    expect(await orders(store, studyA)).toEqual(shown(chunk("a", 3), chunk("a", 4)));
  });

  it("forgets own trials by chunk, by log and with their study, and no others", async () => {
    const { store } = shelf();
    const first = (await store.appendOwnTrials(studyA, chunk("a", 1))) ?? -1;
    const other = (await store.appendOwnTrials(studyB, chunk("a", 2))) ?? -1;
    for (const it of [chunk("a", 3), chunk("liar", 4)]) await store.appendOwnTrials(studyA, it);
    await store.dropOwnTrials(studyA, [first, other, 1e9]);
    expect(await orders(store, studyA)).toEqual(shown(chunk("a", 3), chunk("liar", 4)));
    expect(await orders(store, studyB)).toEqual(shown(chunk("a", 2)));
    await store.dropLogs(studyA, new Set(["liar"]));
    expect(await orders(store, studyA)).toEqual(shown(chunk("a", 3)));
    await store.dropStudy(studyA);
    expect(await orders(store, studyA)).toEqual([]);
    expect(await orders(await shelf().reopen(), studyB)).toEqual(shown(chunk("a", 2)));
  });
}
