import { expect, type Page, test } from "@playwright/test";
import { atLeast, exactly, figureBecomes, fillStudy, publish, sharedSeed, slowQuadratic } from "./support.ts";

const seed = sharedSeed();

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
  await figureBecomes(page, "own-trial-count", atLeast(5));
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

/** Publishes and lets the seed tell its addresses (`lanUrls`) only when the returned function is called. */
async function publishUnanswered(page: Page, lanUrls: readonly unknown[]): Promise<() => void> {
  let answer = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/info", async (route) => {
    await told;
    await route.fulfill({ json: { version: "0.1.0", lanUrls } });
  });
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, { objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByRole("heading", { name: "Your study is published. Fetching its link." })).toBeVisible();
  return answer;
}

test("the invite link takes the focus when it comes, but not from who has gone on", async ({ browser }) => {
  const link = /^http:\/\/192\.168\.1\.23:9000\/#\/s\//;
  const waiting = await (await browser.newContext()).newPage();
  const answer = await publishUnanswered(waiting, ["http://192.168.1.23:9000"]);
  answer();
  await expect(waiting.getByLabel("Invite link")).toHaveValue(link);
  await expect(waiting.getByLabel("Invite link")).toBeFocused();
  await expect(waiting.getByRole("heading", { name: "Your study is published. Send the link." })).toBeVisible();

  const reading = await (await browser.newContext()).newPage();
  const answerLate = await publishUnanswered(reading, ["http://192.168.1.23:9000"]);
  // By then the panels above are as tall as they will be.
  await figureBecomes(reading, "study-state", exactly("finished"));
  const newest = reading.getByRole("button", { name: "Newest" });
  await newest.click();
  const scrolled = await reading.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(0);
  answerLate();
  await expect(reading.getByRole("heading", { name: "Your study is published. Send the link." })).toHaveCount(1);
  await expect(reading.getByLabel("Invite link")).toHaveValue(link);
  await expect(newest).toBeFocused();
  expect(await reading.evaluate(() => scrollY)).toBe(scrolled);
});

test("addresses of a seed that make no sense leave the dashboard whole", async ({ page }) => {
  const answer = await publishUnanswered(page, [
    `http://${"a".repeat(5000)}`,
    "http://",
    7,
    "http://bees.local/sub/#x",
  ]);
  answer();
  await expect(page.getByLabel("Invite link")).toHaveValue(/^http:\/\/bees\.local\/#\/s\/[\w-]{43}$/);
  await expect(page.getByRole("img", { name: "QR code of the study's address" })).toBeVisible();
});

test("a refused copy leaves the link selected, and names no keys that a phone has not", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await publish(page, seed.url, { objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await page.getByRole("button", { name: "Done" }).focus();
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByText("The link is selected: copy it yourself.")).toBeVisible();
  const field = page.getByLabel("Invite link");
  await expect(field).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(await field.inputValue());
});

test("at 320 pixels the widest unit scrolls nothing sideways and hides no switch", async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, { name: "W".repeat(100), objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await page.getByLabel("Unit").fill("W".repeat(24));
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  // The panels keep 16 pixels free; "Linear" is the last of a group that would cut it off.
  const done = page.getByRole("button", { name: "Done" });
  const scales = page.getByRole("group", { name: "Vertical scale" });
  for (const part of [done, scales, scales.getByText("Linear")])
    expect(await part.evaluate((it) => it.getBoundingClientRect().right)).toBeLessThanOrEqual(304);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test("on dark, the mark in your own cell stays visible once the tab is done", async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: "dark" });
  const page = await context.newPage();
  await publish(page, seed.url, { objective: slowQuadratic(20), rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"));
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
