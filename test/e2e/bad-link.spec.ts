import { expect, type Page, test } from "@playwright/test";
import { publish, quadratic, sharedSeed, startSeed } from "./support.ts";

const seed = sharedSeed();
const unknown = `/s/${"u".repeat(43)}`;

/** The engine is up by now, so that what is waited for is the answer alone. */
async function openHome(page: Page): Promise<void> {
  await page.goto(seed.url);
  await expect(page.getByText("Seed online")).toBeVisible();
  await page.goto(`${seed.url}/#/new`);
  await expect(page.getByRole("button", { name: "Publish study" })).toBeEnabled();
}

test("a bad link says what is wrong and what to do, in its heading, its title and its words", async ({ page }) => {
  const cases = [
    ["/s/Kq3xV0cT9mWb5y", "This link is damaged.", "this one ends in 14 characters"],
    [`/s/${"é".repeat(43)}`, "This link is damaged.", "this one holds others"],
    [unknown, "This study is not on this seed.", "Ask the author to open it, or for a new link."],
    ["/nowhere", "There is no such page.", "Ask for the link again"],
  ] as const;
  await openHome(page);
  for (const [path, heading, words] of cases) {
    await page.goto(`${seed.url}/#${path}`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByText(words)).toBeVisible();
    await expect(page).toHaveTitle(`${heading.slice(0, -1)} in Waggle`);
    await expect(page.getByRole("main").getByRole("link", { name: "Open swarms" })).toBeVisible();
  }
});

test("goes on looking for a study, and shows it when a tab brings it to the seed", async ({ page, browser }) => {
  const away = await startSeed();
  try {
    const author = await (await browser.newContext()).newPage();
    const link = await publish(author, away.url, { objective: quadratic, rounds: 1, trialsPerRound: 5 });
    await page.route("**/api/studies/*/spec", (route) => route.fulfill({ status: 404, body: "{}" }));
    await page.goto(link);
    await expect(page.getByText("Still looking: this page asks the seed again every 2 s")).toBeVisible();
    await page.unroute("**/api/studies/*/spec");
    await expect(page.getByRole("button", { name: /^Join with/ })).toBeVisible();
  } finally {
    await away.stop();
  }
});

test("says that the seed does not answer while it is silent, and that it is away when it is", async ({ page }) => {
  await openHome(page);
  await page.route("**/api/studies/*/spec", () => {});
  await page.goto(`${seed.url}/#${unknown}`);
  await expect(page.getByRole("heading", { level: 1, name: "The seed does not answer." })).toBeVisible({
    timeout: 5000,
  });
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.route("**/api/studies/*/spec", (route) => route.abort());
  await page.goto(`${seed.url}/#/s/${"v".repeat(43)}`);
  await expect(page.getByRole("heading", { level: 1, name: "The seed cannot be reached." })).toBeVisible();
  await expect(page.getByText("Still looking")).toBeVisible();
});

test("the first Tab on every page is the way past the bar, to its content", async ({ page }) => {
  const link = await publish(page, seed.url, { objective: quadratic, rounds: 1, trialsPerRound: 5 });
  const consent = await (await page.context().browser()?.newContext())?.newPage();
  if (consent === undefined) throw new Error("There is no browser to open a second profile in.");
  for (const [tab, url] of [
    [page, seed.url],
    [page, `${seed.url}/#/new`],
    [page, link],
    [page, `${seed.url}/#${unknown}`],
    [page, `${seed.url}/#/nowhere`],
    [consent, link],
  ] as const) {
    await tab.goto(url);
    await tab.reload();
    await expect(tab.getByRole("heading", { level: 1 })).toHaveCount(1);
    await tab.keyboard.press("Tab");
    const skip = tab.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await tab.keyboard.press("Enter");
    await expect(tab.getByRole("main")).toBeFocused();
    expect(new URL(tab.url()).hash).toBe(new URL(url).hash || "");
  }
});
