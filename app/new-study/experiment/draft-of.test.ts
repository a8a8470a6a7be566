import { describe, expect, it } from "vitest";
import { schedulerPruner } from "../../../study/pruners/schedulers.ts";
import { parseSpec } from "../../../study/spec/parse-spec.ts";
import { specWith } from "../../../study/spec/spec.ts";
import { CARTPOLE, MNIST } from "../../../test/experiment-texts.ts";
import { type DraftForm, emptyForm, readDraft, readTestDraft } from "../draft.ts";
import { draftAfterPublishing } from "./after-publishing.ts";
import { UNNAMED } from "./files/take-files.ts";
import { chosenOf, entrypointMistakes, experimentReader, openedFile } from "./open-experiment.ts";
import type { Opened } from "./opened.ts";
import { OWN_SCRIPT, ownTrainingFor } from "./own-training.ts";
import { followed } from "./settings-of.ts";

const openedOf = (form: DraftForm): Opened => {
  const text = form.experiment ?? "";
  const read = experimentReader.read(text);
  const experiment = chosenOf(read, form.chosen);
  const made = experiment === null ? null : experimentReader.vary(experiment, form.draws);
  const unnamed = experiment === null ? [] : entrypointMistakes(experiment, form.source);
  const ownSource = ownTrainingFor(experiment, form) === null ? null : "export default function train() {}";
  return { kind: "read", file: openedFile({ text, read, experiment, made, script: form, ownSource, unnamed }) };
};

/** The form of a file whose script is in the editor, as the page fills it in. */
function formOf(experiment: string, change: Partial<DraftForm> = {}): DraftForm {
  const form = { ...emptyForm(2), experiment, source: "function train(config, reporter) {}", ...change };
  const opened = openedOf(form);
  const settings = opened.kind === "read" ? opened.file.settings : null;
  return settings === null ? form : { ...form, ...followed(form, settings) };
}

const read = (form: DraftForm) => readDraft(form, openedOf(form));

describe("the study that follows from a file", () => {
  it("has its variants, ends and cores, and is one that can be published", () => {
    const result = read(formOf(MNIST));
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    expect(result.draft).toMatchObject({
      name: "tune_mnist",
      objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
      budget: { kind: "open", trialsPerRound: 1 },
      stopRules: [
        { kind: "metric", metric: "mean_accuracy", bound: "at-least", value: 0.99, ends: "trial" },
        { kind: "metric", metric: "time_total_s", bound: "at-least", value: 600, ends: "trial" },
      ],
      resources: { cores: 1, gpu: 0 },
      trialTimeoutMs: 660_000,
      trainable: { repeat: 1 },
    });
    expect(result.draft.trainable?.variants.map(({ name }) => name).slice(0, 3)).toEqual([
      "script_mnist_0_activation=relu",
      "script_mnist_1_activation=elu",
      "script_mnist_2_activation=tanh",
    ]);
    const spec = specWith({ ...result.draft, createdMs: 0 });
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toMatchObject({ ok: true });
  });

  it("leaves what is set of a search out, right or wrong, and keeps the rules that end the study", () => {
    const result = read(
      formOf(MNIST, {
        sampler: "grid",
        grid: "",
        startPoints: "x\n1",
        seed: "7",
        budget: "rounds",
        rounds: "none",
        target: "1",
      }),
    );
    expect(result).toMatchObject({ ok: true, draft: { sampler: { name: "auto" }, startPoints: [], seed: null } });
    expect(result.ok ? result.draft.stopRules?.at(-1) : null).toEqual({ kind: "target", value: 1 });
  });

  it("draws other values for another seed, and the same for the same", () => {
    const variants = (draws: string) => {
      const result = read(formOf(CARTPOLE, { draws }));
      return result.ok ? JSON.stringify(result.draft.trainable) : "";
    };
    expect(variants("1")).toBe(variants("1"));
    expect(variants("1")).not.toBe(variants("2"));
  });

  it("is none while the file has a mistake, misses its script or is not read yet: the first place is told", () => {
    const errorOf = (form: DraftForm, opened = openedOf(form)) => {
      const result = readDraft(form, opened);
      return result.ok ? null : result.errors;
    };
    expect(errorOf(formOf(MNIST.replace("stop:", "stopp:")))?.experiment).toMatch(/^Line 7, column \d+: "stopp"/);
    expect(errorOf(formOf(MNIST, { source: "" }))).toEqual({
      experiment: expect.stringMatching(/^Line 11, column \d+: The script examples\/tune_mnist_ray.py is missing\./),
    });
    const form = formOf(MNIST);
    expect(errorOf(form, { kind: "fetching" })?.experiment).toContain("is being read");
    expect(errorOf({ ...form, experiment: `${MNIST}\n` }, openedOf(form))?.experiment).toContain("is being read");
  });

  it("is none where the script has no function of the name that the file gives: its place is told", () => {
    const errorOf = (source: string) => {
      const result = read(formOf(MNIST.replace("script_entrypoint: train", "script_entrypoint: zzz"), { source }));
      return result.ok ? null : result.errors.experiment;
    };
    expect(errorOf("function a(config, reporter) {}\nfunction b(config, reporter) {}")).toMatch(
      /^Line 12, column 28: The script has no function zzz; it has a, b\. Name one of those here/,
    );
    expect(errorOf("export default function b(config, reporter) {}")).toContain("it has b.");
    expect(errorOf("export default (config, reporter) => 1")).toBe(null);
    expect(errorOf("function zzz(config, reporter) {}\nexport default function b() {}")).toBe(null);
  });

  it("has the pruner of the scheduler that the file names, and says what is no scheduler", () => {
    const withScheduler = (name: string) => formOf(`${MNIST}    scheduler: ${name}\n`);
    for (const name of ["ASHA", "HyperBand"]) {
      const scheduled = schedulerPruner(name);
      expect(read(withScheduler(name))).toMatchObject({
        ok: true,
        draft: scheduled.ok ? { pruner: scheduled.value.pruner } : {},
      });
      expect(scheduled.ok).toBe(true);
    }
    expect(read(withScheduler("FIFO"))).toMatchObject({ ok: true, draft: { pruner: { name: "none" } } });
    const wrong = read(withScheduler("PBT"));
    expect(wrong.ok ? "" : wrong.errors.experiment).toMatch(
      /^Line 15, column 16: Population based training is not yet built in/,
    );
    const other = read(withScheduler("fast"));
    expect(other.ok ? "" : other.errors.experiment).toContain('No scheduler is called "fast": choose one of FIFO');
  });

  it("asks for no graphics processor, which no tab can give", () => {
    const wrong = read(formOf(MNIST.replace("cpu: 1", "cpu: 1\n        gpu: 1")));
    expect(wrong.ok ? "" : wrong.errors.experiment).toMatch(/^Line 6, column 9: No tab can give a trial a graphics/);
  });

  it("is trained by a script of the page's own where the file names an algorithm, and the editor has none for it", () => {
    const sourceOf = (change: Partial<DraftForm>) => {
      const result = read(formOf(CARTPOLE, change));
      return result.ok ? result.draft.objective.source : JSON.stringify(result.errors);
    };
    const own = "export default function train() {}";
    const written = "function train(config, reporter) {}";
    expect(sourceOf({ source: "" })).toBe(own);
    expect(sourceOf({ source: "", language: "typescript" })).toBe(own);
    // Of another experiment, and older than the file.
    for (const scriptFile of ["tune_mnist_ray.js", UNNAMED]) expect(sourceOf({ scriptFile })).toBe(own);
    for (const scriptFile of [null, OWN_SCRIPT]) expect(sourceOf({ scriptFile })).toBe(written);
    const form = formOf(CARTPOLE, { source: "" });
    expect(readTestDraft(form, openedOf(form))).toMatchObject({ ok: true, draft: { objective: { source: own } } });
    expect(read(form)).toMatchObject({ ok: true, draft: { resources: { cores: 4, gpu: 0 } } });
  });

  it("is none where the page's own cannot be trained so: what it does not know, and what never ends", () => {
    const errorOf = (text: string, source = "") => {
      const result = read(formOf(text, { source }));
      return result.ok ? null : result.errors.experiment;
    };
    const wrong = CARTPOLE.replace("        lr:", "        sgd_stepsize:");
    expect(errorOf(wrong)).toMatch(/^Line 17, column 19: "sgd_stepsize" is no key of PPO's config; do you mean lr\?$/);
    // A script may take what it likes.
    expect(errorOf(wrong, "function train(config, reporter) {}")).toBe(null);
    const endless = CARTPOLE.replace(/ {4}stop:\n.*\n.*\n/, "");
    expect(errorOf(endless)).toMatch(/PPO trains until a rule of stop ends it, and reports episode_reward_mean, /);
    expect(errorOf(CARTPOLE.replace("alg: PPO", "alg: DQN"))).toMatch(
      /^Line 3, column 10: No algorithm "DQN" is built in/,
    );
  });

  it("needs a script even where the file names none", () => {
    const result = read(formOf(CARTPOLE.replace("alg: PPO", "alg: script"), { source: "" }));
    expect(result.ok ? {} : result.errors).toEqual({ source: expect.stringContaining("train(config, reporter)") });
  });
});

it("leaves the next experiment of its file as a draft, with its script and its settings, and nothing after the last", () => {
  const file = `${MNIST}\nsecond:\n  config: {script_file_path: second.js, a: 1}\n  stop: {time_total_s: 20}\n`;
  const shelf = [{ name: "second.js", source: "function second(config, reporter) {}" }];
  const first = formOf(file, { scriptFile: "tune_mnist_ray.js", shelf, description: "Mine" });
  const next = draftAfterPublishing(first, openedOf(first));
  if (next === null) throw new Error("nothing is left");
  expect(next).toMatchObject({ experiment: file, chosen: "second", scriptFile: "second.js", description: "Mine" });
  const opened = openedOf(next);
  const settings = opened.kind === "read" ? opened.file.settings : null;
  expect(settings === null ? null : followed(next, settings)).toMatchObject({ name: "second", timeoutSeconds: "80" });
  expect(draftAfterPublishing(next, opened)).toBe(null);
  const plain = emptyForm(2);
  expect(draftAfterPublishing(plain, { kind: "none" })).toBe(null);
});

it("is tried with trials that end at their first report after some seconds", () => {
  const form = formOf(MNIST);
  const tried = readTestDraft(form, openedOf(form));
  expect(tried).toMatchObject({ ok: true, draft: { name: "Test run", objectives: [{ name: "mean_accuracy" }] } });
  expect(tried.ok ? tried.draft.stopRules?.[0] : null).toMatchObject({
    metric: "time_total_s",
    value: 10,
    ends: "trial",
  });
  expect(tried.ok ? tried.draft.trainable?.variants : []).toHaveLength(10);
});
