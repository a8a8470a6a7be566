// What many tabs do together that one does alone: real Chromium: `npm run bench:tabs`; see README.md.
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { buildPage } from "../scripts/prepare.mjs";
import { count, readOptions } from "./shared/options.ts";
import { atLeast, atMost, type Figure, median, report, shown } from "./shared/report.ts";
import { startSeed } from "./shared/bench-seed.ts";
import { startBrowser } from "./tab/bench-browser.ts";
import { publish } from "./tab/publish.ts";

const TABS = 4;
/** Links, and the batches that suit the machine. */
const WARM_UP_MS = 6_000;
/** Tabs that do not agree by then never do. */
const AGREE_LIMIT_MS = 15_000;
/** Nothing here takes this long unless it is broken. */
const STEP_LIMIT_MS = 180_000;

const timer = `export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestFloat("y", -100, 100);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return x ** 2 + y ** 2;
};`;

/** The same, but that no trial of it repeats: then nobody runs others' again. */
const unrepeatable = timer.replace("return ", "return 1e-3 * performance.now() + ");

type Sampler = "random" | "tpe";

interface Shown {
  readonly best: string;
  readonly trials: number;
  readonly own: number;
  readonly atMs: number;
}

const look = (page: Page): Promise<Shown> =>
  page.evaluate(() => {
    const value = (testId: string) =>
      document.querySelector(`[data-testid=${testId}]`)?.getAttribute("data-value") ?? "";
    const [trials, own] = [Number(value("trial-count")), Number(value("own-trial-count"))];
    return { best: value("best-value"), trials, own, atMs: performance.now() };
  });

async function newTab(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
  return page;
}

/** A study of its own, and so many tabs at work on it, a core each. */
async function swarmOf(
  browser: Browser,
  seedUrl: string,
  tabs: number,
  sampler: Sampler,
  objective = timer,
): Promise<Page[]> {
  const author = await newTab(browser);
  const link = await publish(author, seedUrl, { objective, sampler });
  const pages = [author];
  while (pages.length < tabs) {
    const page = await newTab(browser);
    await page.goto(link);
    await page.getByLabel("Cores to lend", { exact: true }).fill("1");
    await page.getByRole("button", { name: /^Join/ }).click();
    pages.push(page);
  }
  const all = String(tabs);
  for (const page of pages) await page.waitForSelector(`[data-testid=peer-count][data-value="${all}"]`);
  return pages;
}

/** Trials a second of all tabs, each by its own clock. */
async function rateOf(pages: readonly Page[], seconds: number): Promise<number> {
  const before = await Promise.all(pages.map(look));
  await sleep(seconds * 1_000);
  const after = await Promise.all(pages.map(look));
  return after.reduce((sum, { own, atMs }, i) => {
    const from = before[i];
    return sum + (from === undefined ? Number.NaN : ((own - from.own) / (atMs - from.atMs)) * 1_000);
  }, 0);
}

/** Milliseconds from when all tabs have stopped until all show one best and one count. */
async function agreeMs(pages: readonly Page[]): Promise<number> {
  await Promise.all(pages.map((page) => page.getByRole("button", { name: "Pause" }).first().click()));
  await Promise.all(pages.map((page) => page.waitForSelector("[data-testid=study-state][data-value=paused]")));
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < AGREE_LIMIT_MS) {
    const all = await Promise.all(pages.map(look));
    if (new Set(all.map(({ best, trials }) => `${best} ${trials}`)).size === 1) return performance.now() - sinceMs;
    await sleep(20);
  }
  return AGREE_LIMIT_MS;
}

/** One tab alone and several together by turns, each at rest while the other works; then all stop. */
async function measure(browser: Browser, seedUrl: string, sampler: Sampler, least: number): Promise<Figure[]> {
  const alone = await swarmOf(browser, seedUrl, 1, sampler);
  await press(alone, "Pause");
  const together = await swarmOf(browser, seedUrl, TABS, sampler);
  const [one, many]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    await press(together, turn === 0 ? null : "Resume");
    await sleep(WARM_UP_MS);
    many.push(await rateOf(together, seconds));
    if (turn === turns - 1) break;
    await press(together, "Pause");
    await press(alone, "Resume");
    await sleep(WARM_UP_MS);
    one.push(await rateOf(alone, seconds));
    await press(alone, "Pause");
  }
  const agreed = await agreeMs(together);
  for (const page of [...alone, ...together]) await page.context().close();
  return [
    atLeast(`${sampler}.share`, median(many) / (TABS * median(one)), `of ${TABS} tabs alone`, least),
    shown(`${sampler}.one`, median(one), "trials/s"),
    shown(`${sampler}.together`, median(many), "trials/s"),
    atMost(`${sampler}.agreeMs`, agreed, "ms", 2_000),
  ];
}

/** What checks cost: four tabs that run some of each other's trials again, and four that do not, by turns. */
async function measureChecks(browser: Browser, seedUrl: string): Promise<Figure[]> {
  const checking = await swarmOf(browser, seedUrl, TABS, "random");
  await press(checking, "Pause");
  const trusting = await swarmOf(browser, seedUrl, TABS, "random", unrepeatable);
  await press(trusting, "Pause");
  const rates: { checking: number[]; trusting: number[] } = { checking: [], trusting: [] };
  for (let turn = 0; turn < turns; turn++) {
    for (const [pages, of] of [[checking, rates.checking] as const, [trusting, rates.trusting] as const]) {
      await press(pages, "Resume");
      await sleep(WARM_UP_MS);
      of.push(await rateOf(pages, seconds));
      await press(pages, "Pause");
    }
  }
  for (const page of [...checking, ...trusting]) await page.context().close();
  return [
    atLeast("checks.share", median(rates.checking) / median(rates.trusting), "of tabs without checks", 0.88),
    shown("checks.with", median(rates.checking), "trials/s"),
    shown("checks.without", median(rates.trusting), "trials/s"),
  ];
}

async function press(pages: readonly Page[], name: string | null): Promise<void> {
  if (name !== null) await Promise.all(pages.map((page) => page.getByRole("button", { name }).first().click()));
}

const { values } = readOptions({ turns: "4", seconds: "10" });
const turns = Math.max(2, count(values.turns, "turns"));
const seconds = count(values.seconds, "seconds");
const browser = await startBrowser();
buildPage();
const seed = await startSeed();
try {
  const figures = [
    ...(await measure(browser, seed.url, "random", 0.97)),
    ...(await measure(browser, seed.url, "tpe", 0.94)),
    ...(await measureChecks(browser, seed.url)),
  ];
  report("tabs", figures);
} finally {
  await browser.close();
  seed.stop();
}
