import type { Clock, Rendezvous } from "../../agent/ports.ts";
import { LockedStudy } from "../../agent/locked-study.ts";
import { UnreadableStudy } from "../../agent/unreadable-study.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import type { StudySecret } from "../../study/spec/study-secret.ts";
import { Refusal } from "./engine-input.ts";

/**
 * A seed that has been restarted learns its studies again from the tabs that work on them; those that have found it away
 * for long ask it every 45 s at most. And who is sent a link may be there before its author: two minutes, with growing pauses.
 */
const LOOKS_FOR_MS = 120_000;
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 5_000;
const GROWTH = 1.5;
/** A person who waits longer without a word takes the page for broken. */
const SILENT_FOR_MS = 2_000;

/**
 * The spec behind an invite link, from the seed. What the seed sends is believed only if its hash is the link's, and of a private
 * study only if the link's secret opens it.
 * `onMissing` hears within 2 s, in a sentence, why there is none so far; looking goes on until the promise settles.
 */
export async function findSpec(
  studyId: StudyId,
  rendezvous: Rendezvous,
  clock: Clock,
  onMissing: (sentence: string) => void = () => {},
  secret: StudySecret | null = null,
): Promise<StudySpec> {
  let refusal = "";
  const silence = clock.setTimer(SILENT_FOR_MS, () => onMissing(seedAway("The seed does not answer.")));
  const endMs = clock.nowMs() + LOOKS_FOR_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * GROWTH)) {
    const found = await ask(studyId, secret, rendezvous);
    silence.cancel();
    if (typeof found !== "string") return found;
    refusal = found;
    onMissing(refusal);
    if (clock.nowMs() + pauseMs > endMs) throw new Refusal(refusal);
    await pause(clock, pauseMs);
  }
}

/** The spec, or a sentence why there is none. */
async function ask(studyId: StudyId, secret: StudySecret | null, rendezvous: Rendezvous): Promise<StudySpec | string> {
  try {
    const spec = await rendezvous.fetchSpec(studyId, secret);
    if (spec === null) return NOT_HERE;
    const id = spec.private === null ? studyIdOf(spec) : await linkedIdOf(spec, secret);
    if (id !== studyId) return "The seed sent another study than this link names. Do not join it here.";
    return spec;
  } catch (error) {
    if (error instanceof LockedStudy) throw new Refusal(error.message);
    if (error instanceof UnreadableStudy) throw new Refusal(unreadable(error.message));
    console.info("The seed did not answer.", error);
    return seedAway(error instanceof Error ? error.message : "The seed does not answer.");
  }
}

/** "This study was made by a newer version of the program: reload the page." */
const unreadable = (reason: string): string =>
  `This page cannot open the study. ${reason[0]?.toUpperCase()}${reason.slice(1)}.`;

const NOT_HERE =
  "This study is not on this seed. Either no tab that works on it is open now, or the link belongs to another seed. Ask the author to open it, or for a new link.";

const seedAway = (reason: string): string =>
  `${reason} The study is not known here yet, so the seed has to show it. Check your connection and that the seed runs, or try again in a moment.`;

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });
