import { readdirSync, readFileSync } from "node:fs";

/** Who spends it: threads of all renderers by what they do, and the browser's other processes. */
export const ROLES = ["main", "compositor", "workers", "otherRenderer", "gpu", "browser"] as const;
export type Role = (typeof ROLES)[number];

/** CPU seconds so far, by role. */
export type CpuTime = Readonly<Record<Role, number>>;

/** What the kernel counts in (`getconf CLK_TCK`), on every Linux that is in use. */
const TICKS_PER_SECOND = 100;

/** Of the browser whose first process is `root`, with all it has started; of Linux alone. */
export function cpuTimeOf(root: number): CpuTime {
  const seconds: Record<Role, number> = { main: 0, compositor: 0, workers: 0, otherRenderer: 0, gpu: 0, browser: 0 };
  for (const pid of withChildren(root)) {
    const type = /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`))?.[1];
    if (type === "renderer") for (const [role, spent] of threadTimes(pid)) seconds[role] += spent;
    else seconds[type === "gpu-process" ? "gpu" : "browser"] += spentBy(`/proc/${pid}/stat`);
  }
  return seconds;
}

export const totalOf = (time: CpuTime): number => ROLES.reduce((sum, role) => sum + time[role], 0);

/** A second of it. */
export const between = (before: CpuTime, after: CpuTime, seconds: number): CpuTime => {
  const spent = ROLES.map((role) => [role, Math.max(0, after[role] - before[role]) / seconds] as const);
  return Object.fromEntries(spent) as Record<Role, number>;
};

function threadTimes(pid: number): (readonly [Role, number])[] {
  return list(`/proc/${pid}/task`).map((thread) => {
    const name = read(`/proc/${pid}/task/${thread}/comm`).trim();
    return [roleOf(name, Number(thread) === pid), spentBy(`/proc/${pid}/task/${thread}/stat`)];
  });
}

function roleOf(thread: string, first: boolean): Role {
  if (first) return "main";
  if (thread.startsWith("DedicatedWorker")) return "workers";
  return thread.startsWith("Compositor") ? "compositor" : "otherRenderer";
}

function withChildren(root: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(fieldsOf(`/proc/${name}/stat`)[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(childrenOf.get(pid) ?? []));
  return found;
}

function spentBy(stat: string): number {
  // `utime` and `stime`, the 14th and 15th of proc(5).
  const fields = fieldsOf(stat);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** From the third on: the second, the name, may have spaces. */
function fieldsOf(stat: string): string[] {
  const line = read(stat);
  return line.slice(line.lastIndexOf(")") + 2).split(" ");
}

/** Processes and threads end while they are looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
