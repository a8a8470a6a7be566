import { describe, expect, test } from "vitest";
import { attachment, config, hash, reasonFor, small, variants } from "../testing/spec-changes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { readSpec } from "./parse-spec.ts";
import type { Json } from "./spec.ts";

const objectives = (...changes: object[]) => ({
  objectives: changes.map((change, i) => Object.assign({ name: `v${i}`, direction: "minimize", unit: "" }, change)),
});
const proto: object = JSON.parse('{"__proto__":1}');

describe("a study is refused for", () => {
  test.each<[string, object, string | RegExp]>([
    ["an older version", { version: 1 }, "made by an older version of the program, which this one cannot read"],
    ["a newer version", { version: 3 }, "made by a newer version of the program: reload the page"],
    ["a version that is none", { version: "2" }, "made by another version of the program"],
    ["half a version", { version: 2.5 }, "made by another version of the program"],
    ["a blank name", { name: "   " }, "the study's name is blank"],
    ["a name nobody sees", { name: "\u2800\u3164" }, "the study's name is blank"],
    ["a name with a hidden character", { name: "Quad\u200bratic" }, "invisible character U+200B"],
    ["a description that turns text round", { description: "a\u202eb" }, "invisible character U+202E"],
    ["a blank seed", { seed: " " }, "the seed is blank"],
    ["a seed with a hidden character", { seed: "a\u00adb" }, "invisible character U+00AD"],
    ["an author nobody sees", { author: { key: "", name: "\u200b" } }, "the author's name has the invisible"],
    ["an author's key of another form", { author: { key: "abc", name: "" } }, "43 characters"],
    ["a language that is none", { objective: { language: "Java Script", source: "x" } }, "is not the name of one"],
    ["no objective", { objectives: [] }, "the study has no objective"],
    ["an objective's direction", objectives({ direction: "up" }), "must be one of minimize, maximize"],
    ["a blank unit", objectives({ unit: " " }), "the unit is blank"],
    ["a unit that turns text round", objectives({ unit: "א\u202e%" }), "the unit has the invisible character U+202E"],
    ["two objectives of one name", objectives({ name: "a" }, { name: "a" }), 'name "a" twice'],
    ["a metric called as an objective", { ...objectives({ name: "a" }), metrics: ["a"] }, 'name "a" twice'],
    ["two metrics of one name", { metrics: ["a", "b", "a"] }, 'the metrics name "a" twice'],
    ["two constraints of one name", { constraints: ["a", "a"] }, 'the constraints name "a" twice'],
    ["an objective called __proto__", objectives({ name: "__proto__" }), "means something else"],
    ["a metric called __proto__", { metrics: ["__proto__"] }, "means something else"],
    [
      "a start point's parameter called __proto__",
      { startPoints: [proto] },
      '"__proto__", which no parameter can have',
    ],
    ["a start point's list", { startPoints: [{ x: [] }] }, "a list of 0 numbers"],
    ["a number in a start point's list", { startPoints: [{ x: [1, null] }] }, "a number in a list is not a number"],
    ["a start point's half character", { startPoints: [{ x: "\udc00" }] }, "a value that no parameter can have"],
    ["a list as a start point", { startPoints: [[1]] }, "are not an object"],
    ["a start point's name that is empty", { startPoints: [{ "": 1 }] }, "no parameter can have"],
    ["a hole in a list", { startPoints: Array(1) }, "are not an object"],
    ["no rounds", { budget: { kind: "rounds", rounds: 0, trialsPerRound: 10 } }, "between 1 and"],
    ["a budget of two kinds", { budget: { kind: "rounds", rounds: 1, total: 5, trialsPerRound: 1 } }, "unknown key"],
    ["a budget without its number", { budget: { kind: "time", trialsPerRound: 1 } }, "the time is not a whole number"],
    ["an open budget with an end", { budget: { kind: "open", seconds: 5, trialsPerRound: 1 } }, "unknown key"],
    ["a fraction of a trial", { budget: { kind: "trials", total: 1.5, trialsPerRound: 1 } }, "whole number"],
    [
      "generations of another sampler",
      { budget: { kind: "generations", generations: 1, trialsPerRound: 1 } },
      "only the sampler deepga",
    ],
    [
      "a target of several objectives",
      { ...objectives({}, {}), stopRules: [{ kind: "target", value: 1 }] },
      "a target is for one objective",
    ],
    [
      "a rule on nothing",
      { stopRules: [{ kind: "metric", metric: "no", bound: "at-most", value: 1, ends: "study" }] },
      "must be one of the study's: value",
    ],
    ["a rule of two kinds", { stopRules: [{ kind: "target", value: 1, trials: 3 }] }, 'unknown key "trials"'],
    ["a rule without a value", { stopRules: [{ kind: "target" }] }, "the target is not a number"],
    ["a repeatable study that repeats", { repeatability: { kind: "repeatable", repeats: 2 } }, 'unknown key "repeats"'],
    ["an attachment's hash", attachment({ sha256: "abc" }), "43 characters"],
    ["an attachment's media type", attachment({ mediaType: "text" }), "an attachment's media type is not one"],
    [
      "two attachments of one name",
      { attachments: [...attachment({}).attachments, ...attachment({}).attachments] },
      'name "a" twice',
    ],
    ["no variants", { trainable: { variants: [], repeat: 1 } }, "the trainable has no variant"],
    [
      "two variants of one name",
      { trainable: { variants: [...variants(1), ...variants(1)], repeat: 1 } },
      'name "n0" twice',
    ],
    ["a variant that JSON cannot say", config(undefined as unknown as Json), "a variant has no config"],
    ["a variant with a function in it", config([() => 1] as unknown as Json), "function in it, which JSON cannot say"],
    ["a variant with NaN in it", config({ a: [Number.NaN] }), "not finite"],
    ["a variant with half a character in a key", config({ "\ud800": 1 }), "a key in a variant is not text"],
    ["a secret's hash", { private: { secretHash: `${hash}=` } }, "the hash of the link's secret"],
  ])("%s", (_, change, reason) => {
    expect(reasonFor(change)).toMatch(reason);
  });

  test("nothing that reads well: emoji, text from right to left, own keys that objects have", () => {
    for (const name of ["👩\u200d🔬 ❤\ufe0f", "חיפוש", "toString"]) {
      expect(reasonFor({ name, ...objectives({ name, unit: name.slice(0, 20) }), seed: name })).toBeNull();
    }
    const own = readSpec({
      ...small,
      startPoints: [{ constructor: 1, toString: "x" }],
      ...config(JSON.parse('{"__proto__":{"a":1}}')),
    });
    expect(own.ok && canonicalJson(own.value)).toContain('{"__proto__":{"a":1}}');
    expect(own.ok && own.value.startPoints).toEqual([{ constructor: 1, toString: "x" }]);
  });
});
