import type { TrialRunner } from "../../agent/ports.ts";
import { type EngineClass, UNKNOWN_ENGINE } from "../../agent/tell/engine-class.ts";
import {
  isolateJail,
  type JailPrograms,
  type NodeJail,
  ownFileRunner,
  quickJsJail,
} from "../../worker/jail/node/node-jails.ts";
import { systemClock } from "../../worker/system-clock.ts";
import type { PythonProgram } from "../python/python-process.ts";
import { PythonRunner } from "../python/python-runner.ts";

export interface Runs {
  readonly runner: TrialRunner;
  readonly engine: EngineClass;
  /** A sentence on what it means for the person; null: nothing. */
  readonly note: string | null;
}

/** A shell's machine may be busy with much else; whoever's objective never loads costs this process alone. */
const BOUNDS = { maxLoadMs: 60_000 };
const NODE_VERSION = Number(process.versions.node.split(".")[0] ?? 0);
/** Of quickjs-emscripten: 0.32. */
const QUICKJS_VERSION = 32;

const runsOf = ({ runner, engine }: NodeJail, note: string | null): Runs => ({
  runner,
  engine: { name: engine, version: engine === "node" ? NODE_VERSION : QUICKJS_VERSION },
  note,
});

/** For objectives of strangers. */
export function strangersRuns(programs: JailPrograms): Runs {
  const isolate = isolateJail(programs, systemClock, BOUNDS);
  if (isolate !== null) return runsOf(isolate, null);
  return runsOf(quickJsJail(programs, systemClock, BOUNDS), SLOW);
}

const SLOW =
  "There is no isolated-vm for this Node and machine, so trials run in QuickJS, an interpreter: safe, and tens of times slower.";

/** For the person's own file in Python. What it comes to is compared with nobody's but another such peer's. */
export function pythonRuns(program: PythonProgram): Runs {
  return { runner: new PythonRunner(program, systemClock), engine: UNKNOWN_ENGINE, note: null };
}

/** For the person's own file. */
export function ownRuns(programs: JailPrograms, file: URL, onOutput: (text: string) => void): Runs {
  return runsOf(ownFileRunner(programs, file, systemClock, onOutput, BOUNDS), null);
}
