import { expect, test } from "vitest";
import { readSpec } from "../../../study/spec/parse-spec.ts";
import { specWith } from "../../../study/spec/spec.ts";
import { type DraftForm, emptyForm, readDraft } from "../draft.ts";
import { sideBySide, sideBySideWords, studiesIn } from "./side-by-side.ts";

const form: DraftForm = { ...emptyForm(2), name: "Pole", source: "export default (t) => 1", sampler: "deepga" };

function published(change: Partial<DraftForm>, cores: number) {
  const changed = { ...form, ...change };
  const read = readDraft(changed);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const studies = sideBySide(read.draft, studiesIn(changed), cores);
  for (const { draft } of studies) expect(readSpec(specWith({ ...draft, createdMs: 1 }))).toMatchObject({ ok: true });
  return studies;
}

test("one study is published as it is", () => {
  expect(published({ seed: "s" }, 3)).toMatchObject([{ draft: { name: "Pole", seed: "s" }, cores: 3 }]);
  expect(sideBySideWords("Pole", 1, 3)).toBeNull();
  expect(studiesIn({ ...form, experiments: "3", sampler: "tpe" })).toBe(1);
});

test("several have names and seeds of their own, each is a study of its own, and the cores are divided among them", () => {
  const studies = published({ experiments: "3", seed: "s" }, 8);
  expect(studies.map(({ draft: { name, seed }, cores }) => [name, seed, cores])).toEqual([
    ["Pole 1 of 3", "1 of 3: s", 3],
    ["Pole 2 of 3", "2 of 3: s", 3],
    ["Pole 3 of 3", "3 of 3: s", 2],
  ]);
  expect(studies.every(({ draft }) => (draft.experiments ?? 1) === 1)).toBe(true);
  expect(published({ experiments: "2" }, 2).map(({ draft }) => draft.seed)).toEqual([null, null]);
});

test("none goes without a core, unless the tab only watches", () => {
  expect(published({ experiments: "3" }, 2).map(({ cores }) => cores)).toEqual([1, 1, 1]);
  expect(published({ experiments: "3" }, 0).map(({ cores }) => cores)).toEqual([0, 0, 0]);
});

test("a name and a seed of full length still have room for their number", () => {
  const longest = { name: "n".repeat(100), seed: "s".repeat(110), experiments: "16" };
  expect(published(longest, 1)).toHaveLength(16);
  const errorsOf = (change: Partial<DraftForm>) => {
    const read = readDraft({ ...form, ...change });
    return read.ok ? {} : read.errors;
  };
  expect(errorsOf({ seed: "s".repeat(111), experiments: "2" })).toEqual({
    seed: "Shorten the seed to 110 characters: each of the studies adds its number to it.",
  });
  expect(errorsOf({ seed: "s".repeat(111) })).toEqual({});
  expect(errorsOf({ experiments: "17" })).toEqual({ experiments: "Give a whole number of studies from 1 to 16." });
});

test("what is published is said before", () => {
  expect(sideBySideWords(" Pole ", 2, 4)).toBe(
    "Published as 2 studies that know nothing of each other: Pole 1 of 2 and Pole 2 of 2. Your tab lends 2 cores to each. Each has its own link; all stand among your studies.",
  );
  expect(sideBySideWords("Pole", 3, 8)).toContain("Pole 1 of 3 to Pole 3 of 3. Your tab lends 2 or 3 cores to each.");
  expect(sideBySideWords("", 3, 2)).toContain(
    "each other. Your tab works on all, one trial at a time each, on 2 cores.",
  );
  expect(sideBySideWords("Pole", 3, 0)).toContain("Your tab watches them.");
});
