import { describe, expect, it, test } from "vitest";
import { MAX_QUEUE_BYTES, PushQueue } from "./push-queue.ts";
import { ANSWER_BYTES_PER_SECOND, UPLOAD_BURST_BYTES, UPLOAD_BYTES_PER_SECOND, Upload } from "./upload.ts";

/** Bytes that leave within so many seconds where there is always more. */
function sentWithin(seconds: number, take: (sizeBytes: number, nowMs: number) => boolean): number {
  let sent = 0;
  for (let nowMs = 0; nowMs <= seconds * 1_000; nowMs += 10) while (take(500, nowMs)) sent += 500;
  return sent;
}

describe("what a core sends", () => {
  it("is a burst, then 32 kB a second", () => {
    const upload = new Upload(0);
    const sent = sentWithin(60, (bytes, nowMs) => upload.take(bytes, nowMs));
    expect(sent).toBeGreaterThan(UPLOAD_BURST_BYTES + 59 * UPLOAD_BYTES_PER_SECOND);
    expect(sent).toBeLessThan(UPLOAD_BURST_BYTES + 61 * UPLOAD_BYTES_PER_SECOND);
  });

  it("leaves what must leave, and has half of itself for the rest all the same", () => {
    const upload = new Upload(0);
    upload.spend(UPLOAD_BURST_BYTES, 0);
    const sent = sentWithin(60, (bytes, nowMs) => {
      upload.spend(bytes, nowMs);
      return upload.take(bytes, nowMs);
    });
    expect(sent).toBeGreaterThan(59 * 0.5 * UPLOAD_BYTES_PER_SECOND);
    expect(sent).toBeLessThan(61 * 0.5 * UPLOAD_BYTES_PER_SECOND + 500);
  });

  it("leaves answers a budget of their own, which delays no news", () => {
    const upload = new Upload(0);
    let answered = 0;
    for (let nowMs = 0; nowMs <= 10_000; nowMs += 10)
      if (upload.answerRoom(nowMs) > 0) {
        upload.answered(100_000, nowMs);
        answered += 100_000;
      }
    expect(answered).toBeGreaterThan(UPLOAD_BURST_BYTES + 9 * ANSWER_BYTES_PER_SECOND);
    expect(answered).toBeLessThan(UPLOAD_BURST_BYTES + 11 * ANSWER_BYTES_PER_SECOND);
    expect(upload.take(UPLOAD_BURST_BYTES, 10_000)).toBe(true);
  });

  it("is no more than a person allows, answers included", () => {
    const upload = new Upload(0, 10_000);
    const news = sentWithin(60, (bytes, nowMs) => upload.take(bytes, nowMs));
    let answers = 0;
    for (let nowMs = 0; nowMs <= 60_000; nowMs += 10)
      if (upload.answerRoom(nowMs) > 0) {
        upload.answered(1_000, nowMs);
        answers += 1_000;
      }
    expect(news + answers).toBeGreaterThan(600_000);
    expect(news + answers).toBeLessThan(600_000 + UPLOAD_BURST_BYTES / 5);
  });
});

describe("another limit while a core runs", () => {
  it("holds from then on, without a new burst", () => {
    const upload = new Upload(0);
    upload.limit(4_000, 0);
    const low = sentWithin(60, (bytes, nowMs) => upload.take(bytes, nowMs));
    expect(low).toBeLessThan(60 * 2_000 + UPLOAD_BURST_BYTES / 16 + 500);
    upload.limit(288_000, 60_000);
    const soon = sentWithin(10, (bytes, nowMs) => upload.take(bytes, 60_000 + nowMs));
    expect(soon).toBeGreaterThan(9 * UPLOAD_BYTES_PER_SECOND);
    expect(soon).toBeLessThan(11 * UPLOAD_BYTES_PER_SECOND);
  });

  it("forgives nothing that is owed", () => {
    const upload = new Upload(0, 8_000);
    upload.spend(UPLOAD_BURST_BYTES, 0);
    upload.answered(UPLOAD_BURST_BYTES, 0);
    upload.limit(288_000, 0);
    expect(upload.answerRoom(0)).toBe(0);
    // Half of the former limit's second was left for what may wait.
    expect(Array.from({ length: 10 }, () => upload.take(1_000, 0)).filter(Boolean)).toHaveLength(2);
  });

  it("of all that there ever is to send is none", () => {
    const [free, held] = [new Upload(0), new Upload(0, UPLOAD_BYTES_PER_SECOND + ANSWER_BYTES_PER_SECOND)];
    for (let nowMs = 0; nowMs <= 5_000; nowMs += 100) {
      expect(held.answerRoom(nowMs)).toBe(free.answerRoom(nowMs));
      expect(held.take(60_000, nowMs)).toBe(free.take(60_000, nowMs));
      for (const upload of [free, held]) upload.answered(100_000, nowMs);
    }
  });
});

describe("what waits to be pushed", () => {
  const waiting = (item: string, level: number, sizeBytes = 1) => ({ link: 1, key: item, item, level, sizeBytes });

  it("goes by its level, the newest first, and waits on from the first that does not fit", () => {
    const queue = new PushQueue<string>();
    for (const [item, level] of [
      ["a", 0],
      ["b", 2],
      ["c", 0],
      ["d", 2],
    ] as const)
      queue.add(waiting(item, level));
    let room = 2;
    expect(queue.take(() => room-- > 0).map(({ item }) => item)).toEqual(["d", "b"]);
    queue.add(waiting("e", 0));
    queue.add(waiting("f", 1));
    expect(queue.take(() => true).map(({ item }) => item)).toEqual(["f", "e", "c", "a"]);
    expect(queue.length).toBe(0);
  });

  test("too much of it, and the oldest of the lowest level is forgotten", () => {
    const queue = new PushQueue<string>();
    const part = MAX_QUEUE_BYTES / 4;
    for (let i = 0; i < 8; i++) queue.add(waiting(`low ${i}`, 0, part));
    queue.add(waiting("high", 1, part));
    const left = queue.take(() => true).map(({ item }) => item);
    expect(left).toEqual(["high", "low 7", "low 6", "low 5"]);
  });
});
