import type { ReactElement } from "react";
import { createElement, createRef } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { type DraftForm, emptyForm } from "../../app/new-study/draft.ts";
import { ExperimentSection } from "../../app/new-study/experiment/ExperimentSection.tsx";
import { chosenOf, experimentReader, openedFile } from "../../app/new-study/experiment/open-experiment.ts";
import { ownTrainingFor } from "../../app/new-study/experiment/own-training.ts";
import { SettingsForm } from "../../app/new-study/settings/SettingsForm.tsx";
import { TestRunPanel } from "../../app/new-study/test-run/TestRunPanel.tsx";
import type { StudyDraft, TestRun } from "../../worker/engine/engine-api.ts";
import { CARTPOLE, MNIST } from "../experiment-texts.ts";

/** What a person reads, tags left out. */
const textOf = (element: ReactElement): string =>
  renderToStaticMarkup(element)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ");
const nothing = (): void => undefined;

const formOf = (experiment: string, change: Partial<DraftForm> = {}): DraftForm => ({
  ...emptyForm(1),
  experiment,
  experimentFile: "tune.yaml",
  source: "function train(config, reporter) {}",
  scriptFile: "tune_mnist_ray.js",
  ...change,
});

function section(form: DraftForm): ReactElement {
  const text = form.experiment ?? "";
  const read = experimentReader.read(text);
  const experiment = chosenOf(read, form.chosen);
  const made = experiment === null ? null : experimentReader.vary(experiment, form.draws);
  const ownSource = ownTrainingFor(experiment, form) === null ? null : "export default function train() {}";
  const file = openedFile({ text, read, experiment, made, script: form, ownSource, unnamed: [] });
  return createElement(ExperimentSection, {
    form,
    text,
    opened: { kind: "read", file },
    error: null,
    onChange: nothing,
    onFiles: nothing,
    onRun: nothing,
    after: createRef<HTMLTextAreaElement>(),
  });
}

describe("the experiment on the author's desk", () => {
  it("shows its variants by the names of the first text, what they are for, and what stands for its script", () => {
    const shown = textOf(section(formOf(MNIST)));
    expect(shown).toContain("10 trials: activation relu 4, elu 3, tanh 3");
    expect(shown).toContain("Trial activation script_mnist_0_activation=relu relu script_mnist_1_activation=elu elu");
    expect(shown).toContain(
      "10 variants of a training script, each run once; a trial ends at mean_accuracy ≥ 0.99 or after 600 s; each takes 1 core.",
    );
    expect(shown).toContain("tune_mnist_ray.js is taken for tune_mnist_ray.py.");
    expect(shown).not.toContain("Seed of the draws");
  });

  it("offers another draw where something is drawn, and a choice where there are several experiments", () => {
    const html = renderToStaticMarkup(section(formOf(`${CARTPOLE}\n${MNIST}`, { chosen: "tune_mnist" })));
    expect(html).toContain('<option value="cartpole-ppo">');
    expect(html).toContain('<option value="tune_mnist" selected="">');
    expect(html).not.toContain("Draw again");
    expect(html).toContain("The file has one more experiment.");
    const other = textOf(section(formOf(`${CARTPOLE}\n${MNIST}`)));
    expect(other).toContain("Draw again");
    expect(other).toContain("on how the file is read");
  });

  it("says that no script is needed where the file names PPO, and whose script trains where one stands there", () => {
    const alone = textOf(section(formOf(CARTPOLE, { source: "", scriptFile: null })));
    expect(alone).toContain("PPO of this page trains CartPole-v0: no script is needed. Show its script");
    expect(alone).toContain("6 trials");
    expect(alone).toContain("A trial gets the 4 cores that cpu says");
    const beside = textOf(section(formOf(CARTPOLE)));
    expect(beside).toContain("tune_mnist_ray.js, which the editor holds, is not used. Take tune_mnist_ray.js for it");
    const written = textOf(section(formOf(CARTPOLE, { scriptFile: null })));
    expect(written).toContain("The script in the editor stands in for this page's own PPO.");
    expect(written).not.toContain("not used");
    expect(textOf(section(formOf(MNIST)))).not.toContain("PPO");
  });

  it("lists every mistake with its place, and marks the line of the first", () => {
    const html = renderToStaticMarkup(
      section(formOf(MNIST.replace("stop:", "stopp:").replace("['relu', 'elu', 'tanh']", "[]"))),
    );
    expect(html).toContain("2 mistakes in the file");
    expect(html).toContain("Line 7, column 5");
    expect(html).toContain("Line 14, column 26");
    expect(html).toContain('<span class="l hl" data-line="7">');
  });

  it("offers to take what the editor holds for a script that is missing", () => {
    const shown = textOf(section(formOf(MNIST, { scriptFile: "other.js" })));
    expect(shown).toContain("The editor holds other.js.");
    expect(shown).toContain("Take other.js for it");
    expect(textOf(section(formOf(MNIST, { source: "", scriptFile: null })))).not.toContain("for it");
  });

  it("draws no more rows than anybody reads", () => {
    const many = `x:\n  config:\n    a: {grid_search: [${Array.from({ length: 5_000 }, (_, i) => i).join(", ")}]}\n`;
    const html = renderToStaticMarkup(section(formOf(many)));
    expect(html.match(/<th scope="row"/g)).toHaveLength(20);
    expect(html).toContain("the first 1,000 of 5,000");
  });

  it("needs no search: its settings are gone, and why is said", () => {
    const settings = (form: DraftForm): string =>
      textOf(createElement(SettingsForm, { form, errors: {}, mostCores: 2, tried: null, onChange: nothing }));
    const shown = settings(formOf(MNIST));
    for (const label of ["Sampler", "Budget", "Start points", "Points the sampler may try"]) {
      expect(shown).not.toContain(label);
      expect(settings({ ...formOf(MNIST), experiment: null })).toContain(label);
    }
    expect(shown).toContain("the study goes on until every one has been run");
    expect(shown).toContain("Name of the value");
  });
});

describe("the test run of variants", () => {
  const draft: StudyDraft = {
    name: "x",
    objective: { language: "javascript", source: "train" },
    objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
    trainable: {
      variants: ["relu", "elu"].map((activation, i) => ({ name: `mnist_${i}`, config: { activation } })),
      repeat: 1,
    },
  };
  const panel = (run: Partial<TestRun>): string =>
    textOf(
      createElement(TestRunPanel, {
        state: {
          kind: "done",
          draft,
          run: { asked: 1, trials: [], error: null, phase: "done", repeat: null, console: [], notes: [], ...run },
        },
        outdated: false,
        objectives: [{ name: "later", direction: "maximize", unit: "" }],
        anyOrder: false,
        onTake: nothing,
        onStop: nothing,
        onGoTo: nothing,
      }),
    );
  const trial = { params: { variant: 1 }, values: [0.5], durationMs: 3, error: null } as const;

  it("names each trial by its variant", () => {
    const shown = panel({ trials: [{ ...trial, state: "complete" }] });
    expect(shown).toContain("State Variant activation mean_accuracy Took Complete mnist_1 elu 0.5 3 ms");
    expect(shown).toContain("A trial of a test run ends at its first report after 10 s.");
  });

  it("offers what was reported where the chosen metric was not", () => {
    const error = { kind: "misuse", message: "ended without a report", line: null, column: null } as const;
    const metrics = { mean_loss: 0.2, timesteps_total: 3 };
    const shown = panel({ trials: [{ ...trial, values: [], state: "failed", error, metrics }] });
    expect(shown).toContain("Make the study about what it reported: Minimize mean_loss");
  });
});
