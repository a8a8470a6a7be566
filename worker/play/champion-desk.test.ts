import { beforeEach, describe, expect, it } from "vitest";
import type { ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { Json } from "../../study/json.ts";
import { EMPTY_SPACE } from "../../study/space/search-space.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import { type Champion, ChampionDesk } from "./champion-desk.ts";

const program: ObjectiveProgram = { studyId: "s", javascript: "", positions: null, directions: ["maximize"] };
const champion: Champion = { program, trialTimeoutMs: 5_000, generation: 4, genome: [1, 2, 3, 4, 5], sigma: 0.02 };

/** What becomes of a watched trial; without an end it runs for ever. */
interface Course {
  readonly frames?: readonly Json[];
  readonly outcome?: Partial<TrialOutcome>;
  readonly lost?: TrialError;
  readonly loadError?: TrialError;
  readonly neverLoads?: boolean;
}

/** A jail whose workers take 10 ms to load and 100 ms for a trial, and, after a loss, say again that they are ready. */
class StagedRunner implements TrialRunner {
  readonly ran: Proposal[] = [];
  open = 0;
  course: Course = { outcome: {} };
  /** How long a worker takes to go. */
  closingMs = 0;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  openSlot(_program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    const { course } = this;
    let isClosed = false;
    this.open++;
    const after = (ms: number, act: () => void): void => void this.#clock.setTimer(ms, () => isClosed || act());
    const load = (): void =>
      after(10, () => {
        if (course.loadError !== undefined) events.onLoadFailed(course.loadError);
        else if (course.neverLoads !== true) events.onReady();
      });
    load();
    return {
      run: ({ proposals: [proposal] }) => {
        if (proposal === undefined) throw new Error("no proposal");
        this.ran.push(proposal);
        after(100, () => {
          if (course.frames !== undefined) events.onFrames?.(proposal.number, course.frames);
          if (course.outcome !== undefined) events.onFinished([{ ...outcome(proposal.number), ...course.outcome }]);
          if (course.lost === undefined) return;
          events.onLost(course.lost);
          load();
        });
      },
      refreshPruner() {},
      restart() {},
      close: async () => {
        if (isClosed) return;
        isClosed = true;
        if (this.closingMs > 0) await new Promise<void>((gone) => void this.#clock.setTimer(this.closingMs, gone));
        this.open--;
      },
    };
  }
}

const outcome = (number: number): TrialOutcome => ({
  number,
  state: "complete",
  values: [195],
  space: EMPTY_SPACE,
  params: [],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 100,
});

const failure = (kind: TrialError["kind"]): TrialError => ({ kind, message: "no", line: null, column: null });

describe("a champion that somebody looks on at", () => {
  let clock: VirtualClock;
  let runner: StagedRunner;
  let desk: ChampionDesk;
  beforeEach(() => {
    clock = new VirtualClock();
    runner = new StagedRunner(clock);
    desk = new ChampionDesk({ runner, clock });
  });

  async function played(course: Course, withinMs = 40_000) {
    runner.course = course;
    const play = desk.play(champion, 0);
    await clock.advance(withinMs);
    expect(runner.open).toBe(0);
    return play;
  }

  it("shows its episode, what it came to and how large it is", async () => {
    const frames = [{ state: [0, 1] }, { state: [1, 1], reward: 1 }];
    expect(await played({ frames, outcome: { userAttrs: { weights: 386 } } })).toEqual({
      generation: 4,
      episode: 0,
      value: 195,
      error: null,
      frames,
      seeds: 5,
      weights: 386,
    });
    const [proposal] = runner.ran;
    expect(proposal).toMatchObject({ isWatched: true, bred: { genome: champion.genome, sigma: 0.02, generation: 4 } });
  });

  it("has the same chance in an episode whenever it is asked for, and another in every other", async () => {
    const seeds: number[] = [];
    for (const [generation, episode, studyId] of [
      [4, 0, "s"],
      [4, 0, "s"],
      [4, 1, "s"],
      [5, 0, "s"],
      [4, 0, "t"],
    ] as const) {
      const play = desk.play({ ...champion, generation, program: { ...program, studyId } }, episode);
      await clock.advance(1_000);
      await play;
      seeds.push(runner.ran.at(-1)?.seed ?? Number.NaN);
    }
    expect(seeds[1]).toBe(seeds[0]);
    expect(new Set(seeds).size).toBe(4);
    for (const seed of seeds) expect(seed).toBe(seed >>> 0);
  });

  it.each<[string, Course, TrialError["kind"]]>([
    ["throws", { frames: [1], outcome: { state: "failed", values: [], error: failure("threw") } }, "threw"],
    ["never returns", {}, "timeout"],
    ["takes its worker along", { lost: failure("crashed") }, "crashed"],
    ["takes all memory", { frames: [1], lost: failure("memory") }, "memory"],
    ["does not load", { loadError: failure("threw") }, "threw"],
    ["loads without end", { neverLoads: true }, "timeout"],
  ])("says how it ended where it %s, and runs once", async (_, course, kind) => {
    const { value, error, frames } = await played(course);
    expect([value, error?.kind, frames]).toEqual([null, kind, course.frames ?? []]);
    expect(runner.ran.length).toBeLessThanOrEqual(1);
  });

  it("has the study's time limit, from when its worker has loaded", async () => {
    runner.course = {};
    const play = desk.play(champion, 0);
    await clock.advance(5_009);
    expect(runner.open).toBe(1);
    await clock.advance(1);
    expect(runner.open).toBe(0);
    expect((await play).error).toMatchObject({ kind: "timeout", message: "It did not end within 5 s." });
  });

  it.each([[-1], [0.5], ["386"], [1e300]])("has no %s weights", async (weights) => {
    expect((await played({ outcome: { userAttrs: { weights } } })).weights).toBeNull();
  });

  it("stops when another plays, and says so to who waited for it", async () => {
    runner.course = {};
    const first = desk.play(champion, 0);
    await clock.advance(50);
    runner.course = { outcome: {} };
    const second = desk.play(champion, 1);
    await expect(first).rejects.toThrow(/stopped; play it again/);
    await clock.advance(1_000);
    expect(await second).toMatchObject({ episode: 1, value: 195 });
    expect(runner.open).toBe(0);
  });

  it("stops when it is told to, or its study is left, and not for another study's sake", async () => {
    for (const stop of [() => desk.stop(), () => desk.stop("s")]) {
      const play = desk.play(champion, 0);
      desk.stop("t");
      await clock.advance(50);
      expect(runner.open).toBe(1);
      stop();
      await expect(play).rejects.toThrow(/stopped/);
      expect(runner.open).toBe(0);
      stop();
    }
  });

  it("can still be stopped when the worker of the one before it has gone at last", async () => {
    runner.closingMs = 500;
    const first = desk.play(champion, 0);
    await clock.advance(200);
    runner.course = {};
    const second = desk.play(champion, 1);
    await expect(first).rejects.toThrow(/stopped/);
    await clock.advance(1_000);
    desk.stop();
    await expect(second).rejects.toThrow(/stopped/);
    await clock.advance(500);
    expect(runner.open).toBe(0);
  });
});
