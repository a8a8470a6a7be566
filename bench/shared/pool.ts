import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";

/** Says to people how far a long bench is, at every tenth. */
function progress(total: number): () => void {
  let [done, shown] = [0, 0];
  const started = performance.now();
  return () => {
    done += 1;
    const tenth = Math.floor((10 * done) / total);
    if (tenth === shown) return;
    shown = tenth;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    process.stderr.write(`${done} of ${total} runs after ${seconds} s\n`);
  };
}

/**
 * Does `tasks` in `jobs` threads of the module at `url`, which calls `serve`. Results come in the order of the tasks,
 * whichever thread did them, and `onResult` hears of each as it comes. Progress goes to standard error; an error in a thread
 * ends everything.
 */
export async function runInThreads(
  url: URL,
  tasks: readonly unknown[],
  jobs: number,
  onResult: (result: unknown, index: number) => void = () => {},
): Promise<unknown[]> {
  const results: unknown[] = [];
  const noteDone = progress(tasks.length);
  let next = 0;
  const thread = async (): Promise<void> => {
    const worker = new Worker(url);
    while (next < tasks.length) {
      const index = next++;
      worker.postMessage(tasks[index]);
      [results[index]] = await once(worker, "message");
      onResult(results[index], index);
      noteDone();
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, thread));
  return results;
}

/** In a thread of `runInThreads`: does each task that comes, at once or by and by. */
export function serve(run: (task: unknown) => unknown): void {
  const port = parentPort;
  if (port === null) throw new Error("This module runs in a thread of a bench; start the bench instead.");
  const answer = async (task: unknown): Promise<void> => port.postMessage(await run(task));
  port.on("message", (task: unknown) => void answer(task));
}
