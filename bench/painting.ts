// What a tab costs while nobody touches it, beside what it cost before: `npm run bench:painting`; see README.md.
import { setTimeout as sleep } from "node:timers/promises";
import { buildPage, fail, root } from "../scripts/prepare.mjs";
import { type CpuTime, ROLES, totalOf } from "./painting/cpu-time.ts";
import { formerPage } from "./painting/former-page.ts";
import { coresTaken, joined, seenAgainMs, trialsShown } from "./painting/measured-tab.ts";
import { count, readOptions } from "./shared/options.ts";
import { atMost, type Figure, median, report, shown } from "./shared/report.ts";

/** For what comes late: fonts, panels that are fetched, the disk. */
const SETTLE_MS = 5_000;

const NAMES = ["former", "now"] as const;

const { values } = readOptions({ commit: "8c62e95", windows: "5", seconds: "15" });
const seconds = count(values.seconds, "seconds");
const windows = count(values.windows, "windows");
if (process.platform !== "linux") fail("This bench reads processor time from /proc, which Linux alone has.");
buildPage();
const former = formerPage(values.commit);

const figures: Figure[] = [];
const tabs = [await joined(former), await joined(root)];
for (const state of ["visible", "hidden"] as const) {
  const begun = await Promise.all(tabs.map(trialsShown));
  const sinceMs = performance.now();
  if (state === "hidden") for (const { browser } of tabs) await browser.open("about:blank");
  for (const { tab } of tabs) await tab.until(`document.visibilityState === "${state}"`);
  await sleep(SETTLE_MS);
  const looks: CpuTime[][] = [];
  for (let i = 0; i < windows; i++) looks.push(await coresTaken(tabs, seconds));
  const [, again] = state === "hidden" ? await Promise.all(tabs.map(seenAgainMs)) : [];
  const tookSeconds = (performance.now() - sinceMs) / 1_000;
  const ended = await Promise.all(tabs.map(trialsShown));
  figures.push(atMost(`${state}Ratio`, median(looks.map(ratioOf)), "of former", state === "visible" ? 0.5 : 0.25));
  if (again !== undefined) figures.push(atMost("shownAgainMs", again, "ms", 500));
  NAMES.forEach((name, i) => {
    const trials = (ended[i] ?? 0) - (begun[i] ?? 0);
    figures.push(
      shown(`${state}.${name}.trials`, trials / tookSeconds, "1/s"),
      ...partsOf(`${state}.${name}`, looks, i),
    );
  });
}
for (const { browser } of tabs) await browser.close();
report("painting", figures);
process.exit();

function ratioOf([before, now]: readonly CpuTime[]): number {
  return before && now ? totalOf(now) / totalOf(before) : Number.NaN;
}

function partsOf(name: string, looks: readonly (readonly CpuTime[])[], which: number): Figure[] {
  const cores = (of: (taken: CpuTime) => number): number =>
    median(looks.map(({ [which]: taken }) => (taken ? of(taken) : Number.NaN)));
  return [
    shown(name, cores(totalOf), "cores"),
    ...ROLES.map((role) =>
      shown(
        `${name}.${role}`,
        cores(({ [role]: taken }) => taken),
        "cores",
      ),
    ),
  ];
}
