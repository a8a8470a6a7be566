import { expect, type Page, test } from "@playwright/test";
import { ALONE, atLeast, exactly, figure, figureBecomes, killTab, newTab, publish, sharedSeed } from "./support.ts";

const seed = sharedSeed();
const TRIALS = 50_000;

const trivial = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  return x ** 2;
};`;
const fast = { objective: trivial, sampler: "random" as const };

const ownTrials = async (page: Page) => Number(await figure(page, "own-trial-count"));

/** How many of its own trials the tab holds, as its table says. */
async function held(page: Page): Promise<number> {
  await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "Yours" }).click();
  const words = await page.getByText(/ to .* trials that this tab holds/).textContent();
  return Number(/ of ([\d,]+) trials/.exec(words ?? "")?.[1]?.replaceAll(",", ""));
}

/** Chunks of own trials in the database. */
const chunksKept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("waggle");
        opening.onerror = () => reject(new Error("The database could not be opened."));
        opening.onsuccess = () => {
          const reading = opening.result.transaction("own").objectStore("own").count();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
  );

test("a study of 50,000 trials at full speed is whole after a reload, with its best and its chart", async ({
  browser,
}) => {
  const tab = await newTab(browser);
  await publish(tab, seed.url, { ...fast, rounds: TRIALS / 1_000, trialsPerRound: 1_000 });
  await figureBecomes(tab, "study-state", exactly("finished"));
  expect(await ownTrials(tab)).toBe(TRIALS);
  expect(await held(tab)).toBe(TRIALS);
  const best = await figure(tab, "best-value");
  for (let visit = 0; visit < 2; visit++) {
    await tab.reload();
    await figureBecomes(tab, "study-state", exactly("finished"));
    await figureBecomes(tab, "own-trial-count", exactly(TRIALS));
    expect(await figure(tab, "trial-count")).toBe(String(TRIALS));
    expect(await held(tab)).toBe(TRIALS);
    expect(await figure(tab, "best-value")).toBe(best);
  }
  expect(await chunksKept(tab)).toBeLessThan(40);
});

test("a tab that is killed in the middle has all but the last second when it is opened again", { tag: ALONE }, async ({
  browser,
}) => {
  const tab = await newTab(browser);
  // Slow enough to be killed in the middle, and more than can be told.
  const objective = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const end = performance.now() + 0.2;
  while (performance.now() < end);
  return x ** 2;
};`;
  const link = await publish(tab, seed.url, { ...fast, objective, rounds: 1_000, trialsPerRound: 1_000 });
  await figureBecomes(tab, "own-trial-count", atLeast(10_000));
  const [before, beforeMs] = [await ownTrials(tab), performance.now()];
  await tab.waitForTimeout(2_000);
  const [run, runMs] = [await ownTrials(tab), performance.now()];
  const perSecond = (1_000 * (run - before)) / (runMs - beforeMs);
  const context = tab.context();
  await killTab(tab);
  const again = await context.newPage();
  // Without what runs trials, so that the tab holds what was kept and nothing else.
  await again.route(/jail-runner/, (route) => route.abort());
  await again.goto(link);
  await figureBecomes(again, "study-state", exactly("failed"));
  const [holds, counts] = [await held(again), await ownTrials(again)];
  expect(holds).toBeGreaterThanOrEqual(run - perSecond);
  // Nothing twice: of what is held only what was not told any more is not counted.
  expect(holds).toBeLessThanOrEqual(run + perSecond);
  expect(Math.abs(holds - counts)).toBeLessThanOrEqual(2 * perSecond);
});
