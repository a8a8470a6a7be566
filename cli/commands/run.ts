import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { homeFolder, peerFiles } from "../host/home.ts";
import { type ObjectiveFile, readAnyObjective } from "../host/objective-file.ts";
import { ownRuns, pythonRuns, type Runs } from "../host/runners.ts";
import { type Identity, openIdentity } from "../host/terminal-peer.ts";
import { findPython } from "../python/find-python.ts";
import { DEFAULT_BIND, meet } from "../seed/meet.ts";
import { openOwnSeed } from "../seed/own-seed.ts";
import { toHostPort } from "../words/address.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import type { Again } from "./again.ts";
import { keptStudy } from "./begin.ts";
import { type StudyFlags, specOf } from "./draft.ts";
import { say } from "./participate.ts";
import { coresOf, forget, type PartFlags, takePart } from "./take-part.ts";
import { EXIT, type World } from "./world.ts";

export interface RunFlags extends StudyFlags, PartFlags {
  readonly nrounds?: number;
  readonly ntrials?: number;
  readonly resume?: boolean;
  /** The Python that runs an objective in Python. */
  readonly python?: string;
  /** The function of a Python file. */
  readonly entrypoint?: string;
  /** So many peers in this process, NAME-0 and so on; each has its own rounds. */
  readonly peers?: number;
}

const DEFAULT_ROUNDS = 4;
const DEFAULT_TRIALS = 10;

/** `waggle run [objective]`: a peer with a file of its own. Gives the exit code. */
export async function run(path: string | undefined, flags: RunFlags, world: World, again: Again): Promise<number> {
  if (flags.peers !== undefined && flags.peers > 1) return runMany(path, flags, flags.peers, world, again);
  const file = path === undefined ? null : readAnyObjective(path, flags.entrypoint);
  if (flags.resume === true && flags.uid === undefined)
    throw new Misuse(
      "--resume needs the --uid of the run that is to go on; it was said when that run was interrupted.",
    );
  const uid = flags.uid ?? randomUUID();
  const files = peerFiles(homeFolder(world.env), uid);
  // Nobody can ask for a name that nobody chose; of an interrupted run it was said.
  const isPassing = flags.uid === undefined || flags.beside?.isPassing === true;
  let code: number = EXIT.failed;
  try {
    const identity = await openIdentity(files, flags.name ?? null);
    try {
      code = await runAs(identity, uid, file, flags, world, again);
      return code;
    } finally {
      identity.store.close();
    }
  } finally {
    if (isPassing && code !== EXIT.interrupted) forget(files);
  }
}

/** Peers beside each other in one process: the first is the seed, unless there is another, and speaks for all. */
async function runMany(
  path: string | undefined,
  flags: RunFlags,
  count: number,
  world: World,
  again: Again,
): Promise<number> {
  // One of them listens, for all.
  const { peers: _, bind, address, ...each } = flags;
  const listening = { ...(bind === undefined ? {} : { bind }), ...(address === undefined ? {} : { address }) };
  const name = flags.name ?? flags.uid ?? "peer";
  const uid = flags.uid ?? randomUUID();
  const goOn: Again = () => again(uid);
  // What is wrong with the file is said once, before anything begins.
  if (path !== undefined) readAnyObjective(path, flags.entrypoint);
  const seed = flags.seedaddress === undefined ? await sharedSeed(flags, world) : null;
  const done = new Set<number>();
  const silent: World = { ...world, out: SILENT, err: SILENT };
  try {
    const codes = await Promise.all(
      Array.from({ length: count }, (_unused, i) =>
        run(
          path,
          {
            ...each,
            ...(i === 0 && seed === null ? listening : {}),
            name: `${name}-${i}`,
            beside: {
              others: count - 1,
              areAllDone: () => done.add(i).size === count,
              isPassing: flags.uid === undefined,
            },
            seedaddress: flags.seedaddress ?? seed?.address ?? "",
            uid: `${uid}-${i}`,
          },
          i === 0 ? world : silent,
          goOn,
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
  flags: RunFlags,
  world: World,
  again: Again,
): Promise<number> {
  if (file === null) return runEmpty(uid, flags, world);
  const isKept = flags.resume === true;
  const kept = isKept ? await keptStudy(identity, ({ objective }) => objective.source === file.source) : null;
  if (isKept && kept === null)
    throw new Failure("Nothing of this file was interrupted under this uid: run it without --resume.");
  const { nrounds: rounds = DEFAULT_ROUNDS, ntrials: trialsPerRound = DEFAULT_TRIALS } = flags;
  const part = {
    uid,
    drafted: kept ?? specOf(file, flags, identity),
    isKept,
    runs: runsOf(file, flags, world),
    cores: coresOf(flags, world),
    quota: { rounds, trialsPerRound, counts: isKept ? "profile" : "start" },
    resumeWords: again(uid),
  } as const;
  return takePart(identity, part, flags, world);
}

/** What runs a person's own file on this machine. */
export function runsOf(
  file: ObjectiveFile,
  { python }: Pick<RunFlags, "python">,
  { env, err, programs, pythonPackages }: World,
): Runs {
  const onOutput = (text: string): void => void err.write(text);
  if (file.python === null) return ownRuns(programs, file.url, onOutput);
  return pythonRuns({
    python: findPython(python, env),
    packages: pythonPackages,
    file: fileURLToPath(file.url),
    entrypoint: file.python,
    env,
    onOutput,
  });
}

/** Meets others as any peer would, and that is all: what the original's skeleton does. */
async function runEmpty(uid: string, flags: RunFlags, world: World): Promise<number> {
  const { pageDirectory, seedWithinMs } = world;
  const onWaiting = (sentence: string): void => say(world, sentence);
  const place = await meet(flags, {
    uid,
    study: null,
    pageDirectory,
    onWaiting,
    seedWithinMs,
    interrupted: world.interrupted,
  });
  world.out.write("An empty study: no objective was given, so there is nothing to run.\n");
  await place.close();
  return EXIT.ok;
}
