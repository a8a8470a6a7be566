import type { Clock, Rendezvous } from "../../agent/ports.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { Refusal } from "./engine-input.ts";

/** A seed that has been restarted learns its studies again from the tabs that work on them, within a few seconds. */
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 2_000;

/** The spec behind an invite link, from the seed. What the seed sends is believed only if its hash is the link's. */
export async function findSpec(studyId: StudyId, rendezvous: Rendezvous, clock: Clock): Promise<StudySpec> {
  let refusal = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await pause(clock, BETWEEN_ATTEMPTS_MS);
    const found = await ask(studyId, rendezvous);
    if (typeof found !== "string") return found;
    refusal = found;
  }
  throw new Refusal(refusal);
}

/** The spec, or a sentence why there is none. */
async function ask(studyId: StudyId, rendezvous: Rendezvous): Promise<StudySpec | string> {
  try {
    const spec = await rendezvous.fetchSpec(studyId);
    if (spec === null) return "This study's link is not on this seed. Ask the author for a new one.";
    if (studyIdOf(spec) !== studyId) return "The seed sent another study than this link names. Do not join it here.";
    return spec;
  } catch (error) {
    console.info("The seed did not answer.", error);
    const reason = error instanceof Error ? error.message : "The seed does not answer.";
    return `${reason} This browser does not know the study yet; try again in a moment.`;
  }
}

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });
