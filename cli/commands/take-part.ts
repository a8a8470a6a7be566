import { rmSync } from "node:fs";
import type { OwnQuota } from "../../agent/work/asking/own-quota.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { Runs } from "../host/runners.ts";
import { type Identity, openPeer, type TerminalPeer } from "../host/terminal-peer.ts";
import { type MeetFlags, meet } from "../seed/meet.ts";
import { studyLink } from "../words/address.ts";
import { systemReason } from "../words/system-reason.ts";
import { begin } from "./begin.ts";
import { type PartSetting, participate, say, type ShowOptions } from "./participate.ts";
import { EXIT, type World } from "./world.ts";

/** What a person says of a peer that has a study of its own. */
export interface PartFlags extends MeetFlags, ShowOptions {
  readonly uid?: string;
  readonly name?: string;
  readonly numCpus?: number;
  readonly numGpus?: number;
  readonly timeout?: number;
  readonly terminate?: boolean;
  readonly allowFailures?: boolean;
  readonly beside?: Beside;
}

/** Others in this process, which find each other in any case. */
export interface Beside {
  readonly others: number;
  /** Says that this one is done, and hears whether all are. */
  readonly areAllDone: () => boolean;
  /** Nobody chose its name. */
  readonly isPassing: boolean;
}

export interface Part {
  readonly uid: string;
  readonly drafted: StudySpec;
  /** It was interrupted, and goes on. */
  readonly isKept: boolean;
  readonly runs: Runs;
  readonly cores: number;
  readonly quota: OwnQuota | undefined;
  /** The command that goes on after an interrupt. */
  readonly resumeWords: string;
}

/** A peer that was given a name or a place (a uid alone may be for going on later) is waited for by somebody, and one at another's seed has others: so long it waits for a link. */
export const FIRST_OTHER_MS = 15_000;
/** A study whose others never end must not keep a program that is done. */
const OTHERS_WITHIN_MS = 120_000;
/** Of one process all come, as fast as their machine lets them. */
const ALL_MS = 60_000;

/** Meets others, publishes or joins, and takes part until that is over. Gives the exit code. */
export async function takePart(identity: Identity, part: Part, flags: PartFlags, world: World): Promise<number> {
  const place = await meet(flags, {
    uid: part.uid,
    study: part.drafted,
    pageDirectory: world.pageDirectory,
    onWaiting: (sentence) => say(world, sentence),
    seedWithinMs: world.seedWithinMs,
    interrupted: world.interrupted,
  });
  const { quota, runs } = part;
  const peer = await openPeer({ ...runs, identity, seedUrl: place.seedUrl, quota, hasWebRtc: world.hasWebRtc() });
  try {
    const beginning = { isKept: part.isKept, seedUrl: place.seedUrl, isOwnSeed: place.isOwn };
    const studyId = await begin(peer, part.drafted, beginning, part.cores);
    const link = studyLink(place.shownUrl, studyId);
    if (flags.quiet !== true && flags.json !== true) say(world, `Others join at ${link}`);
    const code = await participate(peer, world, settingOf({ studyId, link, isOwnSeed: place.isOwn }, part, flags));
    if (code !== EXIT.interrupted) await leave(peer, studyId, world);
    return code;
  } finally {
    await peer.close();
    await place.close();
  }
}

/** What was found is out by now, so a disk that is full spoils nothing of it. */
export async function leave({ engine }: TerminalPeer, studyId: string, world: Pick<World, "err">): Promise<void> {
  await engine.leave(studyId).catch((error: unknown) => {
    say(
      world,
      `That this peer has left could not be kept (${systemReason(error)}): make room on the disk of its files.`,
    );
  });
}

function settingOf(
  { studyId, link, isOwnSeed }: { readonly studyId: string; readonly link: string; readonly isOwnSeed: boolean },
  { resumeWords }: Part,
  flags: PartFlags,
): PartSetting {
  const isNamed = flags.name !== undefined || flags.bind !== undefined || flags.address !== undefined;
  const isBeside = flags.beside !== undefined;
  return {
    studyId,
    link,
    terminate: flags.terminate === true,
    firstOtherMs: isBeside ? ALL_MS : isNamed || !isOwnSeed ? FIRST_OTHER_MS : 0,
    others: flags.beside?.others ?? 1,
    areAllDone: flags.beside?.areAllDone,
    othersWithinMs: OTHERS_WITHIN_MS,
    timeoutMs: flags.timeout === undefined ? null : flags.timeout * 1_000,
    allowFailures: flags.allowFailures === true,
    resumeWords,
    json: flags.json === true,
    quiet: flags.quiet === true,
  };
}

/** What this peer lends, also more than its machine has: some trials wait for something else than a processor. */
export function coresOf(
  { numCpus = 1, numGpus = 0 }: Pick<PartFlags, "numCpus" | "numGpus">,
  world: Pick<World, "err">,
): number {
  const has = navigator.hardwareConcurrency;
  if (numCpus > has) say(world, `This machine has ${has} CPUs; ${numCpus} are lent all the same.`);
  if (numGpus > 0) say(world, "No objective can use a GPU here yet; --num-gpus changes nothing.");
  return numCpus;
}

/** Removes what a peer has kept. */
export function forget({ key, store }: { readonly key: string; readonly store: string }): void {
  for (const path of [key, store, `${store}-wal`, `${store}-shm`]) rmSync(path, { force: true });
}
