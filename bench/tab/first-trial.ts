import type { Browser, Page } from "@playwright/test";
import type { Milestone } from "../../worker/milestones.ts";
import { atMost, type Figure, median, shown } from "../shared/report.ts";

/** A cold start varies by a third on a shared machine; the middle of seven is steady. */
const RUNS = 7;

/** Milliseconds since the link was opened. */
type Times = Readonly<Record<Milestone | "trial", number>>;

/** What a person who opens an invite link waits for, whole and in parts; `open` gives a page of a fresh browser context. */
export async function firstTrialFigures(
  browser: Browser,
  open: (browser: Browser) => Promise<Page>,
  link: string,
): Promise<Figure[]> {
  const runs: Times[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await timesOf(await open(browser), link));
  const figures = Object.entries(PARTS).map(([part, length]) =>
    shown(`firstTrialMs.${part}`, median(runs.map(length)), "ms"),
  );
  return [atMost("firstTrialMs", median(runs.map(({ trial }) => trial)), "ms", 1_500), ...figures];
}

/** One after the other; a jail that was ready before the study was taken up took no time. */
const PARTS: Readonly<Record<string, (times: Times) => number>> = {
  page: ({ drawn }) => drawn,
  engine: ({ drawn, engine }) => engine - drawn,
  join: ({ engine, joined }) => joined - engine,
  jail: ({ joined, ready }) => Math.max(0, ready - joined),
  trial: ({ joined, ready, trial }) => trial - Math.max(joined, ready),
};

/** Join is pressed in the frame in which it can be. */
async function timesOf(page: Page, link: string): Promise<Times> {
  await page.addInitScript(() => {
    let pressed = false;
    const look = (): void => {
      const join = [...document.querySelectorAll("button")].find(
        (b) => b.textContent.trim().startsWith("Join") && !b.disabled,
      );
      if (join && !pressed) {
        pressed = true;
        join.click();
      }
      const own = Number(document.querySelector("[data-testid=own-trial-count]")?.getAttribute("data-value") ?? 0);
      if (own > 0) Object.assign(globalThis, { firstTrialMs: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(link);
  const shownMs = await page.waitForFunction(() => (globalThis as { firstTrialMs?: number }).firstTrialMs);
  const trial = (await shownMs.jsonValue()) ?? Number.NaN;
  const marks = await marksOf(page);
  await page.context().close();
  const at = (milestone: Milestone): number => marks.get(milestone) ?? Number.NaN;
  return { drawn: at("drawn"), engine: at("engine"), joined: at("joined"), ready: at("ready"), trial };
}

/** Those of the page and of its workers, whose clocks begin later. */
async function marksOf(page: Page): Promise<Map<string, number>> {
  const read = () => ({
    origin: performance.timeOrigin,
    marks: performance.getEntriesByType("mark").map(({ name, startTime }) => ({ name, startTime })),
  });
  const pageMarks = await page.evaluate(read);
  const engines = page.workers().filter((worker) => worker.url().startsWith("http"));
  const all = [pageMarks, ...(await Promise.all(engines.map((worker) => worker.evaluate(read))))];
  return new Map(
    all.flatMap(({ origin, marks }) =>
      marks.map(({ name, startTime }) => [name.replace("waggle:", ""), origin + startTime - pageMarks.origin] as const),
    ),
  );
}
