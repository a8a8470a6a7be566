import { expect, type Page, test } from "@playwright/test";
import { atLeast, exactly, figure, figureBecomes, publish, sharedSeed, slowQuadratic } from "./support.ts";

const seed = sharedSeed();

/** Waits in every trial: what has ended before the dashboard is there is not news, and is not announced. */
const ALL_INFEASIBLE = `export default async (trial) => {
  const x = trial.suggestFloat("x", 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 150));
  trial.setConstraint("weight", 1 + x);
  trial.setUserAttr("third", x / 3);
  return x;
};`;

/** Two parameters whose names differ at their ends alone, and values that six digits do not tell. */
const LONG_NAMES = `export default (trial) => {
  const a = trial.suggestFloat("encoder_layer_dropout_probability_1", 0, 1);
  const b = trial.suggestFloat("encoder_layer_dropout_probability_2", 0, 1);
  return a + b;
};`;

const rowsOfTrials = (page: Page) => page.getByRole("region", { name: "Table of trials" }).locator("tbody tr");

/** By its name: the first row may be another one before the key is pressed. */
const openTrial = async (page: Page) => {
  const openers = rowsOfTrials(page).getByRole("button");
  const opener = openers.and(page.getByText(await openers.first().innerText(), { exact: true }));
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(opener).toHaveAttribute("aria-expanded", "true");
  return opener;
};

test("a study of which no trial keeps the constraints says so, and each trial by how much", async ({ page }) => {
  await publish(page, seed.url, { objective: ALL_INFEASIBLE, rounds: 2, trialsPerRound: 20 });
  await figureBecomes(page, "study-state", exactly("finished"));
  const words = "None of the 40 trials keeps the constraints.";
  await expect(page.locator(".notes")).toContainText(words);
  await expect(page.getByRole("region", { name: "Shared best" })).toContainText(words);
  await expect(page.locator("[aria-live=polite].sr")).toHaveText(words);
  expect(await figure(page, "best-value")).toBe("");
  const trials = page.getByRole("region", { name: "Trials", exact: true });
  await expect(trials.getByRole("row", { name: /Infeasible/ })).toHaveCount(15);
  await openTrial(page);
  await expect(trials.getByText(/^1\.\d{10,} violated$/)).toBeVisible();
  await expect(trials.getByText("third", { exact: true })).toBeVisible();
});

test("the best parameters are copied exactly, and every trial opens to all its digits by the keyboard", async ({
  browser,
}) => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await publish(page, seed.url, { objective: LONG_NAMES, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"));
  const params: unknown = JSON.parse(await figure(page, "best-params"));
  const best = page.getByRole("region", { name: "Shared best" });
  await best.getByRole("button", { name: "Copy parameters" }).click();
  await expect(best.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(params);
  await best.getByRole("button", { name: "Exact" }).click();
  await expect(best.getByText(await figure(page, "best-value"))).toBeVisible();
  for (const value of Object.values(params as Record<string, number>))
    await expect(best.getByText(String(value), { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Best", exact: true }).click();
  await expect(rowsOfTrials(page).first()).toContainText("Best");
  const opener = await openTrial(page);
  const detail = page.locator(".detail");
  for (const value of Object.values(params as Record<string, number>))
    await expect(detail.getByText(String(value), { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(detail).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("without a clipboard the best parameters stand selected, ready to copy", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await publish(page, seed.url, { objective: LONG_NAMES, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"));
  await page.getByRole("button", { name: "Copy parameters" }).first().click();
  const field = page.getByLabel("The text is selected: copy it yourself.");
  await expect(field).toBeFocused();
  const params = await figure(page, "best-params");
  expect(JSON.parse(await page.evaluate(() => getSelection()?.toString() ?? ""))).toEqual(JSON.parse(params));
});

test("long parameter names keep both ends on a phone, whole where they are pointed at", async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await publish(page, seed.url, { objective: LONG_NAMES, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "own-trial-count", atLeast(5));
  const name = page.locator(".par .mid").first();
  await expect(name).toHaveAttribute("title", "encoder_layer_dropout_probability_1");
  const [start, end] = await name.evaluate((it) => {
    const [first, last] = it.children;
    const shown = (part: Element | undefined) => (part?.getBoundingClientRect().width ?? 0) / (part?.scrollWidth ?? 1);
    return [shown(first), shown(last)];
  });
  expect(start).toBeLessThan(0.9);
  expect(end).toBeGreaterThan(0.98);
});

test("after its rounds a tab runs as many again, also over a reload, or shows the open swarms", async ({ page }) => {
  await publish(page, seed.url, { objective: slowQuadratic(150), rounds: 2, trialsPerRound: 5 });
  await figureBecomes(page, "own-trial-count", exactly(10));
  await figureBecomes(page, "study-state", exactly("finished"));
  await page.getByRole("button", { name: "Run 2 more rounds" }).click();
  await figureBecomes(page, "own-trial-count", atLeast(12));
  await page.reload();
  await figureBecomes(page, "own-trial-count", exactly(20));
  await figureBecomes(page, "study-state", exactly("finished"));
  await expect(page.getByText("Your rounds", { exact: true }).locator("..")).toContainText("4of 4");
  await page.getByRole("link", { name: "See open swarms" }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("A test study");
});

test("says beneath the empty chart's axis, and not through it, when the line starts", async ({ page }) => {
  await publish(page, seed.url, { objective: slowQuadratic(20_000), rounds: 1, trialsPerRound: 1, givesNothing: true });
  const caption = page.getByText("The line starts with the first finished trial.");
  const bottom = await page.locator(".axes").evaluate((it) => it.getBoundingClientRect().bottom);
  expect(await caption.evaluate((it) => it.getBoundingClientRect().top)).toBeGreaterThanOrEqual(bottom);
});

test("invites with the published panel once, lists what has a value, and invites nobody after Leave", async ({
  page,
}) => {
  await publish(page, seed.url, { objective: slowQuadratic(20_000), rounds: 1, trialsPerRound: 1, givesNothing: true });
  const published = page.getByRole("heading", { name: "Your study is published. Send the link." });
  await expect(published).toBeVisible();
  await expect(page.getByLabel("Invite link")).toBeFocused();
  await expect(page.getByText("It will be listed on this seed once a trial has ended with a value.")).toBeVisible();

  await page.reload();
  await expect(page.getByRole("heading", { name: "Invite others" })).toBeVisible();
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
  await expect(page.locator(".qr svg, .invite.unscanned").first()).toBeVisible();
  await expect(published).toHaveCount(0);
  await expect(page.locator("body")).toBeFocused();

  await page.getByRole("button", { name: "Leave" }).press("Enter");
  await expect(page.getByRole("button", { name: "Rejoin" })).toBeFocused();
  await expect(page.getByLabel("Invite link")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Share" })).toHaveCount(0);
  await page.getByRole("button", { name: "Rejoin" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Invite others" })).toBeVisible();
});
