import { describe, expect, test } from "vitest";
import { MAX_CHOICE_LENGTH, MAX_NAME_LENGTH, MAX_PARAMS } from "../space/distribution.ts";
import { attachment, config, deepga, hash, names, reasonFor, variants } from "../testing/spec-changes.ts";
import type { Json } from "./spec.ts";
import * as specLimits from "./spec-limits.ts";

const noImprovement = (trials: number) => ({ kind: "no-improvement", trials });
const points = (length: number) => ({ startPoints: Array.from({ length }, () => ({ x: 1 })) });
const deep = (depth: number): Json => (depth === 0 ? 1 : [deep(depth - 1)]);

const limits: Readonly<typeof specLimits> = { ...specLimits };

type Limit = readonly [limit: keyof typeof limits, what: string, least: number, make: (size: number) => object];

const LIMITS: readonly Limit[] = [
  ["MAX_STUDY_NAME_LENGTH", "the name", 1, (n) => ({ name: "x".repeat(n) })],
  ["MAX_DESCRIPTION_LENGTH", "the description", 0, (n) => ({ description: "\n".repeat(n) })],
  ["MAX_SOURCE_BYTES", "the source", 1, (n) => ({ objective: { language: "javascript", source: "x".repeat(n) } })],
  [
    "MAX_SOURCE_BYTES",
    "a source of characters of two bytes, and one of one",
    3,
    (n) => ({
      objective: { language: "javascript", source: `${"é".repeat(Math.floor(n / 2))}${n % 2 === 1 ? "x" : ""}` },
    }),
  ],
  [
    "MAX_OBJECTIVES",
    "the objectives",
    1,
    (n) => ({ objectives: names(n).map((name) => ({ name, direction: "minimize", unit: "" })) }),
  ],
  [
    "MAX_VALUE_NAME_LENGTH",
    "an objective's name",
    1,
    (n) => ({ objectives: [{ name: "x".repeat(n), direction: "minimize", unit: "" }] }),
  ],
  ["MAX_VALUE_NAME_LENGTH", "a metric's name", 1, (n) => ({ metrics: ["x".repeat(n)] })],
  ["MAX_VALUE_NAME_LENGTH", "a constraint's name", 1, (n) => ({ constraints: ["x".repeat(n)] })],
  ["MAX_METRICS", "the metrics", 0, (n) => ({ metrics: names(n) })],
  ["MAX_NAMED_CONSTRAINTS", "the constraints", 0, (n) => ({ constraints: names(n) })],
  [
    "MAX_UNIT_LENGTH",
    "a unit",
    0,
    (n) => ({ objectives: [{ name: "x", direction: "minimize", unit: "m".repeat(n) }] }),
  ],
  ["MAX_AUTHOR_NAME_LENGTH", "the author's name", 0, (n) => ({ author: { key: "", name: "x".repeat(n) } })],
  ["MAX_SEED_LENGTH", "the seed", 1, (n) => ({ seed: "x".repeat(n) })],
  ["MAX_START_POINTS", "the start points", 0, points],
  ["MAX_STOP_RULES", "the stop rules", 0, (n) => ({ stopRules: Array.from({ length: n }, () => noImprovement(1)) })],
  ["MIN_TRIAL_TIMEOUT_MS", "the shortest timeout", 100, (n) => ({ trialTimeoutMs: Math.min(n, 3_600_000) })],
  ["MAX_TRIAL_TIMEOUT_MS", "the timeout", limits.MIN_TRIAL_TIMEOUT_MS, (n) => ({ trialTimeoutMs: n })],
  ["MAX_ROUNDS", "the rounds", 1, (n) => ({ budget: { kind: "rounds", rounds: n, trialsPerRound: 1 } })],
  ["MAX_TRIALS_PER_ROUND", "the trials per round", 1, (n) => ({ budget: { kind: "open", trialsPerRound: n } })],
  ["MAX_TOTAL_TRIALS", "the total", 1, (n) => ({ budget: { kind: "trials", total: n, trialsPerRound: 1 } })],
  ["MAX_TOTAL_TRIALS", "the trials without improvement", 1, (n) => ({ stopRules: [noImprovement(n)] })],
  ["MAX_GENERATIONS", "the generations", 1, (n) => deepga({ generations: n })],
  ["MAX_BUDGET_SECONDS", "the time", 1, (n) => ({ budget: { kind: "time", seconds: n, trialsPerRound: 1 } })],
  ["MAX_VERIFICATIONS", "the verifications", 0, (n) => ({ verifications: n })],
  ["MAX_EXPERIMENTS", "the experiments", 1, (n) => ({ experiments: n })],
  ["MAX_PEERS", "the tabs", 1, (n) => ({ maxPeers: n })],
  ["MAX_CORES_PER_TRIAL", "the cores", 1, (n) => ({ resources: { cores: n, gpu: 0 } })],
  ["MAX_GPUS_PER_TRIAL", "the graphics processors", 0, (n) => ({ resources: { cores: 1, gpu: n } })],
  ["MAX_REPEATS", "the repeats of a noisy trial", 2, (n) => ({ repeatability: { kind: "noisy", repeats: n } })],
  ["MAX_REPEATS", "the repeats of a variant", 1, (n) => ({ trainable: { variants: variants(1), repeat: n } })],
  [
    "MAX_ATTACHMENTS",
    "the attachments",
    0,
    (n) => ({ attachments: names(n).map((name) => ({ name, bytes: 0, sha256: hash, mediaType: "a/b" })) }),
  ],
  ["MAX_ATTACHMENT_NAME_LENGTH", "an attachment's name", 1, (n) => attachment({ name: "x".repeat(n) })],
  ["MAX_ATTACHMENT_BYTES", "an attachment's bytes", 0, (n) => attachment({ bytes: n })],
  ["MAX_CHECKPOINT_BYTES", "a checkpoint", 1, (n) => ({ checkpoints: { maxBytes: n, keep: 1 } })],
  ["MAX_KEPT_CHECKPOINTS", "the kept checkpoints", 1, (n) => ({ checkpoints: { maxBytes: 1, keep: n } })],
  ["MAX_VARIANTS", "the variants", 1, (n) => ({ trainable: { variants: variants(n), repeat: 1 } })],
  [
    "MAX_VARIANT_NAME_LENGTH",
    "a variant's name",
    1,
    (n) => ({ trainable: { variants: [{ name: "x".repeat(n), config: 1 }], repeat: 1 } }),
  ],
  ["MAX_VARIANT_BYTES", "a variant's text, with its quotes", 2, (n) => config("x".repeat(n - 2))],
  ["MAX_VARIANT_BYTES", "a variant's list, with brackets and commas", 3, (n) => config(listOf(n))],
];
/** A list whose JSON has so many bytes; for one byte a digit. */
const listOf = (bytes: number): Json =>
  bytes < 3
    ? 1
    : [Number("1".repeat(1 + ((bytes + 1) % 2))), ...Array.from({ length: Math.floor((bytes - 3) / 2) }, () => 1)];

describe("limits", () => {
  test.each(LIMITS)("%s holds for %s: at it, but not beyond", (limit, _what, least, make) => {
    const most = limits[limit];
    expect(reasonFor(make(most))).toBeNull();
    if (limit.startsWith("MAX")) {
      expect(reasonFor(make(most + 1))).toMatch(/between|to \d+ characters|more than|longer than/);
    }
    if (least === 0) return expect(reasonFor(make(0))).toBeNull();
    expect(reasonFor(make(least))).toBeNull();
    if (least > 1 && limit.includes("BYTES")) return;
    expect(reasonFor(make(least - 1))).not.toBeNull();
  });

  test("are all tried here, but for that of the whole", () => {
    const tried = new Set(LIMITS.map(([limit]) => limit));
    expect(Object.keys(limits).filter((name) => !tried.has(name as keyof typeof limits))).toEqual(["MAX_SPEC_BYTES"]);
  });

  test("hold for what authors name and choose", () => {
    const point = (value: object) => reasonFor({ startPoints: [value] });
    const params = (count: number) => Object.fromEntries(names(count).map((name) => [name, 1]));
    expect(point(params(MAX_PARAMS))).toBeNull();
    expect(point(params(MAX_PARAMS + 1))).toMatch("more than 1000");
    expect(point({ ["x".repeat(MAX_NAME_LENGTH)]: 1 })).toBeNull();
    expect(point({ ["x".repeat(MAX_NAME_LENGTH + 1)]: 1 })).toMatch("no parameter can have");
    expect(point({ x: "y".repeat(MAX_CHOICE_LENGTH) })).toBeNull();
    expect(point({ x: "y".repeat(MAX_CHOICE_LENGTH + 1) })).toMatch("no parameter can have");
    expect(reasonFor(config(deep(64)))).toBeNull();
    expect(reasonFor(config(deep(65)))).toBe("a variant is nested more than 64 deep");
    expect(reasonFor({ createdMs: Number.MAX_SAFE_INTEGER })).toBeNull();
    expect(reasonFor({ createdMs: Number.MAX_SAFE_INTEGER + 1 })).not.toBeNull();
  });
});
