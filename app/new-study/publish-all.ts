import type { StudyId } from "../../study/spec/spec.ts";
import type { EngineApi } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import type { OneStudy } from "./settings/side-by-side.ts";

/** Publishes one after the other; the first one's id. Rejects with a sentence that says which are published. */
export async function publishAll(
  engine: Pick<EngineApi, "createStudy">,
  studies: readonly OneStudy[],
): Promise<StudyId> {
  const ids: StudyId[] = [];
  for (const { draft, cores } of studies) {
    try {
      ids.push(await engine.createStudy(draft, cores));
    } catch (thrown) {
      if (ids.length === 0) throw thrown;
      const done = `${ids.length} of the ${studies.length} studies ${ids.length === 1 ? "is" : "are"} published`;
      throw new Error(`${sentenceOf(thrown)} ${done}, and among your studies; to publish again publishes all anew.`, {
        cause: thrown,
      });
    }
  }
  const [first] = ids;
  if (first === undefined) throw new Error("There is nothing to publish.");
  return first;
}
