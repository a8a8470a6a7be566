import { readdirSync, readFileSync } from "node:fs";

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Processor time used, in hundredths of a second. */
  readonly ticks: number;
}

/** Processor time that this process's children and all of theirs have used, in milliseconds. */
export function childrenCpuMs(): number {
  return childrenOf(process.pid).reduce((sum, { ticks }) => sum + ticks, 0) * 10;
}

/** How many looks a thread must be found running at: one that works now and then waits at one of them. */
const LOOKS = 12;
const BETWEEN_LOOKS_MS = 50;

/** How many workers in the processes under this one run without a pause, whether or not the machine gives them a core. */
export async function spinningWorkers(root: number): Promise<number> {
  let spinning: Set<string> | null = null;
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    const running = childrenOf(root).flatMap(({ pid }) => runningWorkersOf(pid));
    spinning = new Set(running.filter((thread) => spinning === null || spinning.has(thread)));
  }
  return spinning?.size ?? 0;
}

function runningWorkersOf(pid: number): string[] {
  const names = entriesOf(`/proc/${pid}/task`);
  return names
    .map((thread) => `/proc/${pid}/task/${thread}/stat`)
    .filter((path) => /^\d+ \(DedicatedWorker.*\) R /.test(textOf(path) ?? ""));
}

/** All processes under this one, and not itself. */
function childrenOf(root: number): Stat[] {
  const stats = entriesOf("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statOf);
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  return stats.filter(({ pid }) => family.has(pid) && pid !== root);
}

/** Null if the process ended between listing and reading. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** None of a process that ended between listing and reading. */
function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}

function statOf(pid: string): Stat[] {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === null) return [];
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  return [{ pid: Number(pid), parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) }];
}
