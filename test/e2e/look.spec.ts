import { expect, type Page, test } from "@playwright/test";
import { atLeast, closeTabs, exactly, figureBecomes, publish, type Seed, slowQuadratic, startSeed } from "./support.ts";

let seed: Seed;
test.beforeAll(async () => {
  seed = await startSeed();
});
test.afterAll(() => seed.stop());
test.afterEach(({ browser }) => closeTabs(browser));

const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(246, 244, 239)";
const DARK = "rgb(14, 16, 20)";

test("follows the system's light or dark live, until somebody uses the switch", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(seed.url);
  expect(await ground(page)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground(page)).toBe(DARK);
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  expect(await ground(page)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: "light" });
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground(page)).toBe(LIGHT);
  await page.reload();
  expect(await ground(page)).toBe(LIGHT);
});

test("an empty new study says so at the editor, which has the focus, and offers its example", async ({ page }) => {
  await page.goto(`${seed.url}/#/new`);
  const draft = page.getByText("Draft saved in this browser");
  await page.getByRole("button", { name: "Publish study" }).click();
  const editor = page.getByLabel("Objective", { exact: true });
  await expect(editor).toBeFocused();
  const message = await page.getByRole("alert").boundingBox();
  const box = await editor.boundingBox();
  if (message === null || box === null) throw new Error("The message or the editor is not shown.");
  expect(Math.abs(message.y + message.height - box.y)).toBeLessThan(20);
  await expect(draft).toHaveCount(0);
  await page.getByRole("button", { name: "Start from this example" }).click();
  await expect(editor).toHaveValue(/^export default/);
  await expect(editor).toBeFocused();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(draft).toBeVisible();
});

test("on a phone the longest name is readable whole, and contributors and ranges fit the screen", async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const name = "A study with a really quite long name that says what it is about in detail, mixed with numbers 12345";
  await publish(page, seed.url, { name, objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "own-trial-count", atLeast(5), 60_000);
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText(name);
  const room = await heading.evaluate((h1) => {
    const { width, height } = h1.getBoundingClientRect();
    return { width, height, hidden: h1.scrollHeight - h1.clientHeight };
  });
  expect(room.width).toBeGreaterThan(200);
  expect(room.height).toBeGreaterThan(40);
  expect(room.hidden).toBeLessThanOrEqual(2);
  const table = page.getByRole("region", { name: "Contributors" }).locator(".scroll");
  expect(await table.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  const right = await table.getByText("Bests").evaluate((it) => it.getBoundingClientRect().right);
  expect(right).toBeLessThanOrEqual(390);
  const ranges = page.locator(".par dd.r > span").first();
  await expect(ranges).toBeVisible();
});

test("on dark, the mark in your own cell stays visible once the tab is done", async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: "dark" });
  const page = await context.newPage();
  await publish(page, seed.url, { objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"), 60_000);
  const mark = page.locator(".cell.me .src");
  await expect(mark).toHaveCount(1);
  const [drawn, ground] = await mark.evaluate((it) => {
    const { fill, stroke } = getComputedStyle(it);
    const panel = it.closest(".p");
    return [stroke === "none" ? fill : stroke, panel === null ? "" : getComputedStyle(panel).backgroundColor];
  });
  const brightness = (colour = "") => Math.max(...(colour.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  expect(brightness(drawn) - brightness(ground)).toBeGreaterThan(120);
});
