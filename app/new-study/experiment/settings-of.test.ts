import { describe, expect, it } from "vitest";
import { readExperiments } from "../../../formats/experiment/read-experiments.ts";
import { CARTPOLE, MNIST } from "../../../test/experiment-texts.ts";
import { emptyForm } from "../draft.ts";
import { isQuality } from "../../../formats/experiment/aim.ts";
import { followed, settingsOf, unfollowed } from "./settings-of.ts";

const experimentIn = (text: string) => {
  const read = readExperiments(text);
  const [first] = read.ok ? read.experiments : [];
  if (first === undefined) throw new Error("The text has no experiment.");
  return first;
};
const settingsIn = (text: string) => settingsOf(experimentIn(text), null);
const withLines = (...lines: readonly string[]) => settingsIn(["x:", ...lines.map((line) => `  ${line}`)].join("\n"));

describe("the settings that follow from a file", () => {
  it("are, of the first text, its name, its accuracy, and a minute more than its time", () => {
    expect(settingsIn(MNIST)).toMatchObject({
      name: "tune_mnist",
      objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
      timeoutSeconds: "660",
      pruner: "none",
    });
    expect(settingsIn(CARTPOLE)).toMatchObject({
      objectives: [{ name: "episode_reward_mean", direction: "maximize" }],
      timeoutSeconds: "240",
    });
  });

  it.each([
    [["metric: accuracy"], "accuracy", "maximize"],
    [["metric: val_loss"], "val_loss", "minimize"],
    [["metric: score", "mode: min"], "score", "minimize"],
    [["stop: {time_total_s: 1, training_iteration: 3, neg_mean_loss: -0.1}"], "mean_loss", "minimize"],
    [["stop: {timesteps_total: 9, mean_accuracy: 0.5}"], "mean_accuracy", "maximize"],
    [["stop: {time_total_s: 5}"], "mean_accuracy", "maximize"],
    [["config: {a: 1}"], "mean_accuracy", "maximize"],
  ])("%j is about %s, to %s", (lines, name, direction) => {
    expect(withLines(...lines).objectives).toEqual([{ name, direction, unit: "" }]);
  });

  it("leave a trial an hour where the file says no time, or more than that", () => {
    expect(withLines("config: {a: 1}").timeoutSeconds).toBe("3600");
    expect(withLines("stop: {time_total_s: 9000}").timeoutSeconds).toBe("3600");
    expect(withLines("stop: {time_total_s: 2000}").timeoutSeconds).toBe("2200");
  });
});

it("tells what says how good a trial is from what says how long it took", () => {
  const effort = [
    "time_total_s",
    "time_this_iter_s",
    "training_iteration",
    "timesteps_total",
    "episodes_total",
    "step",
  ];
  expect(effort.filter(isQuality)).toEqual([]);
  const quality = ["mean_accuracy", "mean_loss", "episode_reward_mean", "neg_mean_loss", "step_reward", "f1"];
  expect(quality.filter(isQuality)).toEqual(quality);
});

describe("a form that follows its file", () => {
  const settings = settingsIn(MNIST);
  const form = { ...emptyForm(2), name: "typed before" };

  it("takes all of it at first, and nothing when nothing changed", () => {
    expect(followed(form, settings)).toEqual({ ...settings, filled: settings });
    expect(followed({ ...form, ...settings, filled: settings }, settings)).toEqual({});
  });

  it("keeps what a person has changed since", () => {
    const changed = { ...form, ...settings, filled: settings, name: "Mine" };
    const next = followed(changed, { ...settings, name: "renamed", timeoutSeconds: "700" });
    expect(next).toMatchObject({ name: "Mine", timeoutSeconds: "700" });
  });

  it("gives back what the file filled in when that goes, but for the name and what was changed", () => {
    const plain = emptyForm(2);
    const changed = { ...form, ...settings, filled: settings, timeoutSeconds: "30" };
    const { pruner, prunerOptions, wrapped, objectives } = plain;
    expect(unfollowed(changed, plain)).toEqual({ objectives, pruner, prunerOptions, wrapped });
  });
});
