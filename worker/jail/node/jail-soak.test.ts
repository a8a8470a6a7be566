// Many trials through one isolate after another, one in a hundred of them hostile: nothing may be left of them. A small one here;
// `npm run soak:jail` runs 100,000.
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { TrialError } from "../../../study/trial/trial.ts";
import { systemClock } from "../../system-clock.ts";
import { childrenOf, Held, until } from "./node-jail.contract.ts";
import { isolateJail } from "./node-jails.ts";
import { programs } from "./testing/programs.ts";

const TRIALS = Number(process.env["WAGGLE_SOAK_TRIALS"] ?? "600");
const BATCH = 50;
/** One in so many is hostile. */
const EVERY = 100;
const SLOTS = 2;
/** A batch that ends at all does so in milliseconds. */
const STALLED_MS = 3_000;
const STALLED: TrialError = { kind: "timeout", message: "took too long", line: null, column: null };

/** Each hostile trial does the next of these; some end it, some the jail has to. */
const HOSTILE = `const attacks = [
  () => { throw new Error("no"); },
  () => { for (;;); },
  () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); },
  () => { Promise.prototype.then = () => 1; Array.prototype.push = null; },
  () => { const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1)); },
  () => { for (;;) setTimeout(() => {}, 1e6); },
  () => new Promise(() => {}),
  () => { for (let i = 0; i < 1e5; i++) console.log("x".repeat(1000)); },
  () => { Object.prototype.toJSON = () => { throw 1; }; globalThis.Float64Array = null; },
  () => { const down = () => down() + 1; return down(); },
];
export default (trial) => {
  if (trial.number % ${EVERY} === 37) attacks[Math.floor(trial.number / ${EVERY}) % attacks.length]();
  return trial.suggestFloat("x", -100, 100) ** 2;
};`;

const heapAfterCollection = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};
const openFiles = (): number => readdirSync("/proc/self/fd").length;

it(
  `after ${TRIALS} trials, one in ${EVERY} hostile, nothing is left`,
  async () => {
    const before = { children: childrenOf(process.pid), files: openFiles() };
    const jail = isolateJail(programs, systemClock, { maxLoadMs: 60_000 });
    if (jail === null) throw new Error("isolated-vm has no binary for this machine.");
    const slots = Array.from({ length: SLOTS }, () => new Held(jail, HOSTILE));
    const told = { complete: 0, failed: 0, lost: 0 };
    const memory: number[] = [];
    let begun = 0;
    const feed = async (held: Held): Promise<void> => {
      await until(() => held.ready > 0, "it loads");
      while (begun < TRIALS) {
        begun += BATCH;
        const [ready, lost] = [held.ready, held.lost.length];
        held.outcomes.length = 0;
        held.run(BATCH);
        const sinceMs = performance.now();
        while (held.outcomes.length < BATCH && held.lost.length === lost) {
          if (performance.now() - sinceMs > STALLED_MS) held.slot.restart(STALLED);
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        if (held.lost.length > lost) await until(() => held.ready > ready, "ready again");
        for (const { state } of held.outcomes) told[state === "complete" ? "complete" : "failed"] += 1;
        told.lost += held.lost.length - lost;
        // What is lost is counted, and no more of it kept.
        held.lost.length = 0;
        held.lines.length = 0;
        // Every slot has one process at most.
        expect(childrenOf(process.pid).length - before.children.length).toBeLessThanOrEqual(SLOTS + 1);
        memory.push(heapAfterCollection());
      }
    };
    await Promise.all(slots.map(feed));
    await Promise.all(slots.map(({ slot }) => slot.close()));
    await until(() => childrenOf(process.pid).length <= before.children.length, "the children's end");
    await until(() => openFiles() <= before.files + 2, "files are closed");
    expect(told.complete).toBeGreaterThan(TRIALS / 2);
    expect(told.failed + told.lost).toBeGreaterThanOrEqual(TRIALS / EVERY / 4);
    // As much in the last tenth as in the second, to 64 MB: by then all that is loaded once is loaded.
    const tenth = Math.floor(memory.length / 10);
    const least = (from: number): number => Math.min(...memory.slice(from, from + Math.max(1, tenth)));
    const grown = (least(memory.length - Math.max(1, tenth)) - least(tenth)) / 2 ** 20;
    console.log(
      JSON.stringify({ trials: begun, ...told, files: openFiles() - before.files, grownMb: Math.round(grown) }),
    );
    expect(grown).toBeLessThan(64);
  },
  6 * 3_600_000,
);
