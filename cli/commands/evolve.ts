import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import type { StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { bredSpecs, planEvolution, type PlannedEvolution } from "../experiment/evolution-study.ts";
import { homeFolder, peerFiles } from "../host/home.ts";
import { strangersRuns } from "../host/runners.ts";
import { type Identity, openIdentity, openPeer, type TerminalPeer } from "../host/terminal-peer.ts";
import { meet, type MeetFlags } from "../seed/meet.ts";
import { Crew } from "../workers/crew.ts";
import { workersFolder } from "../workers/worker-socket.ts";
import { studyLink } from "../words/address.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { isSameStudy, keptStudy } from "./begin.ts";
import { Breeding } from "./breeding.ts";
import { say } from "./participate.ts";
import { forget } from "./take-part.ts";
import { toPrefix } from "./workers.ts";
import { EXIT, type World } from "./world.ts";

export interface EvolveFlags extends MeetFlags {
  readonly file?: string;
  readonly hostnamePrefix?: string;
  readonly keepWorkers?: boolean;
  readonly datacenter?: string;
  readonly allowFailures?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `waggle evolve`: generations by a settings file, run by workers of this machine and whoever joins. Gives the exit code. */
export async function evolve(played: string | undefined, flags: EvolveFlags, world: World): Promise<number> {
  const { file, hostnamePrefix } = flags;
  if (file === undefined)
    throw new Misuse("Nothing says how to breed: give -f with a settings file, as settings.yaml.");
  if (hostnamePrefix === undefined) throw new Misuse("The workers have no name: give -n with a word, as -n lab.");
  const prefix = toPrefix(hostnamePrefix);
  const planned = await planEvolution(file, played);
  const isQuiet = flags.quiet === true || flags.json === true;
  if (!isQuiet) {
    if (flags.datacenter !== undefined)
      say(world, "--datacenter has no effect: the workers are processes of this machine, and of whoever joins.");
    for (const note of planned.notes) say(world, note);
  }
  const files = peerFiles(homeFolder(world.env), uidOf(file, played, prefix));
  const identity = await openIdentity(files, `${prefix}-master`);
  let code: number = EXIT.failed;
  try {
    code = await evolveAs(identity, planned, prefix, flags, world);
    return code;
  } finally {
    identity.store.close();
    if (code === EXIT.ok) forget(files);
  }
}

/** The same at every start of the same command, so that it goes on. */
function uidOf(file: string, played: string | undefined, prefix: string): string {
  const hash = createHash("sha256").update(JSON.stringify([resolve(file), played ?? null, prefix, process.cwd()]));
  return `evolve-${hash.digest("hex").slice(0, 24)}`;
}

async function evolveAs(
  identity: Identity,
  planned: PlannedEvolution,
  prefix: string,
  flags: EvolveFlags,
  world: World,
): Promise<number> {
  const drafted = bredSpecs(planned, identity);
  const kept = await Promise.all(drafted.map((draft) => keptStudy(identity, (spec) => isSameStudy(spec, draft))));
  const isKept = kept.every((spec) => spec !== null);
  const specs = drafted.map((draft, i) => (isKept ? (kept[i] ?? draft) : draft));
  const folders = specs.map((_, i) => foldersFor(specs.length, i, isKept));
  const place = await meet(flags, {
    uid: `${prefix}-master`,
    study: specs[0] ?? null,
    pageDirectory: world.pageDirectory,
    onWaiting: (sentence) => say(world, sentence),
    seedWithinMs: world.seedWithinMs,
    interrupted: world.interrupted,
  });
  // It lends nothing itself: the workers do.
  const runs = strangersRuns(world.programs);
  const { seedUrl } = place;
  const peer = await openPeer({ ...runs, identity, seedUrl, quota: undefined, hasWebRtc: world.hasWebRtc() });
  const crew = new Crew({
    folder: workersFolder(homeFolder(world.env)),
    prefix,
    command: (name) => [process.execPath, ...process.execArgv, world.self, "worker", name],
  });
  try {
    const ids = await beginAll(peer, specs, isKept);
    const isSilent = flags.quiet === true || flags.json === true;
    for (const id of isSilent ? [] : ids) say(world, `Others join at ${studyLink(place.shownUrl, id)}`);
    if (isKept && !isSilent) say(world, "Going on where it was interrupted.");
    await man(crew, planned, ids, seedUrl, isSilent ? null : world);
    const breeding = new Breeding({ peer, crew, ids, folders, world, json: flags.json === true, isSilent });
    const code = await breeding.untilOver(flags.allowFailures === true);
    if (code === EXIT.interrupted) {
      await crew.tell("rest");
      say(world, `Interrupted; everything is kept, the workers too. Go on with: the same command`);
    } else {
      await crew.tell(flags.keepWorkers === true ? "rest" : "end");
      for (const id of ids) await peer.engine.leave(id);
    }
    return code;
  } catch (error) {
    await crew.tell("rest");
    throw error;
  } finally {
    await peer.close();
    await place.close();
  }
}

async function beginAll({ engine }: TerminalPeer, specs: readonly StudySpec[], isKept: boolean) {
  if (!isKept) return Promise.all(specs.map((spec) => engine.publish(spec, 0)));
  await engine.resumeMemberships();
  return Promise.all(
    specs.map(async (spec) => {
      const id = studyIdOf(spec);
      await engine.join(id, 0);
      return id;
    }),
  );
}

/** As many workers as the settings wish for, as far as this machine has cores, and one at least for each study. */
async function man(
  crew: Crew,
  { settings }: PlannedEvolution,
  ids: readonly string[],
  seedUrl: string,
  world: World | null,
): Promise<void> {
  const cores = availableParallelism();
  const count = Math.max(ids.length, Math.min(settings.workersWished ?? cores, cores));
  const reused = await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const id = ids[i % ids.length] ?? "";
      return crew.put(i, studyLink(seedUrl, id), id);
    }),
  );
  if (world === null) return;
  const there = reused.filter((was) => was).length;
  const wished = settings.workersWished === null ? "" : ` of ${settings.workersWished} wished for`;
  say(world, `Workers: ${crew.names.join(", ")} (${count}${wished}; ${there} were there already).`);
}

/** Where the generations of study `i` go. */
function foldersFor(count: number, i: number, isKept: boolean): string {
  const folder = count === 1 ? "out" : `out_${i}`;
  if (!isKept && existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".npz")))
    throw new Failure(`${folder}/ holds the generations of another run: move it away, or start in another folder.`);
  mkdirSync(folder, { recursive: true });
  return join(process.cwd(), folder);
}
