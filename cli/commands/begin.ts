import { AT_ONCE_MS } from "../../signaling/rooms/spec-shelf.ts";
import { canonicalJson } from "../../study/spec/canonical-json.ts";
import { directionsOf, type StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import type { Identity, TerminalPeer } from "../host/terminal-peer.ts";
import { studiesAlike } from "../seed/seed-client.ts";

/** By then the seed names the same study first to all who published at once, whatever its timers make of a moment. */
const PUBLISHED_MS = AT_ONCE_MS + 100;

interface Beginning {
  /** It was interrupted, and goes on. */
  readonly isKept: boolean;
  readonly seedUrl: string;
  readonly isOwnSeed: boolean;
}

/** Joins the study that is there already, or publishes one; of two published at once the lower id stays. */
export async function begin(
  peer: TerminalPeer,
  drafted: StudySpec,
  { isKept, seedUrl, isOwnSeed }: Beginning,
  cores: number,
): Promise<string> {
  const { engine, rendezvous } = peer;
  if (isKept) {
    await engine.resumeMemberships();
    const studyId = studyIdOf(drafted);
    await engine.join(studyId, cores);
    return studyId;
  }
  if (isOwnSeed) return engine.publish(drafted, cores);
  // One that is there may have been brought a moment ago, and another at once with it.
  if ((await findAlike(peer, drafted, seedUrl)) === null) await rendezvous.offerSpec(drafted);
  await new Promise((resolve) => setTimeout(resolve, PUBLISHED_MS));
  const first = await findAlike(peer, drafted, seedUrl);
  if (first === null || first === studyIdOf(drafted)) return engine.publish(drafted, cores);
  await engine.join(first, cores);
  return first;
}

/** The first that the seed names of its studies with the same text, directions, sampler and variants. */
async function findAlike({ rendezvous }: TerminalPeer, drafted: StudySpec, seedUrl: string): Promise<string | null> {
  for (const studyId of await studiesAlike(seedUrl, drafted.objective.source)) {
    const spec = await rendezvous.fetchSpec(studyId).catch(() => null);
    if (spec !== null && searchOf(spec) === searchOf(drafted)) return studyId;
  }
  return null;
}

const searchOf = (spec: StudySpec): string =>
  canonicalJson([spec.objective, directionsOf(spec), spec.sampler, spec.trainable] as never);

/** The newest study that this peer was interrupted in and `isIt`; null where there is none. */
export async function keptStudy(
  { store }: Pick<Identity, "store">,
  isIt: (spec: StudySpec) => boolean,
): Promise<StudySpec | null> {
  const kept = (await store.loadMemberships()).filter(
    ({ state, spec }) => state !== "left" && spec !== null && isIt(spec),
  );
  const [newest] = kept.sort((a, b) => b.joinedMs - a.joinedMs);
  return newest?.spec ?? null;
}

/** Whether two say the same, whenever and by whom they were published. */
export const isSameStudy = (a: StudySpec, b: StudySpec): boolean => timeless(a) === timeless(b);

const timeless = (spec: StudySpec): string => canonicalJson({ ...spec, createdMs: 0, author: { key: "", name: "" } });
