import { Interrupted } from "./misuse.ts";

/** What `wait` comes to; rejects with `Interrupted` as soon as the person interrupts, whatever becomes of `wait` then. */
export function interruptible<T>(wait: Promise<T>, interrupted: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Interrupted("Interrupted."));
    interrupted.addEventListener("abort", stop, { once: true });
    if (interrupted.aborted) stop();
    wait.then(resolve, reject).finally(() => interrupted.removeEventListener("abort", stop));
  });
}
