// What a person feels of a tab: real Chromium, the built page, the real seed: `npm run bench:tab`; see README.md.
import { get } from "node:http";
import type { Browser, Page } from "@playwright/test";
import { buildPage } from "../scripts/prepare.mjs";
import { readOptions } from "./shared/options.ts";
import { atLeast, atMost, type Figure, median, report } from "./shared/report.ts";
import { startSeed } from "./shared/bench-seed.ts";
import { startBrowser } from "./tab/bench-browser.ts";
import { firstTrialFigures } from "./tab/first-trial.ts";
import { publish } from "./tab/publish.ts";
import { reloadFigures } from "./tab/reload.ts";

const MIN_BESTS = 25;
const RATE_SECONDS = 12;
const WARM_UP_SECONDS = 3;
/** Nothing here takes this long unless it is broken. */
const STEP_LIMIT_MS = 60_000;

const quadratic = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestCategorical("y", [-1, 0, 1]);
  return x ** 2 + y;
};`;

/** Every trial is a new best and says when it was found. */
const clockwork = `export default async (trial) => {
  const x = trial.suggestFloat("x", 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 250 + 300 * x));
  return Date.now();
};`;

async function newTab(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
  return page;
}

async function measureJoin(browser: Browser, seedUrl: string): Promise<Figure[]> {
  const author = await newTab(browser);
  const link = await publish(author, seedUrl, { objective: quadratic });
  // The author's tab only keeps the study known: it must not take the volunteer's core.
  await author.getByRole("button", { name: "Pause" }).first().click();
  const figures = await firstTrialFigures(browser, newTab, link);
  await author.context().close();
  return figures;
}

async function measurePropagation(browser: Browser, seedUrl: string): Promise<Figure> {
  const finder = await newTab(browser);
  const link = await publish(finder, seedUrl, { objective: clockwork, direction: "maximize", sampler: "random" });
  const watcher = await newTab(browser);
  await watcher.addInitScript(() => {
    const delays: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    Object.assign(globalThis, { delays });
    // News is what is claimed and what is shown large, whichever comes first.
    const look = (): void => {
      for (const testId of ["claimed-value", "best-value"]) {
        const text = document.querySelector(`[data-testid=${testId}]`)?.getAttribute("data-value") ?? "";
        if (text === "" || !(Number(text) > last)) continue;
        last = Number(text);
        delays.push(Date.now() - last);
      }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await watcher.goto(link);
  await watcher.getByRole("button", { name: "Just watch" }).click();
  await watcher.waitForFunction(
    (least) => (globalThis as unknown as { delays: number[] }).delays.length > least,
    MIN_BESTS,
  );
  const delays = await watcher.evaluate(() => (globalThis as unknown as { delays: number[] }).delays);
  await Promise.all([finder.context().close(), watcher.context().close()]);
  // The first value was found before the watcher came.
  return atMost("bestPropagationMs", median(delays.slice(1)), "ms", 300);
}

async function measureRate(browser: Browser, seedUrl: string): Promise<Figure[]> {
  const page = await newTab(browser);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ["longtask"],
    });
  });
  await publish(page, seedUrl, { objective: quadratic, sampler: "random" });
  await page.waitForTimeout(WARM_UP_SECONDS * 1000);
  const count = () =>
    page.evaluate(() => ({
      trials: Number(document.querySelector("[data-testid=own-trial-count]")?.getAttribute("data-value")),
      atMs: performance.now(),
      tasks: (globalThis as unknown as { longTasks: number[] }).longTasks.length,
    }));
  const before = await count();
  await page.waitForTimeout(RATE_SECONDS * 1000);
  const after = await count();
  const tasks = await page.evaluate(
    (from) => (globalThis as unknown as { longTasks: number[] }).longTasks.slice(from),
    before.tasks,
  );
  await page.context().close();
  const perSecond = ((after.trials - before.trials) / (after.atMs - before.atMs)) * 1000;
  return [
    atLeast("trivialTrialsPerSecond", perSecond, "trials/s", 50_000),
    // The browser reports tasks from 50 ms on; none reported means all were shorter.
    atMost("longestTaskMs", Math.max(0, ...tasks), "ms", 50),
  ];
}

/** Gzipped bytes of every script that the page and its workers have loaded before anybody joins. */
async function measureLoad(browser: Browser, seedUrl: string): Promise<Figure> {
  const author = await newTab(browser);
  const link = await publish(author, seedUrl, { objective: quadratic });
  const page = await newTab(browser);
  await page.goto(link);
  await page.getByRole("button", { name: /^Join/ }).waitFor();
  // What is fetched ahead while the person reads counts too.
  await page.waitForLoadState("networkidle");
  const scripts = new Set<string>();
  const loaded = () => performance.getEntriesByType("resource").map(({ name }) => name);
  for (const name of await page.evaluate(loaded)) scripts.add(name);
  for (const worker of page.workers()) {
    scripts.add(worker.url());
    for (const name of await worker.evaluate(loaded)) scripts.add(name);
  }
  let bytes = 0;
  for (const url of scripts) if (new URL(url).pathname.endsWith(".js")) bytes += await gzippedBytes(url);
  await Promise.all([author.context().close(), page.context().close()]);
  return atMost("firstLoadKb", bytes / 1000, "kB", 200);
}

/** As the seed sends it. */
async function gzippedBytes(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.on("end", () => resolve(bytes));
    }).on("error", reject);
  });
}

readOptions({});
const browser = await startBrowser();
buildPage();
const seed = await startSeed();
try {
  const figures = [
    ...(await measureJoin(browser, seed.url)),
    await measurePropagation(browser, seed.url),
    ...(await measureRate(browser, seed.url)),
    await measureLoad(browser, seed.url),
    ...(await reloadFigures(await newTab(browser), seed.url)),
  ];
  report("tab", figures);
} finally {
  await browser.close();
  seed.stop();
}
