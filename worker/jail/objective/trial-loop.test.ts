import { describe, expect, it } from "vitest";
import { TrialPruned } from "../../../study/errors.ts";
import type { Json } from "../../../study/json.ts";
import { EMPTY_SPACE, type SearchSpace } from "../../../study/space/search-space.ts";
import type { TrialContext } from "../../../study/trial/suggest.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import { MAX_FRAMES } from "../../../study/trial/trial-limits.ts";
import type { JailBatch, JailProposal } from "../wire/batch-codec.ts";
import { MAX_CHUNK_TRIALS, MAX_WAITING_REPORTS } from "../wire/jail-limits.ts";
import { MESSAGE_KIND, unpackMessage } from "../wire/message-bytes.ts";
import { OutcomeReader } from "../wire/outcome-reader.ts";
import { FramesReader } from "../wire/shown-frames.ts";
import { TrialLoop } from "./trial-loop.ts";

const SPACE: SearchSpace = {
  names: ["x"],
  distributions: [{ kind: "float", low: 0, high: 1e6, log: false, step: null }],
};

const asked = (count: number): JailProposal[] =>
  Array.from({ length: count }, (_, number) => ({
    number,
    seed: number,
    space: SPACE,
    values: [number],
    fixed: null,
    mixtures: null,
  }));

/** A worker whose clock moves by `trialMs` in each trial. */
function world(objective: (trial: TrialContext) => unknown, trialMs: number, unacknowledged = () => 0) {
  let nowMs = 1_000;
  const sent: { kind: number; bytes: ArrayBuffer; atMs: number }[] = [];
  const paused: number[] = [];
  const loop = new TrialLoop({
    objective(trial) {
      nowMs += trialMs;
      return objective(trial);
    },
    directions: ["minimize"],
    nowMs: () => nowMs,
    send(bytes) {
      const message = unpackMessage(bytes);
      sent.push({ kind: message.ok ? message.value.kind : -1, bytes, atMs: nowMs });
    },
    unacknowledged,
    pause() {
      paused.push(nowMs);
      return Promise.resolve();
    },
    positionOf: () => ({ line: 3, column: 4 }),
  });
  return { loop, sent, paused };
}

async function run(count: number, objective: (trial: TrialContext) => unknown, trialMs = 0) {
  const { loop, sent, paused } = world(objective, trialMs);
  await loop.run({ proposals: asked(count), pruner: { kind: "nop" } });
  const reader = new OutcomeReader(1);
  const chunks: TrialOutcome[][] = [];
  for (const { bytes } of sent.filter((it) => it.kind === MESSAGE_KIND.outcomes)) {
    const message = unpackMessage(bytes);
    if (!message.ok) throw new Error(message.reason);
    const read = reader.read(message.value, { proposals: asked(count), next: chunks.flat().length });
    if (!read.ok) throw new Error(read.reason);
    chunks.push(read.value);
  }
  return { outcomes: chunks.flat(), chunks, sent, paused };
}

const x = (trial: TrialContext): number => trial.suggestFloat("x", 0, 1e6);

describe("a batch in the jail", () => {
  it("says how many trials it told, fewer than there were where an objective keeps lists from growing", async () => {
    const push = Array.prototype.push;
    const batch = (): JailBatch => ({ proposals: asked(3), pruner: { kind: "nop" } });
    const { loop } = world(x, 0);
    expect(await loop.run(batch())).toBe(3);
    expect(await loop.run(batch())).toBe(3);
    const next = batch();
    const hostile = world((trial) => {
      Reflect.set(Array.prototype, "push", () => 0);
      return x(trial);
    }, 0);
    try {
      expect(await hostile.loop.run(next)).toBeLessThan(3);
    } finally {
      Reflect.set(Array.prototype, "push", push);
    }
  });

  it("runs in order and keeps each trial's values", async () => {
    const { outcomes } = await run(5, x);
    expect(outcomes.map((it) => [it.number, it.state, it.values, it.params])).toEqual(
      [0, 1, 2, 3, 4].map((n) => [n, "complete", [n], [n]]),
    );
  });

  it("waits for an asynchronous objective before the next trial begins", async () => {
    const running = new Set<number>();
    const { outcomes } = await run(4, async (trial) => {
      expect(running.size).toBe(0);
      running.add(trial.number);
      await Promise.resolve();
      running.delete(trial.number);
      return x(trial);
    });
    expect(outcomes.map((it) => it.values[0])).toEqual([0, 1, 2, 3]);
  });

  it("waits for nothing once the last trial of a batch is told: the next batch may come then", async () => {
    const { chunks, paused } = await run(3, x, 30);
    expect(chunks.map(({ length }) => length)).toEqual([1, 1, 1]);
    expect(paused).toHaveLength(2);
  });

  it("leaves in chunks of 20 ms when trials take time, one pause after each", async () => {
    const { chunks, paused } = await run(10, x, 7);
    expect(chunks.map((it) => it.length)).toEqual([3, 3, 3, 1]);
    expect(paused).toHaveLength(3);
  });

  it("leaves trial by trial when each is slow", async () => {
    expect((await run(3, x, 500)).chunks.map((it) => it.length)).toEqual([1, 1, 1]);
  });

  it("leaves by the thousand when trials take no time", async () => {
    expect((await run(2_500, x)).chunks.map((it) => it.length)).toEqual([MAX_CHUNK_TRIALS, MAX_CHUNK_TRIALS, 500]);
  });

  it("tells how each trial ended", async () => {
    const ends: ((trial: TrialContext) => unknown)[] = [
      () => Number.NEGATIVE_INFINITY,
      () => Number.NaN,
      () => "no number",
      () => {
        throw new RangeError("too far");
      },
      () => Promise.reject(new TypeError("later")),
      (trial) => {
        trial.report(8, 0);
        throw new TrialPruned();
      },
      (trial) => trial.suggestFloat("x", 5, 1),
    ];
    const { outcomes } = await run(ends.length, (trial) => ends[trial.number]?.(trial));
    expect(outcomes.map((it) => [it.state, it.values, it.error?.kind, it.error?.line])).toEqual([
      ["complete", [Number.NEGATIVE_INFINITY], undefined, undefined],
      ["failed", [], "nan", null],
      ["failed", [], "wrong-values", null],
      ["failed", [], "threw", 3],
      ["failed", [], "threw", 3],
      ["pruned", [8], undefined, undefined],
      ["failed", [], "misuse", 3],
    ]);
  });

  it("tells intermediate values at most ten times a second, and all of them at the end", async () => {
    const { loop, sent } = world((trial) => {
      for (let step = 0; step < 1_000; step++) trial.report(step, step);
      return 1;
    }, 60);
    await loop.run({ proposals: asked(10), pruner: { kind: "nop" } });
    const reports = sent.filter((it) => it.kind === MESSAGE_KIND.report);
    expect(reports.map((it) => it.atMs)).toEqual([1_060, 1_180, 1_300, 1_420, 1_540]);
  });

  it("falls silent about intermediate values long before it could be taken for a flood", async () => {
    let sentCount = 0;
    const { loop, sent } = world(
      (trial) => {
        trial.report(1, 0);
        sentCount = sent.length;
        return 1;
      },
      10_000,
      () => sentCount,
    );
    await loop.run({ proposals: asked(200), pruner: { kind: "nop" } });
    expect(sent.filter((it) => it.kind === MESSAGE_KIND.report).length).toBeLessThanOrEqual(MAX_WAITING_REPORTS);
  });

  it("does not tell what a trial reports after its end", async () => {
    const trials: TrialContext[] = [];
    const { loop, sent } = world((trial) => {
      trials[0]?.report(1, trial.number);
      trials.push(trial);
      return 1;
    }, 200);
    await loop.run({ proposals: asked(5), pruner: { kind: "nop" } });
    expect(sent.filter((it) => it.kind === MESSAGE_KIND.report)).toEqual([]);
  });

  it("lets a running trial see a newer pruner", async () => {
    const { loop, sent } = world(async (trial) => {
      trial.report(1, 0);
      expect(trial.shouldPrune()).toBe(false);
      loop.refreshPruner({
        kind: "percentile",
        warmupSteps: 0,
        intervalSteps: 1,
        steps: [0],
        objectives: [{ maximize: false, thresholds: [0.5] }],
      });
      await Promise.resolve();
      if (trial.shouldPrune()) throw new TrialPruned();
      return 1;
    }, 0);
    await loop.run({ proposals: asked(1), pruner: { kind: "nop" } });
    const last = unpackMessage(sent.at(-1)?.bytes ?? new ArrayBuffer(0));
    expect(last.ok && last.value.numbers[1]).toBe(1);
  });
});

describe("a trial of a generation", () => {
  const bred = { generation: 2, cell: 41, genome: [7, 4_294_967_295, 0], sigma: 0.25 };

  it("finds its genome under any name, its own chance and the sampler's sigma, and tells no parameters", async () => {
    const found: unknown[] = [];
    const { loop, sent } = world((trial) => {
      found.push(trial.suggestSeeds("weights", { maxLength: 1_000 }), trial.seed, trial.sigma, trial.isWatched);
      trial.show("nobody sees this");
      return trial.rng.next();
    }, 0);
    const batch: JailBatch = {
      proposals: [9, 9, 10].map(
        (seed, number): JailProposal => ({
          number,
          seed,
          space: EMPTY_SPACE,
          values: [],
          fixed: null,
          mixtures: null,
          bred,
        }),
      ),
      pruner: { kind: "nop" },
    };
    await loop.run(batch);
    expect(found.slice(0, 4)).toEqual([bred.genome, 9, 0.25, false]);
    expect(sent).toHaveLength(1);
    const message = unpackMessage(sent[0]?.bytes ?? new ArrayBuffer(0));
    const read = message.ok
      ? new OutcomeReader(1).read(message.value, { proposals: batch.proposals, next: 0 })
      : message;
    if (!read.ok) throw new Error(read.reason);
    expect(read.value.map(({ params, space }) => [params, space.names])).toEqual([
      [[], []],
      [[], []],
      [[], []],
    ]);
    const [first, second, third] = read.value.map(({ values }) => values[0]);
    expect([first === second, first === third]).toEqual([true, false]);
  });
});

describe("a trial that somebody looks on at", () => {
  async function shownBy(objective: (trial: TrialContext) => unknown) {
    const { loop, sent } = world(objective, 0);
    const proposals = asked(3).map((it) => Object.assign(it, it.number === 1 ? { isWatched: true } : {}));
    await loop.run({ proposals, pruner: { kind: "nop" } });
    const reader = new FramesReader();
    const kinds = sent.map(({ kind }) => kind);
    let frames: readonly unknown[] | null = null;
    for (const { kind, bytes } of sent) {
      const message = unpackMessage(bytes);
      if (!message.ok || kind !== MESSAGE_KIND.frames) continue;
      const read = reader.read(message.value, { proposals, next: 1 });
      if (!read.ok) throw new Error(read.reason);
      frames = read.value?.frames ?? frames;
    }
    return { kinds, frames };
  }
  const { frames: FRAMES, outcomes: OUTCOMES } = MESSAGE_KIND;

  it("shows what it shows before its outcome is told, also where it is asynchronous or fails, and its neighbours nothing", async () => {
    const show = (trial: TrialContext) => {
      trial.show([trial.number, "first"]);
      trial.show({ seed: trial.seed });
    };
    const objectives: ((trial: TrialContext) => unknown)[] = [
      (trial) => {
        show(trial);
        return 1;
      },
      async (trial) => {
        show(trial);
        await Promise.resolve();
        return 1;
      },
      (trial) => {
        show(trial);
        throw new Error("over");
      },
    ];
    for (const objective of objectives) {
      const { kinds, frames } = await shownBy(objective);
      expect(frames).toEqual([[1, "first"], { seed: 1 }]);
      expect(kinds).toEqual([FRAMES, OUTCOMES]);
    }
  });

  it("shows as much as there is room for and ends, whatever it shows", async () => {
    const endless = await shownBy((trial) => {
      for (let i = 0; i < 1e6; i++) trial.show(i);
      return 1;
    });
    expect([endless.frames?.length, endless.kinds]).toEqual([MAX_FRAMES, [FRAMES, OUTCOMES]]);
    const knot: Record<string, Json> = {};
    knot["self"] = knot;
    const tied = await shownBy((trial) => trial.show(knot));
    expect([tied.frames, tied.kinds]).toEqual([[], [FRAMES, OUTCOMES]]);
    const broken = await shownBy((trial) => {
      Object.defineProperty(trial, "frames", {
        get() {
          throw new Error("no");
        },
      });
      return 1;
    });
    expect([broken.frames, broken.kinds]).toEqual([null, [OUTCOMES]]);
  });
});

describe("an objective that works against its worker", () => {
  const states = (outcomes: readonly TrialOutcome[]) => outcomes.map((it) => [it.number, it.state, it.error?.kind]);
  const only =
    (act: (trial: TrialContext) => unknown) =>
    (trial: TrialContext): unknown =>
      trial.number === 1 ? act(trial) : x(trial);
  const untouched = (kind: string) => [
    [0, "complete", undefined],
    [1, "failed", kind],
    [2, "complete", undefined],
  ];

  it.each<[string, string, (trial: TrialContext) => unknown]>([
    [
      "throws what cannot be looked at",
      "threw",
      () => {
        throw new Proxy(
          {},
          {
            getPrototypeOf() {
              throw new Error("no");
            },
          },
        );
      },
    ],
    [
      "returns what cannot be looked at",
      "wrong-values",
      () =>
        new Proxy([1], {
          get(target, key) {
            if (key === "then") return undefined;
            if (key === "length") throw new Error("no");
            return Reflect.get(target, key) as unknown;
          },
        }),
    ],
    ["gives its trial another number", "threw", (trial) => Object.defineProperty(trial, "number", { value: 9 }) && 1],
    [
      "gives its trial a space that cannot be read",
      "threw",
      (trial) =>
        Object.defineProperty(trial, "space", {
          get() {
            throw new Error("no");
          },
        }) && 1,
    ],
    [
      "takes the trial's prototype away",
      "threw",
      (trial) => {
        Object.setPrototypeOf(trial, null);
        return Promise.resolve(1);
      },
    ],
  ])("fails at once when it %s, and its neighbours do not", async (_, kind, act) => {
    expect(states((await run(3, only(act))).outcomes)).toEqual(untouched(kind));
  });

  it("is told as failed, trial by trial, when nothing can be written any more", async () => {
    const everyObject: object = Object.prototype;
    const { loop, sent } = world(
      only(() => {
        Object.defineProperty(everyObject, "toJSON", {
          configurable: true,
          value() {
            throw new Error("no");
          },
        });
        return 1;
      }),
      0,
    );
    try {
      await loop.run({ proposals: asked(3), pruner: { kind: "nop" } });
    } finally {
      Reflect.deleteProperty(everyObject, "toJSON");
    }
    const reader = new OutcomeReader(1);
    const outcomes = sent.flatMap(({ bytes }, next) => {
      const message = unpackMessage(bytes);
      if (!message.ok) throw new Error(message.reason);
      const read = reader.read(message.value, { proposals: asked(3), next });
      if (!read.ok) throw new Error(read.reason);
      return read.value;
    });
    expect(states(outcomes)).toEqual([0, 1, 2].map((number) => [number, "failed", "threw"]));
  });
});
