import { readFileSync } from "node:fs";

/** What the kernel counts in (`getconf CLK_TCK`), on every Linux that is in use. */
const TICKS_PER_SECOND = 100;

/** Spent so far, by what a `stat` file of proc(5) says of a process or a thread. */
export function cpuSecondsOf(stat: string): number {
  // `utime` and `stime`, the 14th and 15th of proc(5).
  const fields = fieldsOf(stat);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** Of a `stat` file, from the third on: the second, the name, may have spaces. */
export function fieldsOf(stat: string): string[] {
  const line = read(stat);
  return line.slice(line.lastIndexOf(")") + 2).split(" ");
}

/** Empty if there is none: processes and threads end while they are looked at. */
export function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
