import { expect, test } from "vitest";
import type { EngineApi } from "../../worker/engine/engine-api.ts";
import { type DraftForm, emptyForm, readDraft } from "./draft.ts";
import { publishAll } from "./publish-all.ts";
import { sideBySide } from "./settings/side-by-side.ts";

const form: DraftForm = { ...emptyForm(2), name: "Pole", source: "export default (t) => 1", sampler: "deepga" };
const read = readDraft(form);
if (!read.ok) throw new Error("It is read.");
const studies = sideBySide(read.draft, 3, 4);

/** Publishes until one of this name comes. */
function engineUntil(refused: string | null) {
  const published: string[] = [];
  const createStudy: EngineApi["createStudy"] = async ({ name }, cores) => {
    if (name === refused) throw new Error("The seed is not there.");
    published.push(`${name} on ${cores}`);
    return `id of ${name}`;
  };
  return { engine: { createStudy }, published };
}

test("studies side by side are published in their order, each with its cores, and the first is opened", async () => {
  const { engine, published } = engineUntil(null);
  expect(await publishAll(engine, studies)).toBe("id of Pole 1 of 3");
  expect(published).toEqual(["Pole 1 of 3 on 2", "Pole 2 of 3 on 1", "Pole 3 of 3 on 1"]);
});

test("where one cannot be published it is said which are", async () => {
  await expect(publishAll(engineUntil("Pole 1 of 3").engine, studies)).rejects.toThrow(/^The seed is not there\.$/);
  await expect(publishAll(engineUntil("Pole 2 of 3").engine, studies)).rejects.toThrow(
    "The seed is not there. 1 of the 3 studies is published, and among your studies; to publish again publishes all anew.",
  );
});
