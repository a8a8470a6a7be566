import * as v from "valibot";
import type { StudyId } from "../../study/spec/spec.ts";

/** A study that one tab takes part in, and how. */
export interface TabStudy {
  readonly studyId: StudyId;
  readonly state: (typeof STATES)[number];
  readonly cores: number;
}

/**
 * What a tab keeps over its own reloads. All else of a study lies in the profile's storage, which its tabs share; that this
 * tab takes part, and with how many cores, only this tab can say. `tab` names it: a copy of the tab begins with the same memory.
 */
export interface TabMemory {
  readonly tab: string;
  readonly studies: readonly TabStudy[];
}

const STATES = ["watching", "running", "paused", "finished"] as const;
/** A tab announces itself in at most 32 rooms of a seed; this many more have no use. */
const MAX_STUDIES = 256;
/** As much chance as a tab's name takes in: no two are the same. */
export const TAB_NAME_BYTES = 16;

const Memory = v.object({
  tab: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  studies: v.pipe(
    v.array(
      v.object({
        studyId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
        state: v.picklist(STATES),
        cores: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      }),
    ),
    v.maxLength(MAX_STUDIES),
  ),
});

/** What the page kept of this tab; null if it kept nothing, or nothing that makes sense. */
export function readTabMemory(text: string | null): TabMemory | null {
  if (text === null) return null;
  try {
    const read = v.safeParse(Memory, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

export const tabMemoryText = (memory: TabMemory): string => JSON.stringify(memory);
