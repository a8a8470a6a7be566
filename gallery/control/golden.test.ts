import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { newAcrobot } from "./acrobot.js";
import { newCartPole } from "./cart-pole.js";
import { newMountainCar } from "./mountain-car.js";
import { newPendulum } from "./pendulum.js";
import type { ForceOptions, Maths, Motion } from "./task.ts";

interface Run {
  readonly label: string;
  readonly actionDtype?: "float32" | "float64";
  readonly state0: readonly number[];
  readonly actions: readonly number[];
  readonly state: readonly (readonly number[])[];
  readonly obs?: readonly (readonly number[])[];
  readonly reward: readonly number[];
  readonly term: string;
}

const url = new URL("../../test/fixtures/gym/trajectories.json", import.meta.url);
const recorded = JSON.parse(readFileSync(url, "utf8")) as { readonly runs: Readonly<Record<string, readonly Run[]>> };

const makers: Readonly<Record<string, (maths: Maths, options: ForceOptions) => Motion>> = {
  "CartPole-v1": (maths) => newCartPole(maths),
  "Acrobot-v1": (maths) => newAcrobot(maths),
  "MountainCarContinuous-v0": newMountainCar,
  "Pendulum-v1": newPendulum,
};

/** Our sine and glibc's differ in some last bits (each is off by less than one), and Acrobot's motion makes them grow. */
const INEXACT: Readonly<Record<string, { readonly free: number; readonly step: number }>> = {
  "Acrobot-v1 wraps, terminates": { free: 1e-12, step: 1e-15 },
  "Acrobot-v1 velocity bounds": { free: 1e-15, step: 1e-15 },
};

const cases = Object.entries(recorded.runs).flatMap(([env, runs]) =>
  runs.map((run) => ({ env, run, name: `${env} ${run.label}`, width: run.actionDtype ?? "" })),
);

const begun = (env: string, run: Run): Motion => {
  const task = makers[env]?.(neuro, { wide: run.actionDtype === "float64" });
  if (task === undefined) throw new Error(`There is no task ${env}.`);
  task.reset(neuro.newRandom(0));
  task.state.set(run.state0);
  return task;
};

/** The greatest difference, beside numbers beyond 1 relative to them. */
const apart = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  Math.max(...theirs.map((x, i) => Math.abs((ours[i] ?? Number.NaN) - x) / Math.max(1, Math.abs(x))));

it("there are 18 runs of 60 steps", () => {
  expect(cases.map(({ run }) => run.actions.length)).toEqual(Array.from({ length: 18 }, () => 60));
});

describe.each(cases)("Gymnasium's run $name $width", ({ env, run, name }) => {
  it(INEXACT[name] ? "is followed closely, step after step" : "is followed to the last bit", () => {
    const task = begun(env, run);
    run.actions.forEach((action, i) => {
      task.step(action);
      expect(apart(task.state, run.state[i] ?? [])).toBeLessThanOrEqual(INEXACT[name]?.free ?? 0);
    });
  });

  it("is met by every single step from where it stood", () => {
    const task = begun(env, run);
    run.actions.forEach((action, i) => {
      if (i > 0) task.state.set(run.state[i - 1] ?? []);
      task.step(action);
      expect(apart(task.state, run.state[i] ?? [])).toBeLessThanOrEqual(INEXACT[name]?.step ?? 0);
    });
  });

  it("is observed, paid and ended alike, to the last bit", () => {
    const task = begun(env, run);
    run.actions.forEach((action, i) => {
      task.step(action);
      const seen = (run.obs ?? run.state)[i] ?? [];
      expect([...task.observation]).toEqual(seen.map(Math.fround));
      expect(task.reward).toBe(run.reward[i]);
      expect(task.terminated).toBe(run.term[i] === "1");
    });
  });
});
