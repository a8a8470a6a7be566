import { sealedIdOf } from "./sealed-bytes.ts";
import type { StudyId, StudySpec } from "./spec.ts";
import { studyIdOf } from "./spec-bytes.ts";
import type { StudySecret } from "./study-secret.ts";

/** The id under which a study is found: of a private one that of its sealed bytes, which takes its secret. Rejects where sealing cannot be fetched. */
export async function linkedIdOf(spec: StudySpec, secret: StudySecret | null): Promise<StudyId> {
  if (spec.private === null || secret === null) return studyIdOf(spec);
  const { sealSpec } = await import("./sealed-spec.ts");
  return sealedIdOf(sealSpec(spec, secret));
}
