import { expect, type Page, test } from "@playwright/test";
import { exactly, figureBecomes, newTab, publish, quadratic, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Names of the scripts that the page and its workers fetch from now on, without their hashes. */
function scriptsOf(page: Page): Set<string> {
  const names = new Set<string>();
  page.context().on("request", (request) => {
    const name = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(new URL(request.url()).pathname)?.[1];
    if (name !== undefined) names.add(name);
  });
  return names;
}

/** What a page fetches of its own accord it has asked for by then; not until the network rests, for a frame's may rest unseen. */
const FETCHED_WITHIN_MS = 1_500;
/** What only who takes part needs. */
const WORK = ["agent", "jail-runner", "objective-runtime", "tpe", "choice"];
const fetchedOf = (names: readonly string[], scripts: ReadonlySet<string>) => names.filter((name) => scripts.has(name));

test("a tab fetches what it takes part with once somebody presses Join, and the dashboard not for the home page", async ({
  browser,
}) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, {
    objective: quadratic,
    sampler: "tpe",
    rounds: 1,
    trialsPerRound: 5,
  });

  const page = await newTab(browser);
  const scripts = scriptsOf(page);
  await page.goto(seed.url);
  await expect(page.getByRole("link", { name: "New study" }).first()).toBeVisible();
  await expect.poll(() => scripts.has("main"), { message: "the engine's worker is among those seen" }).toBe(true);
  await page.waitForTimeout(FETCHED_WITHIN_MS);
  expect(fetchedOf([...WORK, "Dashboard", "dashboard-parts"], scripts)).toEqual([]);

  await page.goto(link);
  const join = page.getByRole("button", { name: /^Join/ });
  await join.waitFor();
  await expect.poll(() => fetchedOf(["Dashboard", "dashboard-parts"], scripts)).not.toEqual([]);
  await page.waitForTimeout(FETCHED_WITHIN_MS);
  expect(fetchedOf(WORK, scripts)).toEqual([]);

  await join.click();
  await figureBecomes(page, "own-trial-count", exactly(5));
  expect(fetchedOf(["agent", "jail-runner", "objective-runtime", "tpe"], scripts)).toHaveLength(4);
});

test("the engine's worker does not wait for the page's own script, and a start leaves its marks in order", async ({
  browser,
}) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: quadratic, rounds: 1, trialsPerRound: 5 });
  const page = await newTab(browser);
  let letThrough = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/assets\/index-[\w-]{8}\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  const started = page.waitForEvent("worker", (worker) => worker.url().startsWith(seed.url));
  await page.goto(link, { waitUntil: "commit" });
  await started;
  letThrough();
  await page.getByRole("button", { name: /^Join/ }).click();
  await figureBecomes(page, "own-trial-count", exactly(5));
  const marksOf = () => ({
    origin: performance.timeOrigin,
    marks: performance
      .getEntriesByType("mark")
      .map(({ name, startTime }) => [name, performance.timeOrigin + startTime]),
  });
  const own = await page.evaluate(marksOf);
  expect(own.marks.map(([name]) => name)).toEqual(["waggle:drawn", "waggle:engine", "waggle:joined"]);
  const times = own.marks.map(([, ms]) => Number(ms));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const engine = await started;
  const its = await engine.evaluate(marksOf);
  expect(its.origin).toBeLessThan(times[0] ?? 0);
  expect(its.marks.map(([name]) => name)).toEqual(["waggle:ready"]);
});
