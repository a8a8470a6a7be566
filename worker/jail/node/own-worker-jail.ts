import { Worker } from "node:worker_threads";
import type { JailHost } from "../jail-slot.ts";
import { type ChildEvents, type ObjectiveChild, supervise } from "../supervise.ts";
import type { JailPort } from "../wire/near-ports.ts";

export interface OwnWorkerJailOptions {
  /** `own-worker-child.ts`, as it stands or as it was built. */
  readonly program: URL;
  /** Of the file whose text runs. */
  readonly file: URL;
  /** What it writes to its standard output or error. */
  readonly onOutput?: (text: string) => void;
}

/** A thread for each slot, which may do whatever this process may: for a person's own file alone. */
export class OwnWorkerJail implements JailHost {
  readonly #options: OwnWorkerJailOptions;
  readonly #open = new Map<number, () => Promise<void>>();
  #last = 0;

  constructor(options: OwnWorkerJailOptions) {
    this.#options = options;
  }

  openSlot(port: JailPort): Promise<number> {
    const id = ++this.#last;
    let worker: Worker | null = null;
    this.#open.set(id, async () => {
      port.close();
      await worker?.terminate();
    });
    supervise({
      port,
      spawn: (_, events) => {
        worker = startWorker(this.#options);
        return childOf(worker, events);
      },
      hasOwnProcess: true,
      onClose: () => port.close(),
    });
    return Promise.resolve(id);
  }

  async killSlot(slot: number): Promise<void> {
    const close = this.#open.get(slot);
    this.#open.delete(slot);
    await close?.();
  }
}

function startWorker({ program, file, onOutput }: OwnWorkerJailOptions): Worker {
  const worker = new Worker(program, { workerData: file.href, stdout: true, stderr: true });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => onOutput?.(text));
  }
  return worker;
}

function childOf(worker: Worker, events: ChildEvents): ObjectiveChild {
  let isOver = false;
  worker.on("message", (data: unknown) => {
    if (isOver) return;
    if (data === "stray") events.onStrayError();
    else events.onMessage(data);
  });
  const end = (kind: "crashed" | "memory", message: string): void => {
    if (!isOver) events.onEnd?.(kind, message);
  };
  worker.on("error", (error: Error & { code?: string }) =>
    end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "crashed", error.message),
  );
  worker.on("exit", () => end("crashed", "The objective ended its worker. It was started anew."));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer as ArrayBuffer[]),
    terminate() {
      isOver = true;
      void worker.terminate();
    },
  };
}
