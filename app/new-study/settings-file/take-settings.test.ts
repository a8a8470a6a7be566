import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { controlStudies } from "../../../gallery/control-studies.ts";
import { gallery } from "../../../gallery/gallery.ts";
import { type DraftForm, emptyForm, readDraft } from "../draft.ts";
import { besideSettings, fromGallery } from "../from-gallery.ts";
import { mayBeSettings, takeDropped } from "./take-settings.ts";

const fixture = (...path: readonly string[]): string =>
  readFileSync(join(import.meta.dirname, "..", "..", "..", "test", "fixtures", ...path), "utf8");
const settings = { name: "settings.yaml", text: fixture("evolution", "settings.yaml") };
const experiment = { name: "tune.yaml", text: fixture("experiment", "tune-mnist.yaml") };
const script = {
  name: "cartpole.js",
  text: "export default (trial) => trial.suggestSeeds('genome', { maxLength: 9 }).length",
};
const nothing = { experiments: [], scripts: [], refused: [] };
const empty = emptyForm(1);

async function taken(
  experiments: readonly { readonly name: string; readonly text: string }[],
  form: DraftForm = empty,
  most = 2,
) {
  const all = await takeDropped(form, { ...nothing, experiments }, most);
  return { ...all, form: { ...form, ...all.change } };
}

describe("the original's settings, dropped", () => {
  it("fill in a study that is published as they say, but for the re-test", async () => {
    const { form, refused, settings: file } = await taken([settings]);
    expect(refused).toEqual([]);
    expect(file?.name).toBe("settings.yaml");
    expect(form).toMatchObject({ name: "Neuroevolution", cores: 2, experiments: "1", experiment: null });
    expect(readDraft({ ...form, source: script.text })).toMatchObject({
      ok: true,
      draft: {
        objectives: [{ direction: "maximize" }],
        sampler: {
          name: "deepga",
          population: 1000,
          survivors: 20,
          champions: 3,
          sigma: 0.005,
          validationEpisodes: 30,
        },
        budget: { kind: "generations", generations: 350 },
        pruner: { name: "none" },
      },
    });
  });

  it("say what their author may not expect", async () => {
    expect((await taken([settings])).settings?.notes).toEqual([
      "No machines are rented here: whoever opens the link lends cores of theirs, and a tab takes what memory it needs.",
      "480 workers are wished for. This machine has 2 cores, and your tab lends all of them.",
      "Each generation's best play 30 episodes more before they are champions, where the original trusts one. With a re-test of 0 it is as there.",
      "The original plays Space Invaders. What is played here is the objective: begin from the gallery, or write one that asks for trial.suggestSeeds.",
    ]);
    const few = { name: "s.yaml", text: "vm: {count: 1, cpus: 3}\nexperiment: {count: 100, population: 50}\n" };
    const { settings: file, form } = await taken([few], { ...empty, source: script.text }, 8);
    expect(form).toMatchObject({ cores: 3, experiments: "16" });
    expect(file?.notes).toEqual(
      expect.arrayContaining([
        "3 workers are wished for. This machine has 8 cores, and your tab lends 3 of them.",
        "100 experiments are wished for, and 16 at most are published side by side from one tab.",
      ]),
    );
    expect(file?.notes.join()).not.toContain("Space Invaders");
  });

  it("leave what somebody has said of the objective, and take the place of variants", async () => {
    const objectives = [{ name: "return", direction: "minimize", unit: "points" }] as const;
    const { form } = await taken([settings], {
      ...empty,
      name: "Mine",
      objectives,
      source: script.text,
      experiment: experiment.text,
      cores: 0,
    });
    expect(form).toMatchObject({ name: "Mine", objectives, source: script.text, experiment: null, sampler: "deepga" });
  });

  it("keep how far the objective at hand mutates, and say so", async () => {
    const bred = {
      ...empty,
      source: script.text,
      sampler: "deepga",
      deepga: { sigma: "0.1", population: "50" },
    } as const;
    const { form, settings: file } = await taken([settings], bred);
    expect(form.deepga).toMatchObject({ sigma: "0.1", population: "1000", survivors: "20" });
    expect(file?.notes).toContain("Sigma stays 0.1, as it was; in the original it is 0.005.");
    const wrong = await taken([settings], { ...bred, deepga: { sigma: "wide" } });
    expect(wrong.form.deepga.sigma).toBe("0.005");
  });

  it("stand when an objective is picked from the gallery after them, which says the rest", async () => {
    const { form } = await taken([
      { name: "s.yaml", text: "experiment: {count: 2, population: 500, generations: 40}" },
    ]);
    const [entry] = controlStudies;
    if (entry === undefined) throw new Error("There is one.");
    const picked = { ...form, ...besideSettings(entry, script.text, form) };
    expect(picked).toMatchObject({ name: entry.title, experiments: "2", generations: "40", source: script.text });
    expect(picked.deepga).toMatchObject({ population: "500", survivors: "20", champions: "3", sigma: "0.1" });
    const [other] = gallery;
    if (other === undefined) throw new Error("There is one.");
    expect(besideSettings(other, script.text, form)).toEqual(fromGallery(other, script.text));
  });

  it("may have their objective with them", async () => {
    const { change, settings: file } = await takeDropped(
      empty,
      { ...nothing, experiments: [settings], scripts: [script] },
      2,
    );
    expect(change).toMatchObject({ source: script.text, scriptFile: "cartpole.js", sampler: "deepga" });
    expect(file?.notes.join()).not.toContain("Space Invaders");
  });
});

it("wrong settings change nothing, and are refused with the line", async () => {
  const { change, refused, settings: file } = await taken([{ name: "s.yml", text: "experiment:\n  population: 5\n" }]);
  expect([change, file]).toEqual([{}, null]);
  expect(refused).toEqual([
    "s.yml: Line 2: The 20 survivors must be fewer than the population of 5: lower survivors or raise population.",
  ]);
});

it("settings beside experiments are refused, whichever is meant", async () => {
  const { change, refused } = await taken([settings, experiment]);
  expect(change).toEqual({});
  expect(refused).toEqual([
    "A study has one file of settings or of experiments, and these are several: settings.yaml, tune.yaml. Drop one of them.",
  ]);
});

it("experiments are opened as ever, and nothing is fetched for them", async () => {
  const fetchNone = () => Promise.reject(new Error("It is not wanted."));
  const all = await takeDropped(empty, { ...nothing, experiments: [experiment] }, 2, fetchNone);
  expect(all).toMatchObject({ change: { experiment: experiment.text }, refused: [], settings: null });
  expect((await takeDropped(empty, { ...nothing, experiments: [settings] }, 2, fetchNone)).refused).toEqual([
    "What reads such files could not be fetched. Is the seed reachable? Reload the page.",
  ]);
});

it("a text is looked at closer where it has two of the keys, in YAML or JSON", () => {
  expect(mayBeSettings(settings.text)).toBe(true);
  expect(mayBeSettings('{"experiment": {"population": 3}}')).toBe(true);
  expect(mayBeSettings("experiment: {population: 3}")).toBe(true);
  expect(mayBeSettings(experiment.text)).toBe(false);
  expect(mayBeSettings("const population = 3 // an experiment")).toBe(false);
});
