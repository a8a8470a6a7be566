import { expect, it } from "vitest";
import { readExperiments } from "../../../formats/experiment/read-experiments.ts";
import { variantsOf } from "../../../formats/experiment/variants.ts";
import { nextDraws, STARTER } from "./experiment-form.ts";

it("draws again with another seed each time, whatever the last one was", () => {
  expect(["1", "99", "autumn", "autumn 2", "", "x9"].map(nextDraws)).toEqual([
    "2",
    "100",
    "autumn 2",
    "autumn 3",
    " 2",
    "x10",
  ]);
});

it("begins with a file that can be used as it stands", () => {
  const read = readExperiments(STARTER);
  const [experiment] = read.ok ? read.experiments : [];
  expect(read).toMatchObject({ ok: true, notes: [] });
  const made = experiment === undefined ? null : variantsOf(experiment, "1");
  expect(made?.ok ? made.variants.length : 0).toBe(3);
});
