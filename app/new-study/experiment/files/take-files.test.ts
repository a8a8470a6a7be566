import { describe, expect, it } from "vitest";
import { NO_EXPERIMENT } from "../experiment-form.ts";
import { chooseExperiment, type FilesForm, missingScript, standsForWords, takeFiles } from "./take-files.ts";

const empty: FilesForm = { ...NO_EXPERIMENT, source: "", language: "auto" };
const yaml = {
  name: "tune_mnist.yaml",
  text: "tune_mnist:\n  config:\n    script_file_path: examples/tune_mnist_ray.py\n",
};
const script = { name: "tune_mnist_ray.js", text: "function train(config, reporter) {}" };
const dropped = { experiments: [], scripts: [], refused: [] };

describe("files that are dropped", () => {
  it("are taken as the experiment and, in the editor, its script", () => {
    expect(takeFiles(empty, { ...dropped, experiments: [yaml], scripts: [script] })).toEqual({
      change: {
        ...NO_EXPERIMENT,
        experiment: yaml.text,
        experimentFile: "tune_mnist.yaml",
        scriptFile: "tune_mnist_ray.js",
        source: script.text,
        language: "auto",
      },
      refused: [],
    });
  });

  it("give a script alone to the editor, in its language, and leave all else", () => {
    const { change } = takeFiles(empty, { ...dropped, scripts: [{ name: "a.ts", text: "x" }] });
    expect(change).toEqual({ source: "x", scriptFile: "a.ts", language: "typescript", shelf: [] });
  });

  it("find a script that came before them", () => {
    const before = { ...empty, ...takeFiles(empty, { ...dropped, scripts: [script] }).change };
    const { change } = takeFiles(before, { ...dropped, experiments: [yaml] });
    expect({ ...before, ...change }).toMatchObject({
      experiment: yaml.text,
      scriptFile: script.name,
      source: script.text,
    });
  });

  it("do not take what the editor holds from before for the script that is asked for", () => {
    const { change } = takeFiles({ ...empty, source: "(trial) => 1" }, { ...dropped, experiments: [yaml] });
    expect(change).toMatchObject({ scriptFile: "objective.js" });
    expect(change).not.toHaveProperty("source");
  });

  it("put the scripts that are not asked for on a shelf, of bounded length", () => {
    const others = Array.from({ length: 12 }, (_, i) => ({ name: `${i}.js`, text: `${i}` }));
    const { change } = takeFiles(empty, { ...dropped, experiments: [yaml], scripts: [...others, script] });
    expect(change.source).toBe(script.text);
    expect(change.shelf?.map(({ name }) => name)).toEqual([
      "4.js",
      "5.js",
      "6.js",
      "7.js",
      "8.js",
      "9.js",
      "10.js",
      "11.js",
    ]);
  });

  it("are refused in words where it is not clear which of several is meant", () => {
    const two = [yaml, { name: "other.json", text: "{}" }];
    const unclear = takeFiles(empty, { ...dropped, experiments: two });
    expect(unclear.change).toEqual({});
    expect(unclear.refused).toEqual([
      "A study is made of one experiment file, and these are several: tune_mnist.yaml, other.json. Drop one of them.",
    ]);
    const byScript = takeFiles(empty, { ...dropped, experiments: two, scripts: [script] });
    expect(byScript.change.experiment).toBe(yaml.text);
    expect(byScript.refused).toEqual(["tune_mnist.yaml was taken, because its script is here; left were other.json."]);
    const scripts = [script, { name: "b.js", text: "" }];
    expect(takeFiles(empty, { ...dropped, scripts }).refused[0]).toContain("no experiment file says which");
    expect(takeFiles({ ...empty, experiment: yaml.text }, { ...dropped, scripts }).change.scriptFile).toBe(script.name);
  });
});

describe("another experiment of a file", () => {
  const form = { ...empty, source: "a", scriptFile: "a.js", shelf: [{ name: "b.ts", source: "b" }] };

  it("brings its script from the shelf, and the other one goes there", () => {
    expect(chooseExperiment(form, "second", "examples/b.py")).toEqual({
      chosen: "second",
      source: "b",
      scriptFile: "b.ts",
      language: "typescript",
      shelf: [{ name: "a.js", source: "a" }],
    });
  });

  it("leaves the script that is there where it is the one, or no other is", () => {
    expect(chooseExperiment(form, "second", "x/a.py")).toEqual({ chosen: "second" });
    expect(chooseExperiment(form, "second", null)).toEqual({ chosen: "second" });
    expect(chooseExperiment(form, "second", "c.py")).toEqual({ chosen: "second" });
  });
});

describe("the script that a file asks for", () => {
  const path = "examples/tune_mnist_ray.py";

  it("is there under its stem, or written in the editor", () => {
    for (const scriptFile of ["tune_mnist_ray.js", "tune_mnist_ray.ts", null])
      expect(missingScript(path, { source: "x", scriptFile })).toBeNull();
    expect(missingScript(null, { source: "", scriptFile: null })).toBeNull();
  });

  it("is missed in words that say what would do", () => {
    expect(missingScript(path, { source: " ", scriptFile: null })).toBe(
      "The script examples/tune_mnist_ray.py is missing. Objectives in Python do not run yet: drop tune_mnist_ray.js or tune_mnist_ray.ts here, or write it in the editor.",
    );
    expect(missingScript("a\\tune.js", { source: "x", scriptFile: "b.js" })).toBe(
      "The script a\\tune.js is missing. The editor holds b.js. Drop tune.js or tune.ts here, or write it in the editor.",
    );
  });

  it("stands for one in Python, and that is said", () => {
    expect(standsForWords(path, "tune_mnist_ray.js")).toBe(
      "Objectives in Python do not run yet: tune_mnist_ray.js is taken for tune_mnist_ray.py.",
    );
    expect(standsForWords(path, null)).toContain("the script in the editor is taken for");
    expect(standsForWords("tune.js", "tune.js")).toBeNull();
  });
});
