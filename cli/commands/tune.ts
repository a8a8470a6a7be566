import { createHash, randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { MAX_FILE_BYTES } from "../../formats/experiment/read-experiments.ts";
import { isRecord } from "../../study/parsed.ts";
import {
  type ExperimentText,
  planExperiments,
  type PlannedExperiment,
  studyOf,
} from "../experiment/experiment-study.ts";
import { homeFolder, peerFiles } from "../host/home.ts";
import { readOwnFile } from "../host/own-file.ts";
import { ownRuns, strangersRuns } from "../host/runners.ts";
import { type Identity, openIdentity } from "../host/terminal-peer.ts";
import { Misuse } from "../words/misuse.ts";
import { isSameStudy, keptStudy } from "./begin.ts";
import { readJson } from "./draft.ts";
import { say } from "./participate.ts";
import { coresOf, forget, type PartFlags, takePart } from "./take-part.ts";
import { EXIT, type World } from "./world.ts";

export interface TuneFlags extends PartFlags {
  readonly configFile?: string;
  readonly alg?: string;
  readonly env?: string;
  readonly stop?: string;
  readonly config?: string;
  readonly resources?: string;
  readonly numTrials?: number;
  /** What the file draws at random follows from it. */
  readonly seed?: string;
  readonly localDir?: string;
  readonly checkpointFreq?: string;
  readonly restore?: string;
  readonly redisAddress?: string;
  readonly uploadDir?: string;
}

/** Of the original's command, what means nothing here, or not yet; and what to do. */
const REFUSED: readonly (readonly [keyof TuneFlags, flag: string, why: string])[] = [
  ["localDir", "--local-dir", "results are not written to a folder yet: leave it out, and take --json"],
  ["checkpointFreq", "--checkpoint-freq", "trials keep no checkpoints yet: leave it out"],
  ["restore", "--restore", "trials keep no checkpoints yet: an interrupted run goes on when it is started again"],
  [
    "redisAddress",
    "--redis-address",
    "there is no Redis here: name the seed of others with --seedaddress tcp://host:port",
  ],
  ["uploadDir", "--upload-dir", "results stay with the peers: leave it out, and take --json"],
];
/** As in the original, where nothing names an experiment. */
const UNNAMED = "default";
const EXPERIMENTS = {
  wanted: "a file of experiments in YAML or JSON",
  kind: "a file of experiments has",
  mostBytes: MAX_FILE_BYTES,
} as const;

/** `waggle tune`: every experiment of a file, one after the other, each variant tried once. Gives the exit code. */
export async function tune(flags: TuneFlags, world: World): Promise<number> {
  for (const [key, flag, why] of REFUSED)
    if (flags[key] !== undefined) throw new Misuse(`${flag} has no effect: ${why}.`);
  const planned = planExperiments(textOf(flags), flags.seed ?? "1");
  let code: number = EXIT.ok;
  for (const each of planned) {
    const ended = await tuneOne(each, flags, world);
    if (ended === EXIT.interrupted) return ended;
    if (code === EXIT.ok) code = ended;
  }
  return code;
}

async function tuneOne(planned: PlannedExperiment, flags: TuneFlags, world: World): Promise<number> {
  const { experiment, script, variants } = planned;
  const isQuiet = flags.quiet === true || flags.json === true;
  if (!isQuiet) for (const note of planned.notes) say(world, note);
  const uid = flags.uid ?? uidOf(experiment.name, flags);
  const files = peerFiles(homeFolder(world.env), uid);
  const identity = await openIdentity(files, flags.name ?? null);
  let code: number = EXIT.failed;
  try {
    const kept = await interrupted(planned, identity);
    if (kept !== null && !isQuiet) say(world, "Going on where it was interrupted.");
    const runs =
      script === null
        ? strangersRuns(world.programs)
        : ownRuns(world.programs, script.url, (text) => void world.err.write(text));
    if (script === null && runs.note !== null) say(world, runs.note);
    const numCpus = flags.numCpus ?? Math.max(availableParallelism(), experiment.resources.cores);
    const drafted = kept ?? studyOf(planned, identity);
    const isKept = kept !== null;
    const cores = coresOf(
      { ...flags, numCpus: Math.min(numCpus, variants.length * experiment.resources.cores) },
      world,
    );
    const part = { uid, drafted, isKept, runs, cores, quota: undefined, resumeWords: "the same command" };
    code = await takePart(identity, part, flags, world);
    return code;
  } finally {
    identity.store.close();
    if (flags.uid === undefined && code === EXIT.ok) forget(files);
  }
}

/** The same study, where it was interrupted. */
async function interrupted(planned: PlannedExperiment, identity: Identity) {
  const drafted = studyOf(planned, identity);
  return keptStudy(identity, (spec) => isSameStudy(spec, drafted));
}

/** The same at every start of the same command, so that it goes on. Beside others, each is a peer of its own. */
function uidOf(experiment: string, { configFile, seedaddress, name, bind }: TuneFlags): string {
  if (seedaddress !== undefined && name === undefined && bind === undefined) return randomUUID();
  const place = configFile === undefined ? process.cwd() : resolve(configFile);
  const hash = createHash("sha256").update(JSON.stringify([place, experiment, seedaddress, name, bind]));
  return `tune-${hash.digest("hex").slice(0, 24)}`;
}

function textOf(flags: TuneFlags): ExperimentText {
  const instead = JSON.stringify(Object.fromEntries(saidOf(flags)));
  const { configFile: path = null } = flags;
  if (path !== null) return { text: readOwnFile(path, EXPERIMENTS), path, instead };
  if (instead === "{}")
    throw new Misuse("Nothing says what to try: give -f with a file of experiments, or --alg, --env and --stop.");
  return { text: `${UNNAMED}: {}`, path, instead };
}

function* saidOf({ alg, env, stop, config, resources, numTrials }: TuneFlags): Generator<[string, unknown]> {
  if (alg !== undefined) yield ["alg", alg];
  if (env !== undefined) yield ["env", env];
  if (stop !== undefined) yield ["stop", readMap(stop, "--stop", '{"episode_reward_mean": 200}')];
  if (resources !== undefined) yield ["resources", readMap(resources, "--resources", '{"cpu": 1}')];
  if (numTrials !== undefined) yield ["num_trials", numTrials];
  if (config !== undefined) yield ["config", readMap(config, "--config", '{"lr": 0.001}')];
}

function readMap(text: string, flag: string, example: string): unknown {
  const read = readJson(text, flag);
  if (isRecord(read)) return read;
  throw new Misuse(`${flag} takes a map in JSON, like '${example}'.`);
}
