import { expect, type Page, test } from "@playwright/test";
import { atLeast, exactly, figureBecomes, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

async function pickCartPole(page: Page): Promise<void> {
  await page.goto(`${seed.url}/#/new`);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  await page.getByRole("button", { name: "CartPole: balance" }).click();
  await expect(page.getByLabel("Study name")).toHaveValue("CartPole: balance a pole");
}

test("a text that begins with long libraries shows its objective, and settings and test run stay in sight", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await page.setViewportSize({ width: 1440, height: 900 });
  await pickCartPole(page);
  const editor = page.locator(".ed .code pre");
  await expect(editor.getByText("trial.suggestSeeds")).toBeInViewport();
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeInViewport();
  await expect(page.getByLabel("Study name")).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1_000);
});

test("on a phone the settings are near such a text, too", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await pickCartPole(page);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(4_000);
});

test("who only looks on sees one champion after the other, and is left with what was chosen", async ({ browser }) => {
  const page = await newTab(browser);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.setViewportSize({ width: 1440, height: 1_400 });
  await pickCartPole(page);
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "champion", atLeast(0));
  await page.getByRole("button", { name: "4×" }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  await figureBecomes(page, "champion", exactly(19));
  await page.getByLabel("Generation", { exact: true }).selectOption("0");
  await figureBecomes(page, "champion", exactly(0));
  await expect(page.locator(".moment")).toContainText("Ended after", { timeout: 30_000 });
  await page.waitForTimeout(3_000);
  await figureBecomes(page, "champion", exactly(0));
  await page.getByRole("button", { name: "Generation 19, the newest" }).click();
  await figureBecomes(page, "champion", exactly(19));
});
