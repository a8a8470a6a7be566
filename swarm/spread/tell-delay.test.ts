import { expect, test } from "vitest";
import { MAX_TELL_DELAY_MS, MIN_TELL_DELAY_MS, TellDelay } from "./tell-delay.ts";

/** What a segment costs beside its trials where it is sent once. */
const ENVELOPE_BYTES = 105;

/** So many tabs finish a trial of `trialBytes` a second each, for two minutes, and tell as late as they are asked to. */
function swarmOf(tabs: number, trialBytes: number): { readonly delayMs: number; readonly bytesPerTrial: number } {
  const delay = new TellDelay(0);
  const told = Array.from({ length: tabs }, (_, i) => -i / tabs);
  const lengths = told.map(() => 0);
  let [segments, trials] = [0, 0];
  for (let second = 1; second <= 120; second++) {
    for (const [tab, before] of told.entries()) {
      if (second - before < delay.delayMs(second * 1_000) / 1_000) continue;
      const count = Math.floor(second - before);
      if (count === 0) continue;
      lengths[tab] = (lengths[tab] ?? 0) + 1;
      delay.came(count, count * trialBytes);
      delay.grown(`tab${tab}`, lengths[tab], second * 1_000);
      told[tab] = before + count;
      if (second > 60) [segments, trials] = [segments + 1, trials + count];
    }
  }
  return { delayMs: delay.delayMs(120_000), bytesPerTrial: trialBytes + (ENVELOPE_BYTES * segments) / trials };
}

test.each([105, 36])("11 and 32 tabs with a trial of %d bytes a second each tell without delay", (trialBytes) => {
  expect(swarmOf(11, trialBytes).delayMs).toBe(MIN_TELL_DELAY_MS);
  expect(swarmOf(32, trialBytes).delayMs).toBe(MIN_TELL_DELAY_MS);
});

test("a few who are heard of among many that begin wait as many have to", () => {
  const [few, many] = [30, 99].map((others) => {
    const delay = new TellDelay(0, { others: () => others, share: 0 });
    delay.told(0);
    for (let tab = 0; tab < 30; tab++) {
      delay.came(1, 36);
      delay.grown(`tab${tab}`, 1, 1_000);
    }
    return delay.delayMs(1_000);
  });
  expect(many).toBeGreaterThan(1.5 * (few ?? 0));
});

test("the more tabs tell, the longer they wait", () => {
  const delays = [32, 40, 50, 64, 80, 100, 150, 200].map((tabs) => swarmOf(tabs, 36).delayMs);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
});

test.each([
  [105, 150],
  [36, 60],
])("100 tabs with trials of %d bytes wait 3 to 8 s, and send at most %d bytes for each", (trialBytes, most) => {
  const { delayMs, bytesPerTrial } = swarmOf(100, trialBytes);
  expect(delayMs).toBeGreaterThan(3_000);
  expect(delayMs).toBeLessThan(8_000);
  expect(bytesPerTrial).toBeLessThan(most);
  expect(delayMs, "a timer waits whole milliseconds").toBe(Math.round(delayMs));
});

test("1,000 tabs wait for half a minute and no longer", () => {
  expect(swarmOf(1_000, 105).delayMs).toBe(MAX_TELL_DELAY_MS);
});

test("a tab that is alone tells at once, and so does one that was among many a while ago", () => {
  const delay = new TellDelay(0);
  expect(delay.delayMs(0)).toBe(MIN_TELL_DELAY_MS);
  for (let i = 0; i < 20_000; i++) {
    delay.came(1, 105);
    delay.grown(`tab${i % 1_000}`, 1 + Math.floor(i / 1_000), i);
  }
  expect(delay.delayMs(20_000)).toBeGreaterThan(10_000);
  expect(delay.delayMs(300_000)).toBe(MIN_TELL_DELAY_MS);
});

test("100 tabs that begin at once wait for each other two seconds later", () => {
  const delay = new TellDelay(0);
  for (let second = 61; second <= 62; second++)
    for (let tab = 0; tab < 100; tab++) {
      delay.came(1, 36);
      delay.grown(`tab${tab}`, second - 60, second * 1_000);
    }
  expect(delay.delayMs(62_000)).toBeGreaterThan(3_000);
});

test("a newcomer does not take what was told before it came for news", () => {
  const delay = new TellDelay(0);
  for (let i = 0; i < 1_000; i++) {
    delay.came(10, 1_050);
    delay.grown(`tab${i}`, 500, 10);
  }
  expect(delay.delayMs(1_000)).toBe(MIN_TELL_DELAY_MS);
});

/** The floor after two minutes in which so many tabs told so many bytes a second each, and again after two in which they told `then`. */
function floors(tabs: number, bytesPerSecond: number, then: number): number[] {
  const delay = new TellDelay(0);
  return [bytesPerSecond, then].map((bytes, turn) => {
    for (let second = turn * 120; second < turn * 120 + 120; second++)
      for (let tab = 0; tab < tabs; tab++) {
        delay.came(10, bytes);
        delay.grown(`tab${tab}`, second + 1, second * 1_000);
      }
    return delay.floor(turn * 120_000 + 120_000);
  });
}

test("of more than a tab can pass on all agree on a sample, and on all of it again when there is less", () => {
  expect(floors(2, 20_000, 100)).toEqual([0, 0]);
  expect(floors(10, 2_000, 100)).toEqual([0, 0]);
  expect(floors(10, 10_000, 100)).toEqual([2, 0]);
  expect(floors(100, 10_000, 2_000)).toEqual([6, 4]);
});

test("a burst is passed on whole", () => {
  const delay = new TellDelay(0);
  for (let i = 0; i < 80; i++) {
    delay.came(64, 6_720);
    delay.grown(`tab${i % 8}`, 1 + Math.floor(i / 8), 1_000);
  }
  expect(delay.floor(1_000)).toBe(0);
});

test("of many that begin together each waits for its share before it has heard of any other, and not again", () => {
  const first = (others: number, share: number): number => new TellDelay(0, { others: () => others, share }).delayMs(0);
  expect(first(31, 1)).toBe(MIN_TELL_DELAY_MS);
  expect([0, 0.5, 1].map((share) => first(1_000, share))).toEqual([
    MIN_TELL_DELAY_MS,
    MAX_TELL_DELAY_MS / 2,
    MAX_TELL_DELAY_MS,
  ]);
  const delay = new TellDelay(0, { others: () => 1_000, share: 1 });
  delay.told(0);
  expect(delay.delayMs(1_000)).toBe(MIN_TELL_DELAY_MS);
  expect(delay.delayMs(120_000)).toBe(MAX_TELL_DELAY_MS);
});

test("of a crowd that begins a sample is passed on within ten seconds", () => {
  const delay = new TellDelay(0);
  for (let second = 1; second <= 10; second++)
    for (let tab = 0; tab < 300; tab++) {
      delay.came(1, 105);
      delay.grown(`tab${tab}`, second, second * 1_000);
    }
  expect(delay.floor(10_000)).toBeGreaterThanOrEqual(1);
});

test("of a crowd whose segments grow as it begins a sample is passed on before the budget is used up", () => {
  const delay = new TellDelay(0);
  for (let second = 1; second <= 10; second++)
    for (let tab = 0; tab < 30; tab++) {
      delay.came(second, second * 105);
      delay.grown(`tab${second % 10}.${tab}`, 1 + Math.floor(second / 10), second * 1_000);
    }
  expect(delay.floor(10_000)).toBe(1);
});

test("of a hundred that begin in a burst, and go on in bursts, all is passed on", () => {
  const delay = new TellDelay(0);
  const lengths = new Map<number, number>();
  const floors = new Set<number>();
  for (let second = 1; second <= 70; second++) {
    const tellers = second <= 4 ? 44 : second % 7 < 3 ? 33 : 0;
    for (let i = 0; i < tellers; i++) {
      const tab = (second * 44 + i) % 100;
      lengths.set(tab, (lengths.get(tab) ?? 0) + 1);
      delay.came(7, 7 * 90);
      delay.grown(`tab${tab}`, lengths.get(tab) ?? 1, second * 1_000);
    }
    floors.add(delay.floor(second * 1_000));
  }
  expect([...floors]).toEqual([0]);
});
