import type { Page } from "@playwright/test";
import { atLeast, atMost, type Figure, median } from "../shared/report.ts";
import { publish } from "./publish.ts";

const ROUNDS = { count: 50, trials: 1_000 };
const TRIALS = ROUNDS.count * ROUNDS.trials;
/** Each reload begins with what the one before has left. */
const RELOADS = 5;

const trivial = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestCategorical("y", [-1, 0, 1]);
  return x ** 2 + y;
};`;

/** What a tab that computed more than it could tell has of it after a reload, and how soon it shows it. */
export async function reloadFigures(page: Page, seedUrl: string): Promise<Figure[]> {
  await publish(page, seedUrl, { objective: trivial, sampler: "random", rounds: ROUNDS });
  await page.waitForFunction(() => document.querySelector("[data-testid=study-state][data-value=finished]") !== null);
  const run = await figure(page, "own-trial-count");
  const best = await figure(page, "best-value");
  await page.addInitScript(noteWhenShown, { best: String(best), trials: String(TRIALS) });
  const times: number[] = [];
  let held = Number.POSITIVE_INFINITY;
  for (let reload = 0; reload < RELOADS; reload++) {
    await page.reload();
    const shownMs = await page.waitForFunction(() => (globalThis as { reopenMs?: number }).reopenMs);
    times.push((await shownMs.jsonValue()) ?? Number.NaN);
    held = Math.min(held, await ownHeld(page));
  }
  await page.context().close();
  return [atLeast("reloadKeeps", held / run, "share", 1), atMost("reopenMs", median(times), "ms", 1_500)];
}

const figure = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

/** In the page: notes the frame in which the best is there, all trials are counted and something of the chart is drawn. */
function noteWhenShown(wanted: { readonly best: string; readonly trials: string }): void {
  const says = (testId: string, value: string): boolean =>
    document.querySelector(`[data-testid=${testId}]`)?.getAttribute("data-value") === value;
  const isDrawn = (): boolean => {
    const canvas = document.querySelector<HTMLCanvasElement>(".hist canvas");
    const pixels =
      canvas && canvas.width > 0 && canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
    return pixels ? pixels.data.some((byte) => byte > 0) : false;
  };
  const look = (): void => {
    const isShown = says("best-value", wanted.best) && says("trial-count", wanted.trials) && isDrawn();
    if (isShown) Object.assign(globalThis, { reopenMs: performance.now() });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** As the table of the tab's own trials says. */
async function ownHeld(page: Page): Promise<number> {
  await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "Yours" }).click();
  const words = await page.getByText(/ trials that this tab holds/).textContent();
  return Number(/ of ([\d,]+) trials/.exec(words ?? "")?.[1]?.replaceAll(",", ""));
}
