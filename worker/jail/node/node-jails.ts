import { fileURLToPath } from "node:url";
// oxlint-disable-next-line import/default -- the build gives the program as text.
import globals from "../bare/bare-globals.ts?inline-script";
// oxlint-disable-next-line import/default -- the build gives the program as text.
import runtime from "../bare/bare-runtime.ts?inline-script";
import type { Clock } from "../../../agent/ports.ts";
import { JailRunner, type JailRunnerOptions } from "../jail-runner.ts";
import { nearPorts } from "../wire/near-ports.ts";
import { ChildJail } from "./child-jail.ts";
import { isolateAddon } from "./isolate-addon.ts";
import { OwnWorkerJail } from "./own-worker-jail.ts";

/** The programs of the jails' children, and what they read to start. */
export interface JailPrograms {
  readonly isolate: URL;
  readonly quickjs: URL;
  readonly ownWorker: URL;
  /** Files and folders; the addon needs no mention. */
  readonly readable: readonly string[];
  /** Where the addon's binaries lie, if they came along. */
  readonly addons?: string;
}

export type JailBounds = Pick<JailRunnerOptions, "maxLoadMs">;

export interface NodeJail {
  readonly runner: JailRunner;
  /** What an attestation names. */
  readonly engine: "node" | "quickjs";
}

/** For objectives of strangers: an isolate of V8's own where its binary loads. Null where there is none for this Node and machine. */
export function isolateJail(programs: JailPrograms, clock: Clock, bounds: JailBounds = {}): NodeJail | null {
  const addon = isolateAddon(programs.addons);
  if (addon === null) return null;
  const program = fileURLToPath(programs.isolate);
  const readable = [...programs.readable, program, addon];
  const host = new ChildJail({
    node: process.execPath,
    program,
    args: [addon],
    readable,
    allowsAddons: true,
    globals,
  });
  return { runner: new JailRunner({ host, clock, runtime, channel: nearPorts, ...bounds }), engine: "node" };
}

/** For objectives of strangers on any machine: some twenty times slower, and its own mathematics. */
export function quickJsJail(programs: JailPrograms, clock: Clock, bounds: JailBounds = {}): NodeJail {
  const program = fileURLToPath(programs.quickjs);
  const readable = [...programs.readable, program];
  const host = new ChildJail({ node: process.execPath, program, args: [], readable, allowsAddons: false, globals });
  return { runner: new JailRunner({ host, clock, runtime, channel: nearPorts, ...bounds }), engine: "quickjs" };
}

/** For a person's own file alone: no wall at all, and so imports. */
export function ownFileRunner(
  programs: JailPrograms,
  file: URL,
  clock: Clock,
  onOutput?: (text: string) => void,
  bounds: JailBounds = {},
): NodeJail {
  const host = new OwnWorkerJail({
    program: programs.ownWorker,
    file,
    ...(onOutput === undefined ? {} : { onOutput }),
  });
  return {
    runner: new JailRunner({ host, clock, runtime: "", channel: nearPorts, allowsImports: true, ...bounds }),
    engine: "node",
  };
}
