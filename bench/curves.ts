// What curves of intermediate values cost a page and the swarm: real Chromium, the built page, the real seed: see README.md.
import type { Browser, Page } from "@playwright/test";
import { buildPage } from "../scripts/prepare.mjs";
import { taskTimes } from "./curves/task-times.ts";
import { toldBytes } from "./curves/told-bytes.ts";
import { readOptions } from "./shared/options.ts";
import { atLeast, atMost, type Figure, report, shown } from "./shared/report.ts";
import { startSeed } from "./shared/bench-seed.ts";
import { startBrowser } from "./tab/bench-browser.ts";
import { publish } from "./tab/publish.ts";

const TRIALS = 100;
const STEPS = 1_000;
/** Nothing here takes this long unless it is broken. */
const LIMIT_MS = 240_000;
/** As long as curves that have come are still being painted. */
const REST_MS = 3_000;

const training = `export default async (trial) => {
  const rate = trial.suggestFloat("rate", 1, 9);
  let loss = 0;
  for (let step = 1; step <= ${STEPS}; step++) {
    loss = 0.1 / rate + 2 * Math.exp(-rate * step / ${STEPS}) * (1 + 0.1 * Math.sin(step * rate));
    trial.report(loss, step);
    trial.report({ accuracy: 1 / (1 + loss), time_total_s: step / 50 }, step);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  return loss;
};`;

async function newTab(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(LIMIT_MS);
  return page;
}

const painted = (page: Page) => page.waitForFunction(() => document.querySelector(".curvechart canvas") !== null);

/** How many curves the page shows once it counts all trials. */
async function shownAtLast(page: Page): Promise<number> {
  await page.waitForFunction((trials) => {
    const held = document.querySelector("[data-testid=trial-count]")?.getAttribute("data-value");
    return Number(held) >= trials;
  }, 2 * TRIALS);
  await page.waitForTimeout(REST_MS);
  return Number(await page.getByTestId("curves").getAttribute("data-value"));
}

async function arrivalFigures(browser: Browser, seedUrl: string): Promise<Figure[]> {
  const rounds = { count: 10, trials: TRIALS / 10 };
  const author = await newTab(browser);
  const link = await publish(author, seedUrl, { objective: training, sampler: "random", rounds });
  const other = await newTab(browser);
  await other.goto(link);
  await other.getByRole("button", { name: /^Join/ }).click();
  // What comes before the first curve is the page's start, which `bench:tab` measures.
  await Promise.all([author, other].map(painted));
  const times = await taskTimes(browser);
  const curves = await Promise.all([author, other].map(shownAtLast));
  const { longestMs, longestProcessorMs } = await times.stop();
  await Promise.all([author.context().close(), other.context().close()]);
  return [
    atMost("longestTaskMs", longestMs, "ms", 50),
    atMost("longestTaskMs.processor", longestProcessorMs, "ms", 50),
    atLeast("curvesShown", Math.min(...curves), "curves", TRIALS),
  ];
}

readOptions({});
const browser = await startBrowser();
buildPage();
const seed = await startSeed();
try {
  const figures = await arrivalFigures(browser, seed.url);
  report("curves", [
    ...figures,
    shown("bytesPerToldTrial", toldBytes({ metrics: 16, steps: 200 }), "bytes"),
    shown("bytesPerToldTrial.thinned", toldBytes({ metrics: 16, steps: STEPS }), "bytes"),
  ]);
} finally {
  await browser.close();
  seed.stop();
}
