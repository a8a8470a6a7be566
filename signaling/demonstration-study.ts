import { demonstration } from "../gallery/demonstration.ts";
import { specWith } from "../study/spec/spec.ts";

/** Constant, so that the study has the same id on every seed and after every restart; it changes with the study itself. */
const CREATED_MS = Date.UTC(2026, 0, 1);

/** The study that a first visitor can join. Nobody can command it. */
export const demonstrationStudy = specWith({ ...demonstration, createdMs: CREATED_MS });
