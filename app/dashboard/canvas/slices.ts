/** Half a frame: what moves or is typed meanwhile waits no longer. */
const SLICE_MS = 8;

interface Slicing {
  readonly nowMs: () => number;
  /** Runs it as a task of its own. Returns what calls it off. */
  readonly later: (run: () => void) => () => void;
}

const pageSlicing: Slicing = {
  nowMs: () => performance.now(),
  later: (run) => {
    const timer = setTimeout(run);
    return () => clearTimeout(timer);
  },
};

/**
 * Runs `work` from yield to yield in tasks of about SLICE_MS each, then `done` in one of its own. No task is longer than
 * that by more than one step of the work. Returns what gives the rest up.
 */
export function inSlices(work: Iterator<void>, done: () => void, { nowMs, later }: Slicing = pageSlicing): () => void {
  let giveUp = (): void => {};
  const run = (): void => {
    const untilMs = nowMs() + SLICE_MS;
    let isDone = false;
    while (!isDone && nowMs() < untilMs) isDone = work.next().done === true;
    giveUp = later(isDone ? done : run);
  };
  giveUp = later(run);
  return () => giveUp();
}
