import { spawn } from "node:child_process";
import { type Interface, createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export interface PythonProgram {
  readonly python: string;
  /** The folder that holds the package `waggle`. */
  readonly packages: string;
  readonly file: string;
  readonly entrypoint: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the objective prints. */
  readonly onOutput: (text: string) => void;
}

export interface PythonEvents {
  onLine(line: string): void;
  /** It has ended by itself. */
  onEnd(why: string): void;
}

export interface PythonProcess {
  send(message: object): void;
  /** With all that it started; nothing of it comes after this. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Several workers share the cores already. */
const ONE_THREAD = [
  "OMP_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "MKL_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
];

/** A Python that runs trials of one file: leader of a process group of its own, spoken to over its descriptors 3 and 4. */
export function startPython(program: PythonProgram, events: PythonEvents): PythonProcess {
  const { python, packages, file, entrypoint, env, onOutput } = program;
  const path = [packages, ...(env["PYTHONPATH"] === undefined ? [] : [env["PYTHONPATH"]])].join(":");
  const child = spawn(python, ["-u", "-m", "waggle.worker", file, entrypoint], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    env: { ...Object.fromEntries(ONE_THREAD.map((name) => [name, "1"])), ...env, PYTHONPATH: path },
  });
  const [, stdout, stderr, to, from] = child.stdio as [null, Readable, Readable, Writable, Readable];
  let isOver = false;
  for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", onOutput);
  const lines: Interface = createInterface({ input: from });
  lines.on("line", (line) => {
    if (!isOver) events.onLine(line);
  });
  // A process that has ended reads no more; its end says so.
  to.on("error", () => undefined);
  from.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      resolve();
      if (isOver) return;
      isOver = true;
      events.onEnd(why);
    };
    child.once("error", (error) => end(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      killGroup(child.pid);
      end(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
  return {
    send(message) {
      if (!isOver) to.write(`${JSON.stringify(message)}\n`);
    },
    kill() {
      isOver = true;
      killGroup(child.pid);
      return gone;
    },
  };
}

/** What it has started, too. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // There is nobody left in it.
  }
}
