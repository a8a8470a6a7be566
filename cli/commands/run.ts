import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { canonicalJson } from "../../study/spec/canonical-json.ts";
import { directionsOf, type StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { homeFolder, peerFiles } from "../host/home.ts";
import { type ObjectiveFile, readObjective } from "../host/objective-file.ts";
import { ownRuns, strangersRuns } from "../host/runners.ts";
import { type Identity, openIdentity, openPeer, type TerminalPeer } from "../host/terminal-peer.ts";
import { openOwnSeed } from "../seed/own-seed.ts";
import { awaitSeed, studiesAlike } from "../seed/seed-client.ts";
import { seedUrlOf, studyLink, toHostPort } from "../words/address.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { specOf, type StudyFlags } from "./draft.ts";
import { participate, say, type ShowOptions } from "./participate.ts";
import { EXIT, type World } from "./world.ts";

export interface RunFlags extends StudyFlags, ShowOptions {
  readonly nrounds?: number;
  readonly ntrials?: number;
  readonly uid?: string;
  readonly name?: string;
  readonly bind?: string;
  readonly address?: string;
  readonly seeduid?: string;
  readonly seedaddress?: string;
  readonly numCpus?: number;
  readonly numGpus?: number;
  readonly timeout?: number;
  readonly terminate?: boolean;
  readonly resume?: boolean;
  readonly allowFailures?: boolean;
  /** So many peers in this process, NAME-0 and so on; each has its own rounds. */
  readonly peers?: number;
  /** Others in this process, which find each other in any case. */
  readonly beside?: number;
}

const DEFAULT_BIND = "tcp://*:5555";
const DEFAULT_ROUNDS = 4;
const DEFAULT_TRIALS = 10;
/** A peer that was given a name or a place (a uid alone may be for going on later) is waited for by somebody, and one at another's seed has others: so long it waits for a link. */
export const FIRST_OTHER_MS = 15_000;
/** A study whose others never end must not keep a program that is done. */
const OTHERS_WITHIN_MS = 120_000;
/** Of one process all come, as fast as their machine lets them. */
const ALL_MS = 60_000;
/** Two that publish at once have both done so by then. */
const AT_ONCE_MS = 300;

/** `waggle run [objective]`: a peer with a file of its own. Gives the exit code. */
export async function run(path: string | undefined, flags: RunFlags, world: World): Promise<number> {
  if (flags.peers !== undefined && flags.peers > 1) return runMany(path, flags, flags.peers, world);
  const file = path === undefined ? null : readObjective(path);
  if (flags.resume === true && flags.uid === undefined)
    throw new Misuse(
      "--resume needs the --uid of the run that is to go on; it was said when that run was interrupted.",
    );
  const uid = flags.uid ?? randomUUID();
  const files = peerFiles(homeFolder(world.env), uid);
  const identity = await openIdentity(files, flags.name ?? null);
  try {
    return await runAs(identity, uid, file, path ?? "", flags, world);
  } finally {
    // Nobody can ask for a name that nobody chose; of an interrupted run it was said.
    if (flags.uid === undefined && !world.interrupted.aborted) forget(files);
  }
}

/** Peers beside each other in one process: the first is the seed, unless there is another, and speaks for all. */
async function runMany(path: string | undefined, flags: RunFlags, count: number, world: World): Promise<number> {
  const { peers: _, ...each } = flags;
  const name = flags.name ?? flags.uid ?? "peer";
  // What is wrong with the file is said once, before anything begins.
  if (path !== undefined) readObjective(path);
  const seed = flags.seedaddress === undefined ? await sharedSeed(flags, world) : null;
  const silent: World = { ...world, out: SILENT, err: SILENT };
  try {
    const codes = await Promise.all(
      Array.from({ length: count }, (_unused, i) =>
        run(
          path,
          {
            ...each,
            name: `${name}-${i}`,
            beside: count - 1,
            seedaddress: flags.seedaddress ?? seed?.address ?? "",
            ...(flags.uid === undefined ? {} : { uid: `${flags.uid}-${i}` }),
          },
          i === 0 ? world : silent,
        ),
      ),
    );
    return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
  } finally {
    await seed?.close();
  }
}

const SILENT = { write: () => true };

async function sharedSeed({ bind, uid }: RunFlags, world: World): Promise<{ address: string; close(): Promise<void> }> {
  const seed = await openOwnSeed({
    bind: toHostPort(bind ?? DEFAULT_BIND, "--bind"),
    isPortMeant: bind !== undefined,
    uid: uid ?? randomUUID(),
    study: null,
    pageDirectory: world.pageDirectory,
    publicHosts: [],
  });
  return { address: `tcp://localhost:${seed.port}`, close: () => seed.close() };
}

async function runAs(
  identity: Identity,
  uid: string,
  file: ObjectiveFile | null,
  path: string,
  flags: RunFlags,
  world: World,
): Promise<number> {
  const kept = flags.resume === true && file !== null ? await keptStudy(identity, file) : null;
  const drafted = file === null ? null : (kept ?? specOf(file, flags, identity));
  const place = await meet(uid, flags, drafted, world);
  const hasWebRtc = world.hasWebRtc();
  const runs =
    file === null
      ? strangersRuns(world.programs)
      : ownRuns(world.programs, file.url, (text) => void world.err.write(text));
  const { nrounds: rounds = DEFAULT_ROUNDS, ntrials: trialsPerRound = DEFAULT_TRIALS } = flags;
  const counts = flags.resume === true ? "profile" : "start";
  const quota = { rounds, trialsPerRound, counts } as const;
  const peer = await openPeer({ ...runs, identity, seedUrl: place.seedUrl, quota, hasWebRtc });
  try {
    if (file === null || drafted === null) {
      world.out.write("An empty study: no objective was given, so there is nothing to run.\n");
      return EXIT.ok;
    }
    const cores = coresOf(flags, world);
    const studyId = await begin(
      peer,
      drafted,
      { kept: kept !== null, seedUrl: place.seedUrl, isOwn: place.isOwn },
      cores,
    );
    const link = studyLink(place.shownUrl, studyId);
    if (flags.quiet !== true && flags.json !== true) say(world, `Others join at ${link}`);
    const isNamed = flags.name !== undefined || flags.bind !== undefined || flags.address !== undefined;
    const isBeside = flags.beside !== undefined;
    const code = await participate(peer, world, {
      studyId,
      link,
      terminate: flags.terminate === true,
      firstOtherMs: isBeside ? ALL_MS : isNamed || !place.isOwn ? FIRST_OTHER_MS : 0,
      others: flags.beside ?? 1,
      othersWithinMs: OTHERS_WITHIN_MS,
      timeoutMs: flags.timeout === undefined ? null : flags.timeout * 1_000,
      allowFailures: flags.allowFailures === true,
      resumeWords: `waggle run ${path} --resume --uid ${uid}`,
      json: flags.json === true,
      quiet: flags.quiet === true,
    });
    if (code !== EXIT.interrupted) await peer.engine.leave(studyId);
    return code;
  } finally {
    await peer.close();
    await place.close();
    identity.store.close();
  }
}

interface Place {
  readonly seedUrl: string;
  /** As others may use it. */
  readonly shownUrl: string;
  /** This peer is the seed. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

/** The seed this peer meets others at: another's, or its own. */
async function meet(uid: string, flags: RunFlags, study: StudySpec | null, world: World): Promise<Place> {
  const { seedaddress, address, bind } = flags;
  const told = address === undefined ? null : seedUrlOf(address, "--address");
  if (seedaddress !== undefined && seedUrlOf(seedaddress, "--seedaddress") !== told) {
    const seedUrl = seedUrlOf(seedaddress, "--seedaddress");
    let waits = false;
    const onWaiting = (sentence: string): void => {
      if (!waits) say(world, `${sentence} Waiting for it, up to two minutes.`);
      waits = true;
    };
    const found = await awaitSeed(seedUrl, onWaiting, world.seedWithinMs);
    if (flags.seeduid !== undefined && found.uid !== flags.seeduid)
      throw new Failure(
        `The seed at ${seedUrl} is ${found.uid === null ? "not one with a uid" : `"${found.uid}"`}, not "${flags.seeduid}": check --seedaddress and --seeduid.`,
      );
    return { seedUrl, shownUrl: seedUrl, isOwn: false, close: async () => undefined };
  }
  if (flags.seeduid !== undefined && flags.seeduid !== uid)
    throw new Misuse("--seeduid names another peer, and no --seedaddress says where it is: give both.");
  const seed = await openOwnSeed({
    bind: toHostPort(bind ?? DEFAULT_BIND, "--bind"),
    isPortMeant: bind !== undefined,
    uid,
    study,
    pageDirectory: world.pageDirectory,
    publicHosts: told === null ? [] : [new URL(told).hostname],
  });
  const seedUrl = `http://127.0.0.1:${seed.port}`;
  return { seedUrl, shownUrl: told ?? seed.info().localUrl, isOwn: true, close: () => seed.close() };
}

interface Beginning {
  readonly kept: boolean;
  readonly seedUrl: string;
  readonly isOwn: boolean;
}

/** Joins the study that is there already, or publishes one; of two published at once the lower id stays. */
async function begin(peer: TerminalPeer, drafted: StudySpec, how: Beginning, cores: number): Promise<string> {
  const { engine, rendezvous } = peer;
  if (how.kept) {
    await engine.resumeMemberships();
    const studyId = studyIdOf(drafted);
    await engine.join(studyId, cores);
    return studyId;
  }
  if (how.isOwn) return engine.publish(drafted, cores);
  const there = await findAlike(peer, drafted, how.seedUrl);
  if (there !== null) {
    await engine.join(there, cores);
    return there;
  }
  await rendezvous.offerSpec(drafted);
  await new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS));
  const lowest = await findAlike(peer, drafted, how.seedUrl);
  if (lowest === null || lowest === studyIdOf(drafted)) return engine.publish(drafted, cores);
  await engine.join(lowest, cores);
  return lowest;
}

/** The lowest of the seed's studies with the same text, directions and sampler. */
async function findAlike({ rendezvous }: TerminalPeer, drafted: StudySpec, seedUrl: string): Promise<string | null> {
  for (const studyId of await studiesAlike(seedUrl, drafted.objective.source)) {
    const spec = await rendezvous.fetchSpec(studyId).catch(() => null);
    if (spec !== null && searchOf(spec) === searchOf(drafted)) return studyId;
  }
  return null;
}

const searchOf = (spec: StudySpec): string =>
  canonicalJson([spec.objective, directionsOf(spec), spec.sampler] as never);

/** The interrupted study of this file, as it was kept last. */
async function keptStudy({ store }: Identity, { source }: ObjectiveFile): Promise<StudySpec | null> {
  const kept = (await store.loadMemberships()).filter(
    ({ state, spec }) => state !== "left" && spec?.objective.source === source,
  );
  const [newest] = kept.sort((a, b) => b.joinedMs - a.joinedMs);
  if (newest?.spec) return newest.spec;
  throw new Failure("Nothing of this file was interrupted under this uid: run it without --resume.");
}

/** What this peer lends, also more than its machine has: some trials wait for something else than a processor. */
export function coresOf({ numCpus = 1, numGpus = 0 }: Pick<RunFlags, "numCpus" | "numGpus">, world: World): number {
  const has = navigator.hardwareConcurrency;
  if (numCpus > has) say(world, `This machine has ${has} CPUs; ${numCpus} trials run at once all the same.`);
  if (numGpus > 0) say(world, "No objective can use a GPU here yet; --num-gpus changes nothing.");
  return numCpus;
}

function forget({ key, store }: { readonly key: string; readonly store: string }): void {
  for (const path of [key, store, `${store}-wal`, `${store}-shm`]) rmSync(path, { force: true });
}
