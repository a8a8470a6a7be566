import { demonstration } from "../gallery/demonstration.ts";
import { encodeSpec, type StudyId, type StudySpec, studyIdOf } from "../study/spec.ts";
import type { SpecShelf } from "./spec-shelf.ts";

/** Constant, so that the study has the same id on every seed and after every restart; it changes with the study itself. */
const CREATED_MS = Date.UTC(2026, 0, 1);

const spec: StudySpec = { version: 1, ...demonstration, author: { key: "", name: "" }, createdMs: CREATED_MS };

/** Puts the study that a first visitor can join on the shelf for good and returns its id. */
export function shelveDemonstration(shelf: SpecShelf): StudyId {
  const studyId = studyIdOf(spec);
  shelf.pin(studyId, spec, encodeSpec(spec));
  return studyId;
}
