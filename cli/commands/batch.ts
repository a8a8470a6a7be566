import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { MAX_SPACE_BYTES, readSpace, type Space } from "../../formats/batch/read-space.ts";
import { rebuildPortable, rebuildStudy } from "../../formats/batch/rebuild.ts";
import { createStudyInputs } from "../../formats/batch/study-inputs.ts";
import {
  configLine,
  type Direction,
  readConfigs,
  readResults,
  resultLine,
  type TrialConfig,
  type TrialResult,
} from "../../formats/batch/trial-lines.ts";
import { paramsOf } from "../../study/trial/trial.ts";
import { buildProgram } from "../../worker/engine/study-program.ts";
import { stripTypes } from "../../worker/jail/source/strip-types.ts";
import { systemClock } from "../../worker/system-clock.ts";
import { runBatch } from "../batch/run-batch.ts";
import { type ObjectiveFile, readAnyObjective } from "../host/objective-file.ts";
import { readOwnFile } from "../host/own-file.ts";
import { checkFree, notWritten, writeWhole } from "../host/whole-file.ts";
import { paramsText } from "../show/best-line.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { plainLines, plainText } from "../words/plain-text.ts";
import { type FileFormat, formatOf, writeOut, writeStudy } from "./export.ts";
import { say } from "./participate.ts";
import { runsOf } from "./run.ts";
import { coresOf } from "./take-part.ts";
import { EXIT, type World } from "./world.ts";

interface Written {
  readonly output?: string;
  readonly force?: boolean;
  readonly direction?: Direction;
}

export interface InputsFlags extends Written {
  readonly trials: number;
  readonly seed?: string;
}

export interface BatchRunFlags {
  readonly output: string;
  readonly force?: boolean;
  readonly trial?: number;
  readonly numCpus?: number;
  /** In seconds. */
  readonly trialTimeout?: number;
  readonly python?: string;
  readonly entrypoint?: string;
  readonly resume?: boolean;
  readonly allowFailures?: boolean;
}

export interface RebuildFlags extends Written {
  readonly space?: string;
  readonly format?: FileFormat;
}

/** Of as many trials as a batch may have, with some twenty parameters each. */
const MAX_LINES_BYTES = 256 << 20;

/** `waggle batch inputs space.yaml`: trials chosen up front. Gives the exit code. */
export async function batchInputs(path: string, flags: InputsFlags, world: World): Promise<number> {
  const { output = "-", trials, seed = "42", direction } = flags;
  checkFree(output, flags.force);
  const inputs = createStudyInputs(spaceAt(path), {
    trials,
    seed: /^\d{1,15}$/.test(seed) ? Number(seed) : seed,
    ...(direction === undefined ? {} : { direction }),
  });
  writeOut(output, inputs.map(configLine), world);
  if (output !== "-") tell(world, output, `Wrote ${trials} trials to ${output}.`);
  return EXIT.ok;
}

/** `waggle batch run objective.js inputs.jsonl`: each of them once. Gives the exit code. */
export async function batchRun(path: string, inputs: string, flags: BatchRunFlags, world: World): Promise<number> {
  const { output, trialTimeout } = flags;
  const file = readAnyObjective(path, flags.entrypoint);
  const all = chosen(configsAt(inputs), flags.trial, inputs);
  const done = flags.resume === true && existsSync(output) ? resultsAt([output]) : [];
  if (flags.resume !== true) checkFree(output, flags.force);
  const known = new Set(done.map(({ number }) => number));
  const configs = all.filter(({ number }) => !known.has(number));
  const program = await programOf(file, all);
  if (output !== "-" && done.length === 0) writeWhole(output, []);
  // An editor may have taken the last line break, and the next line would go on with the last one.
  else if (done.length > 0 && !readFileSync(output, "utf8").endsWith("\n")) writeResult(output, "\n", world);
  let failed = 0;
  let ended = 0;
  const fault = await runBatch({
    configs,
    runner: runsOf(file, flags, world).runner,
    program,
    clock: systemClock,
    cores: coresOf(flags, world),
    limitMs: trialTimeout === undefined ? null : trialTimeout * 1_000,
    interrupted: world.interrupted,
    onResult(result) {
      ended++;
      if (result.state === "failed") failed++;
      writeResult(output, resultLine(result), world);
    },
  });
  if (fault !== null) throw new Failure(`The objective does not run: ${plainText(fault, 1_000)}`);
  const before = known.size === 0 ? "" : `, besides ${known.size} that had been run before`;
  tell(world, output, `Ran ${ended} of ${configs.length} trials${before}: ${failed} failed.`);
  if (world.interrupted.aborted) {
    say(world, "Interrupted; what has ended is kept. Go on with --resume.");
    return EXIT.interrupted;
  }
  return failed > 0 && flags.allowFailures !== true ? EXIT.failed : EXIT.ok;
}

/** `waggle batch rebuild results.jsonl`: the study that they make. Gives the exit code. */
export async function batchRebuild(paths: readonly string[], flags: RebuildFlags, world: World): Promise<number> {
  const { output, direction, space } = flags;
  const format = output === undefined ? null : formatOf({ ...flags, output });
  if (output !== undefined) checkFree(output, flags.force);
  const results = resultsAt(paths);
  const options = {
    ...(direction === undefined ? {} : { direction }),
    ...(space === undefined ? {} : { space: spaceAt(space) }),
  };
  const study = rebuildStudy(results, options);
  if (!study.ok) throw new Failure(`No study comes of this: ${plainText(study.reason, 1_000)}`);
  const [path = ""] = paths;
  const portable = rebuildPortable(basename(path, extname(path)), results, options);
  if (output !== undefined && format !== null && portable.ok) writeStudy(output, portable.value, format, world);
  const complete = results.filter(({ state }) => state === "complete").length;
  tell(world, output, `${complete} of ${results.length} trials are complete, ${results.length - complete} failed.`);
  const best = study.value.best();
  if (best !== null) tell(world, output, `Best: ${paramsText(paramsOf(best))} -> ${String(best.values[0])}`);
  return EXIT.ok;
}

/** What came of it; beside what is printed where that is the file. */
function tell(world: World, output: string | undefined, sentence: string): void {
  if (output === "-") say(world, sentence);
  else world.out.write(`${sentence}\n`);
}

function spaceAt(path: string): Space {
  const text = readOwnFile(path, { wanted: "a search space", kind: "a search space has", mostBytes: MAX_SPACE_BYTES });
  const read = readSpace(text);
  if (read.ok) return read.value;
  throw new Misuse(`${plainText(path)} is no search space. ${plainText(read.reason, 1_000)}`);
}

const linesAt = (path: string, wanted: string): string =>
  readOwnFile(path, { wanted, kind: "a batch has", mostBytes: MAX_LINES_BYTES });

function configsAt(path: string): readonly TrialConfig[] {
  const read = readConfigs(linesAt(path, "the inputs of a batch"));
  if (!read.ok) throw new Misuse(`${plainText(path)} has no inputs of a batch, ${plainText(read.reason, 500)}.`);
  if (read.value.length > 0) return read.value;
  throw new Misuse(`${plainText(path)} has no trials: make some with waggle batch inputs.`);
}

/** Of several files together: each task of a batch may have written its own. */
function resultsAt(paths: readonly string[]): readonly TrialResult[] {
  const results = new Map<number, TrialResult>();
  for (const path of paths) {
    const read = readResults(linesAt(path, "the results of a batch"));
    if (!read.ok) throw new Misuse(`${plainText(path)} has no results of a batch, ${plainText(read.reason, 500)}.`);
    for (const result of read.value) {
      if (results.has(result.number))
        throw new Misuse(`${plainText(path)} has trial ${result.number}, as a file before it has: keep one of them.`);
      results.set(result.number, result);
    }
  }
  return [...results.values()].sort((a, b) => a.number - b.number);
}

function chosen(configs: readonly TrialConfig[], trial: number | undefined, path: string): readonly TrialConfig[] {
  if (trial === undefined) return configs;
  const found = configs.filter(({ number }) => number === trial);
  if (found.length > 0) return found;
  throw new Misuse(
    `${plainText(path)} has no trial ${trial}: its first is ${configs[0]?.number}, its last ${configs.at(-1)?.number}.`,
  );
}

async function programOf({ language, source }: ObjectiveFile, configs: readonly TrialConfig[]) {
  const direction = configs[0]?.direction ?? "minimize";
  const objectives = [{ name: "value", direction, unit: "" }];
  const parts = { objective: { language, source }, objectives, metrics: [], stopRules: [], trainable: null };
  const built = await buildProgram("batch", parts, async (text) => stripTypes(text), { log: "batch", hostname: "" });
  if (!built.ok) throw new Misuse(`The objective cannot be read: ${plainText(built.error.message, 1_000)}`);
  if (built.program === null) throw new Misuse("This objective runs nowhere: give a file with a function.");
  return built.program;
}

function writeResult(output: string, line: string, { out }: World): void {
  if (output === "-") return void out.write(out.isTTY === true ? plainLines(line) : line);
  try {
    appendFileSync(output, line);
  } catch (error) {
    throw notWritten(output, error);
  }
}
