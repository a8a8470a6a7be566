import { describe, expect, test } from "vitest";
import { readExperiments } from "./read-experiments.ts";
import { variantsOf } from "./variants.ts";

/** What a file is refused for, when it is read or when its variants are made: "line:column message". */
function mistakesIn(text: string): readonly string[] {
  const read = readExperiments(text);
  const found = read.ok
    ? read.experiments.flatMap((experiment) => {
        const made = variantsOf(experiment, "seed");
        return made.ok ? [] : made.mistakes;
      })
    : read.mistakes;
  return found.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** With the first lines of an experiment before it. */
const inConfig = (...lines: readonly string[]): string =>
  ["it:", "  config:", ...lines.map((l) => `    ${l}`), ""].join("\n");

test("a good file has no mistakes", () => {
  expect(mistakesIn(inConfig("a: 1", "b: {grid_search: [1, 2]}", "c: {eval: spec.config.a * 2}"))).toEqual([]);
});

describe("a file is refused with line, column and what would do", () => {
  test.each<[name: string, text: string, ...mistakes: string[]]>([
    [
      "for an unknown key",
      "it:\n  num_trial: 3\n  env: mnist\n",
      '2:3 "num_trial" is no key of an experiment; do you mean num_trials?',
    ],
    [
      "for a key by its name elsewhere",
      "it:\n  num_samples: 3\n",
      '2:3 "num_samples" is no key of an experiment; do you mean repeat?',
    ],
    [
      "for a key that is near none",
      "it:\n  optimizer: adam\n",
      '2:3 "optimizer" is no key of an experiment; the keys there are env, alg, run, num_trials, repeat, stop, resources, config, scheduler, metric, mode.',
    ],
    [
      "for an unknown resource",
      "it:\n  resources:\n    cpus: 4\n",
      '3:5 "cpus" is no key of resources; do you mean cpu?',
    ],
    [
      "for a tab character",
      "it:\n\tenv: mnist\n",
      "2:1 A tab character stands where YAML wants spaces: write spaces instead.",
    ],
    [
      "for a tab character further in",
      "it:\n  stop:\n  \tx: 1\n",
      "3:3 A tab character stands where YAML wants spaces: write spaces instead.",
    ],
    [
      "for grid_search of nothing",
      inConfig("x:", "  grid_search:"),
      "4:7 grid_search has nothing to search: give a list, as [1, 2].",
    ],
    [
      "for grid_search of an empty list",
      inConfig("x: {grid_search: []}"),
      "3:22 grid_search has an empty list to search: give it at least one value, as [1].",
    ],
    [
      "for grid_search of no list",
      inConfig("x: {grid_search: 3}"),
      '3:22 grid_search takes a list, and this is "3": write it as [1, 2].',
    ],
    [
      "for what stands beside grid_search",
      inConfig("x:", "  grid_search: [1]", "  y: 2"),
      '4:7 grid_search stands alone under its key, and here "y" stands beside it: indent it otherwise, or leave it out.',
    ],
    [
      "for an expression that reaches out",
      inConfig("x: {eval: os.system('ls')}"),
      "3:18 This expression cannot be used: os.system is not known here; known are random, np, math and spec.",
    ],
    [
      "for an expression that imports",
      inConfig("x:", "  eval: __import__('os').getcwd()"),
      "4:13 This expression cannot be used: __import__ is not known here; known are random, np, math, spec, _i, int, float, round, min, max, abs, len, str, sum, range.",
    ],
    [
      "for an attribute of a value",
      inConfig('x: {eval: "[].constructor"}'),
      "3:19 This expression cannot be used: only spec and modules have names behind a dot, and .constructor is of a value.",
    ],
    [
      "for an expression that ends too early",
      inConfig('x: {eval: "1 + "}'),
      "3:20 This expression cannot be used: the end stands where a value should.",
    ],
    [
      "for a file of nothing",
      "",
      "1:1 A file of experiments is a map from their names to what they are, and this is nothing.",
    ],
    [
      "for a file of a list",
      "- a\n",
      "1:1 A file of experiments is a map from their names to what they are, and this is a list.",
    ],
    [
      "for an experiment that is none",
      "it: 1\n",
      '1:5 Under the name "it" stands the experiment, as a map with keys as env, stop and config; this is "1".',
    ],
    [
      "for a name that misleads",
      "a\u202eb:\n  env: x\n",
      "1:1 The experiment's name has the invisible character U+202E: type it again without.",
    ],
    [
      "for a key that stands there twice",
      "it:\n  env: x\n  env: y\n",
      '3:3 The key "env" stands here a second time, first in line 2: keep one.',
    ],
    [
      "for a key that stands in config twice",
      inConfig("a: 1", "b: 2", "a: 1"),
      '5:5 The key "a" stands here a second time, first in line 3: keep one.',
    ],
    [
      "for two names of the algorithm",
      "it:\n  alg: script\n  run: PPO\n",
      "3:3 run is another name of alg, and both stand here: keep one.",
    ],
    ["for no trials", "it:\n  num_trials: 0\n", '2:15 num_trials is a whole number from 1 to 10000, and this is "0".'],
    [
      "for broken trials",
      "it:\n  num_trials: 2.5\n",
      '2:15 num_trials is a whole number from 1 to 10000, and this is "2.5".',
    ],
    [
      "for too many repeats",
      "it:\n  repeat: 1001\n",
      '2:11 repeat is a whole number from 1 to 1000, and this is "1001".',
    ],
    [
      "for resources of no trial, all of them",
      "it:\n  resources: {cpu: 0, gpu: 1.5}\n",
      '2:20 cpu is a whole number from 1 to 1024, and this is "0".',
      '2:28 gpu is a whole number from 0 to 16, and this is "1.5".',
    ],
    [
      "for a bound that is no number",
      "it:\n  stop: {loss: low}\n",
      '2:16 stop ends a trial when "loss" is at least a number, and this is "low": write a number.',
    ],
    ["for another mode", "it:\n  mode: best\n", '2:9 mode is min or max, and this is "best".'],
    ["for a list in place of a text", "it:\n  env: [x]\n", "2:8 env is a text, and this is a list."],
    [
      "for what is no finite number",
      inConfig("x: .nan"),
      '3:8 ".nan" is no finite number, which a configuration must have.',
    ],
    [
      "for a whole number that JSON does not keep",
      inConfig("x: 9007199254740993"),
      '3:8 "9007199254740993" is larger than the whole numbers that are kept exactly, 2 ** 53: write it as 1.0e16, or in quotes as text.',
    ],
    [
      "for config that is no map",
      "it:\n  config: [1]\n",
      "2:11 config is a map: a line with key: value for each of its keys.",
    ],
    [
      "for a grid in place of config",
      "it:\n  config: {grid_search: [1]}\n",
      "2:12 grid_search stands under one of config's keys, not in place of them all.",
    ],
    [
      "for a script that is no text",
      inConfig("script_file_path: 3"),
      "3:23 script_file_path is one text, the same for all trials.",
    ],
    [
      "for a name that a module does not have",
      inConfig("x: {eval: math.__class__}"),
      "3:20 This expression cannot be used: math.__class__ is not known here; known are math.exp, math.expm1, math.sin, math.cos, math.tan, math.tanh, math.log2, math.log10, math.log1p, math.sqrt, math.log, math.floor, and more.",
    ],
    [
      "for a function that is not called",
      inConfig("x: {eval: random.uniform}"),
      "3:22 This expression cannot be used: random.uniform is a function: write random.uniform(...).",
    ],
    [
      "for Python that is no expression",
      inConfig('x: {eval: "[i for i in range(3)]"}'),
      "3:19 This expression cannot be used: Python's for is not known here: write one plain expression.",
    ],
    [
      "for an expression that is none",
      inConfig("x: {eval: [1]}"),
      "3:15 eval takes an expression, as random.uniform(0, 1).",
    ],
    [
      "for an expression over several lines, at its beginning",
      inConfig("x:", "  eval: >", "    1 +", "    oops"),
      "4:13 This expression cannot be used: oops is not known here; known are random, np, math, spec, _i, int, float, round, min, max, abs, len, str, sum, range.",
    ],
    [
      "for parameters that need each other",
      inConfig("lr: {eval: spec.config.batch / 100}", "batch: {eval: 'spec.config[\"lr\"] * 100'}"),
      "4:31 batch cannot be computed for variant 0: lr -> batch -> lr need each other, and one must come first.",
    ],
    [
      "for a parameter that needs itself",
      inConfig("lr: {eval: spec.config.lr}"),
      "3:28 lr cannot be computed for variant 0: lr -> lr need each other, and one must come first.",
    ],
    [
      "for a name that could mislead the message's reader, shown by its codes",
      inConfig('"a\\u202eb": {eval: spec.config.nope}'),
      '3:36 "a\\u202eb" cannot be computed for variant 0: spec.config has no nope; it has "a\\u202eb".',
    ],
    [
      "for a parameter that is not there",
      inConfig("lr: {eval: spec.config.nope}", "x: 1"),
      "3:28 lr cannot be computed for variant 0: spec.config has no nope; it has lr, x.",
    ],
    [
      "for a division by zero, and for each further fault",
      inConfig("x: {eval: 1 / 0}", "y: {eval: 'random.choice([])'}"),
      "3:17 x cannot be computed for variant 0: division by zero.",
      "4:29 y cannot be computed for variant 0: there is nothing to choose from.",
    ],
    [
      "for an argument that is missing",
      inConfig("x:", "  eval: random.uniform(1)"),
      "4:27 x cannot be computed for variant 0: random.uniform(a, b) is not given b.",
    ],
    [
      "for a number that is not finite",
      inConfig("x: {eval: float('inf')}"),
      "3:15 x cannot be computed for variant 0: it is inf, and a configuration has finite numbers alone.",
    ],
    [
      "for a grid that an expression makes",
      inConfig("x: {eval: \"{'grid_search': [1]}\"}"),
      "3:16 x cannot be computed for variant 0: an expression gives a value, no grid_search or eval: write those in the file itself.",
    ],
    [
      "for more variants than a study can have",
      inConfig(
        `a: {grid_search: [${Array.from({ length: 101 }, (_, i) => i).join(", ")}]}`,
        `b: {grid_search: [${Array.from({ length: 100 }, (_, i) => i).join(", ")}]}`,
      ),
      "3:5 This experiment has more than 10000 variants, which is more than a study can be: give num_trials, or search fewer values.",
    ],
    [
      "for a variant too large",
      inConfig(`x: ${"y".repeat(64_000)}`),
      "3:5 Variant 0 is longer than 64000 bytes: let the script read large data itself.",
    ],
    [
      "for aliases beyond counting",
      `it:\n  config:\n    a: &a 1\n    b: [${Array.from({ length: 1_001 }, () => "*a").join(", ")}]\n`,
      "4:4009 The file has more than 1000 aliases: write out what they copy.",
    ],
    [
      "for values that aliases multiply",
      `it: &a [${Array.from({ length: 30 }, () => 1).join(", ")}]\nb: &b [${"*a, ".repeat(30)}]\nc: [${"*b, ".repeat(30)}]\n`,
      "3:81 The file has more than 20000 values, with those that aliases repeat.",
    ],
    [
      "for merged maps",
      inConfig("<<: {b: 1}"),
      "3:5 YAML 1.2 does not merge maps, as Python's YAML does at <<: write the keys out.",
    ],
    [
      "for a tag",
      inConfig("x: !!python/object:os.system ls"),
      '3:8 Tags as "!!python/object:os.system" have no meaning here: leave it out.',
    ],
    ["for an alias of nothing", inConfig("x: *y"), "3:8 *y copies what &y marks, and nothing before it is marked so."],
    ["for an alias inside what it copies", "it: &x\n  config: *x\n", "2:11 *x stands inside what it copies."],
    [
      "for an earlier YAML",
      "%YAML 1.1\n---\nit:\n  env: x\n",
      "1:1 Files are read as YAML 1.2 here: leave this line out.",
    ],
    [
      "for a second document",
      "a:\n  env: x\n---\nb:\n  env: y\n",
      "3:1 A second document begins here: one file has one, with an experiment for each of its keys.",
    ],
    [
      "for a second key in a line",
      "it:\n  env: x: y\n",
      '2:8 A second "key: value" begins in this line: start a new line for it, or put quotes around text that has ": " in it.',
    ],
    [
      "for keys that do not stand below each other",
      "it:\n   env: x\n  alg: y\n",
      "3:1 The indentation does not fit: the keys of one map, or the items of one list, begin at the same column.",
    ],
    [
      "for a brace that is not closed",
      "it: {env: x\n",
      '2:1 A "{" or a "[" is open here: close it with "}" or "]", with commas between what stands in it.',
    ],
    ["for a quote that is not closed", 'it:\n  env: "x\n', "3:1 A text in quotes has no quote at its end: write it."],
    [
      "for half a character",
      inConfig('x: "\\ud800"'),
      "3:8 This text has half a character in it (a surrogate without its other half): type it again.",
    ],
    [
      "for a text beyond 1 MB",
      "#".repeat(1_000_001),
      "1:1 The file is longer than 1000000 bytes: leave data to the script.",
    ],
    [
      "for more than anybody writes",
      `it:\n  config:\n${"    x: 1\n".repeat(20_000)}`,
      "6251:9 The file has more than 50000 words and marks, up to here: leave data to the script.",
    ],
    [
      "for depth",
      `it: {config: ${"[".repeat(70)}${"]".repeat(70)}}`,
      "1:77 This is nested more than 64 deep: write it flatter.",
    ],
  ])("%s", (_, text, ...mistakes) => {
    expect(mistakesIn(text)).toEqual(mistakes);
  });
});
