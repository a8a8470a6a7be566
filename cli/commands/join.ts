import { randomUUID } from "node:crypto";
import { homeFolder, peerFiles } from "../host/home.ts";
import { strangersRuns } from "../host/runners.ts";
import { openIdentity, openPeer, type TerminalPeer } from "../host/terminal-peer.ts";
import { isPythonStudy } from "../python/python-study.ts";
import { awaitSeed } from "../seed/seed-client.ts";
import { type StudyLink, studyLink, toStudyLink } from "../words/address.ts";
import { interruptible } from "../words/interruptible.ts";
import { Failure } from "../words/misuse.ts";
import { plainText } from "../words/plain-text.ts";
import type { Again } from "./again.ts";
import { participate, say } from "./participate.ts";
import type { RunFlags } from "./run.ts";
import { coresOf, FIRST_OTHER_MS, forget, leave } from "./take-part.ts";
import type { World } from "./world.ts";

export type JoinFlags = Pick<
  RunFlags,
  | "nrounds"
  | "ntrials"
  | "uid"
  | "name"
  | "numCpus"
  | "numGpus"
  | "timeout"
  | "terminate"
  | "allowFailures"
  | "json"
  | "quiet"
>;

/** An author may go on for days. By then others have the last trials of this peer. */
const HANDED_ON_MS = 5_000;

/** `waggle join LINK`: trials of a stranger's objective, walled off. Gives the exit code. */
export async function join(linkText: string, flags: JoinFlags, world: World, again: Again): Promise<number> {
  const link = toStudyLink(linkText);
  return withStudy(link, flags, world, async (peer) => {
    await refusePython(peer, link);
    await peer.engine.join(link.studyId, coresOf(flags, world));
    const code = await participate(peer, world, {
      studyId: link.studyId,
      link: studyLink(link.seedUrl, link.studyId, link.secret),
      terminate: flags.terminate === true,
      firstOtherMs: FIRST_OTHER_MS,
      others: 1,
      othersWithinMs: HANDED_ON_MS,
      timeoutMs: flags.timeout === undefined ? null : flags.timeout * 1_000,
      allowFailures: flags.allowFailures === true,
      resumeWords: flags.uid === undefined ? null : again(flags.uid),
      json: flags.json === true,
      quiet: flags.quiet === true,
    });
    if (!world.interrupted.aborted) await leave(peer, link.studyId, world);
    return code;
  });
}

/** Opens a peer at the link's seed that knows the study's text, and closes it whatever `act` does. */
export async function withStudy(
  link: StudyLink,
  flags: Pick<JoinFlags, "uid" | "name" | "nrounds" | "ntrials">,
  world: World,
  act: (peer: TerminalPeer) => Promise<number>,
): Promise<number> {
  const wait = waiter(world);
  await interruptible(awaitSeed(link.seedUrl, wait, world.seedWithinMs), world.interrupted);
  const files = peerFiles(homeFolder(world.env), flags.uid ?? randomUUID());
  const identity = await openIdentity(files, flags.name ?? null).catch((error: unknown) => {
    if (flags.uid === undefined) forget(files);
    throw error;
  });
  const runs = strangersRuns(world.programs);
  if (runs.note !== null) say(world, runs.note);
  const { nrounds, ntrials } = flags;
  const isOwn = nrounds !== undefined || ntrials !== undefined;
  const quota = isOwn ? ({ rounds: nrounds ?? 4, trialsPerRound: ntrials ?? 10, counts: "start" } as const) : undefined;
  const peer = await openPeer({ ...runs, identity, seedUrl: link.seedUrl, quota, hasWebRtc: world.hasWebRtc() });
  try {
    await interruptible(peer.engine.describe(link.studyId, wait, link.secret), world.interrupted);
    return await act(peer);
  } finally {
    await peer.close();
    identity.store.close();
    if (flags.uid === undefined) forget(files);
  }
}

/** It would not even load in the jail; whoever has its file takes part by that. */
async function refusePython({ rendezvous }: TerminalPeer, { studyId, secret, seedUrl }: StudyLink): Promise<void> {
  const spec = await rendezvous.fetchSpec(studyId, secret).catch(() => null);
  if (spec !== null && isPythonStudy(spec.objective.source))
    throw new Failure(
      `The objective of "${plainText(spec.name, 80)}" is Python: get its file, then waggle run FILE.py -d ${seedUrl}.`,
    );
}

function waiter(world: World): (sentence: string) => void {
  let said = "";
  return (sentence) => {
    if (sentence !== said) say(world, sentence);
    said = sentence;
  };
}
