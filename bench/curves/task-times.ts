import type { Browser } from "@playwright/test";

/** As much of a trace event as is read here; durations in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** Of the thread's processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Notes every task of all pages' main threads from now until stopped: the longest by the clock, and the longest by the
 * processor time that it took, which other programs on the machine do not stretch.
 */
export async function taskTimes(browser: Browser) {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"], excludedCategories: ["*"] },
  });
  const stop = async (): Promise<{ readonly longestMs: number; readonly longestProcessorMs: number }> => {
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    await complete;
    const isMain = ({ name, args }: TraceEvent): boolean => name === "thread_name" && args?.name === "CrRendererMain";
    const main = new Set(events.filter(isMain).map(({ pid, tid }) => `${pid}:${tid}`));
    const tasks = events.filter(({ name, pid, tid }) => name.endsWith("RunTask") && main.has(`${pid}:${tid}`));
    if (tasks.length === 0) throw new Error("The browser's trace tells of no task: its names must have changed.");
    const longest = (of: (task: TraceEvent) => number | undefined): number =>
      tasks.reduce((most, task) => Math.max(most, (of(task) ?? 0) / 1_000), 0);
    return { longestMs: longest(({ dur }) => dur), longestProcessorMs: longest(({ tdur }) => tdur) };
  };
  return { stop };
}
