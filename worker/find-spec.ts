import type { Clock, Rendezvous } from "../agent/ports.ts";
import { type StudyId, type StudySpec, studyIdOf } from "../study/spec.ts";
import { Refusal } from "./engine-input.ts";

/** A seed that has been restarted learns its studies again from the tabs that work on them, within a few seconds. */
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 2_000;

/** The spec behind an invite link, from the seed. What the seed sends is believed only if its hash is the link's. */
export async function findSpec(studyId: StudyId, rendezvous: Rendezvous, clock: Clock): Promise<StudySpec> {
  let reached = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await ask(studyId, rendezvous);
    if (found === "other") throw new Refusal("The seed sent another study than this link names. Do not join it here.");
    if (found !== "unreachable" && found !== "unknown") return found;
    reached ||= found === "unknown";
    if (attempt < ATTEMPTS) await pause(clock, BETWEEN_ATTEMPTS_MS);
  }
  throw new Refusal(
    reached
      ? "This study's link is not on this seed. Ask the author for a new one."
      : "The seed is unreachable, and this browser does not know the study yet. Try again in a moment.",
  );
}

async function ask(studyId: StudyId, rendezvous: Rendezvous): Promise<StudySpec | "unknown" | "unreachable" | "other"> {
  try {
    const spec = await rendezvous.fetchSpec(studyId);
    if (spec === null) return "unknown";
    return studyIdOf(spec) === studyId ? spec : "other";
  } catch (error) {
    console.info("The seed did not answer.", error);
    return "unreachable";
  }
}

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });
