import { expect, type Page, test } from "@playwright/test";
import {
  atLeast,
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

/** Who found how many bests, as this tab shows it, by name. */
async function bestsShown(page: Page): Promise<Record<string, string>> {
  const own = await page.locator(".dock b").innerText();
  const rows = await page.locator(".contrib tbody tr").all();
  const shown: Record<string, string> = {};
  for (const row of rows) {
    const isOwn = (await row.getByText("You", { exact: true }).count()) > 0;
    const name = isOwn ? own : await row.locator("bdi").innerText();
    const bests = await row.locator("td").last().innerText();
    if (bests !== "") shown[name] = bests;
  }
  return shown;
}

const gainShown = async (page: Page): Promise<string> =>
  /(lower by [^.]*(\.\d+)?)/.exec(await page.locator(".best .who").innerText())?.[0] ?? "";
const rateShown = async (page: Page): Promise<number> => Number(await page.locator(".vit dd").first().innerText());

test("tabs of one study say the same of it, however they came to know it, and one that left says nothing of it", async ({
  browser,
}) => {
  const author = await newTab(browser);
  const objective = slowQuadratic(400);
  const link = await publish(author, seed.url, { objective, sampler: "random", rounds: 3, trialsPerRound: 10 });
  await figureBecomes(author, "own-trial-count", atLeast(8));
  const volunteer = await newTab(browser);
  await joinByLink(volunteer, link);
  // The first tab rests until the second has heard of it: had it run all by then, the second would begin one too many.
  await figureBecomes(volunteer, "own-trial-count", atLeast(4));
  await volunteer.getByRole("button", { name: "Pause" }).click();
  const second = await volunteer.context().newPage();
  await second.goto(link);
  await expect(second.getByText("Another tab of this browser takes part already.")).toBeVisible();
  await second.getByRole("button", { name: /^Join/ }).click();
  await figureBecomes(second, "own-trial-count", atLeast(6));
  await volunteer.getByRole("button", { name: "Resume" }).click();
  // The author's own are done long before the others', so that all are waited for first.
  for (const page of [author, volunteer, second]) await figureBecomes(page, "study-state", exactly("finished"));
  for (const page of [author, volunteer, second]) await figureBecomes(page, "trial-count", exactly(60));
  expect(await figure(second, "own-trial-count")).toBe("30");

  const watcher = await newTab(browser);
  await watcher.goto(link);
  await watcher.getByRole("button", { name: "Just watch" }).click();
  await figureBecomes(watcher, "trial-count", exactly(60));
  for (let i = 0; i < 12; i++) {
    expect(await rateShown(watcher)).toBeLessThan(2);
    await watcher.waitForTimeout(250);
  }
  const bests = await bestsShown(author);
  const gain = await gainShown(author);
  await author.reload();
  await figureBecomes(author, "trial-count", exactly(60));
  expect(Object.keys(bests).length).toBeGreaterThan(0);
  for (const page of [author, volunteer, second, watcher]) {
    await expect.poll(() => bestsShown(page)).toEqual(bests);
    expect(await gainShown(page)).toBe(gain);
  }

  await second.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(second, "study-state", exactly("left"), 4_000);
  await expect(second.getByText("Not connected", { exact: true })).toBeVisible();
  await expect(second.locator(".contrib tbody")).not.toContainText(/direct|through others| ms/);
  expect(await figure(second, "peer-count")).toBe("0");
});
