import { readdirSync } from "node:fs";
import { cpuSecondsOf, fieldsOf, read } from "../shared/proc.ts";

/** Who spends it: threads of all renderers by what they do, and the browser's other processes. */
export const ROLES = ["main", "compositor", "workers", "otherRenderer", "gpu", "browser"] as const;
export type Role = (typeof ROLES)[number];

/** CPU seconds so far, by role. */
export type CpuTime = Readonly<Record<Role, number>>;

/** Of the browser whose first process is `root`, with all it has started; of Linux alone. */
export function cpuTimeOf(root: number): CpuTime {
  const seconds: Record<Role, number> = { main: 0, compositor: 0, workers: 0, otherRenderer: 0, gpu: 0, browser: 0 };
  for (const pid of withChildren(root)) {
    const type = /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`))?.[1];
    if (type === "renderer") for (const [role, spent] of threadTimes(pid)) seconds[role] += spent;
    else seconds[type === "gpu-process" ? "gpu" : "browser"] += cpuSecondsOf(`/proc/${pid}/stat`);
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
    return [roleOf(name, Number(thread) === pid), cpuSecondsOf(`/proc/${pid}/task/${thread}/stat`)];
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

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
