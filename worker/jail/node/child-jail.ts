import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { JailHost } from "../jail-slot.ts";
import { type ChildEvents, type ObjectiveChild, type Start, supervise } from "../supervise.ts";
import { exactStringify } from "../wire/exact-json.ts";
import { MAX_MESSAGE_BYTES } from "../wire/jail-limits.ts";
import type { ToObjective } from "../wire/jail-wire.ts";
import type { JailPort } from "../wire/near-ports.ts";
import { MEMORY_EXIT, type RealmTexts, textBytes } from "./bare-child.ts";
import { FRAME, FrameReader, frameOf } from "./frames.ts";
import { MAX_CHILD_BYTES, MEMORY_LOOK_MS } from "./node-limits.ts";

export interface ChildJailOptions {
  /** The Node that runs the children. */
  readonly node: string;
  /** What it runs: `isolate-child.ts` or `quickjs-child.ts`, as they stand or as they were built. */
  readonly program: string;
  readonly args: readonly string[];
  /** Files and folders that it must read to start; all others are closed to it. */
  readonly readable: readonly string[];
  readonly allowsAddons: boolean;
  /** Text of `bare-globals.ts` as one classic script. */
  readonly globals: string;
}

/** Node's own heap in a child; the objective has its engine's. */
const CHILD_HEAP_MB = 128;

/**
 * A process for each slot, with an empty environment, and by Node's permissions without files, processes and threads. Whatever
 * runs in it ends when it is killed.
 */
export class ChildJail implements JailHost {
  readonly #options: ChildJailOptions;
  readonly #open = new Map<number, () => void>();
  #last = 0;

  constructor(options: ChildJailOptions) {
    this.#options = options;
  }

  openSlot(port: JailPort): Promise<number> {
    const id = ++this.#last;
    let child: ObjectiveChild | null = null;
    this.#open.set(id, () => {
      child?.terminate();
      port.close();
    });
    supervise({
      port,
      spawn: (start, events) => (child = spawnChild(this.#options, start, events)),
      hasOwnProcess: true,
      onClose: () => port.close(),
    });
    return Promise.resolve(id);
  }

  killSlot(slot: number): Promise<void> {
    this.#open.get(slot)?.();
    this.#open.delete(slot);
    return Promise.resolve();
  }

  /** Of the slots that are open. */
  get count(): number {
    return this.#open.size;
  }
}

function spawnChild(options: ChildJailOptions, { runtime }: Start, events: ChildEvents): ObjectiveChild {
  const { node, program, args, readable, globals, allowsAddons } = options;
  const flags = [
    "--permission",
    ...(allowsAddons ? ["--allow-addons"] : []),
    ...readable.map((path) => `--allow-fs-read=${path}`),
    "--no-node-snapshot",
    "--disable-warning=PERM0001",
    "--disable-warning=ExperimentalWarning",
    `--max-old-space-size=${CHILD_HEAP_MB}`,
  ];
  const child = spawn(node, [...flags, program, ...args], {
    env: {},
    cwd: "/",
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  });
  let isOver = false;
  const end = (kind: "crashed" | "memory", message: string): void => {
    if (isOver) return;
    terminate();
    events.onEnd?.(kind, message);
  };
  const stopLooking = watchMemory(child, () => end("memory", TOO_MUCH));
  const terminate = (): void => {
    isOver = true;
    stopLooking();
    child.kill("SIGKILL");
    child.stdin.destroy();
    child.stdout.destroy();
  };
  const reader = new FrameReader(MAX_MESSAGE_BYTES);
  child.on("error", (error) => end("crashed", `The process for the objective could not be started: ${error.message}`));
  child.on("exit", (code) => (code === MEMORY_EXIT ? end("memory", TOO_MUCH) : end("crashed", CRASHED)));
  // A child that is being killed does not read any more; its exit says so.
  child.stdin.on("error", () => undefined);
  child.stdout.on("data", (piece: Buffer) => {
    const isWhole = reader.push(piece, (kind, bytes) => {
      if (isOver) return;
      if (kind === FRAME.message) events.onMessage(bytes.buffer);
      else events.onStrayError();
    });
    if (!isWhole && !isOver) events.onMessage(null);
  });
  const write = (kind: number, bytes: Uint8Array): void => {
    if (!isOver) child.stdin.write(frameOf(kind, bytes));
  };
  write(FRAME.start, textBytes(JSON.stringify({ globals, runtime } satisfies RealmTexts)));
  return {
    post(message: ToObjective) {
      if (message.type === "run") {
        if (message.credits > 0) write(FRAME.json, creditsBytes(message.credits));
        write(FRAME.run, new Uint8Array(message.bytes));
      } else write(FRAME.json, textBytes(exactStringify(message)));
    },
    terminate,
  };
}

const creditsBytes = (count: number): Uint8Array =>
  textBytes(JSON.stringify({ type: "credit", count } satisfies ToObjective));

const TOO_MUCH = "The objective used too much memory. It was started anew.";
const CRASHED = "The process that ran the objective ended. It was started anew.";

/** Where the system says how much memory a process holds (Linux); elsewhere its engine's own limit must do. */
function watchMemory(child: ChildProcess, onTooMuch: () => void): () => void {
  const look = setInterval(() => {
    const bytes = residentBytes(child.pid);
    if (bytes === null) clearInterval(look);
    else if (bytes > MAX_CHILD_BYTES) onTooMuch();
  }, MEMORY_LOOK_MS);
  look.unref();
  return () => clearInterval(look);
}

const PAGE_BYTES = 4_096;

/** Null where nobody says, or where the process is no more. */
function residentBytes(pid: number | undefined): number | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return null;
  }
}
