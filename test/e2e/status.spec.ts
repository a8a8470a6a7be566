import { expect, test } from "@playwright/test";
import { exactly, figureBecomes, publish, quadratic, sharedSeed, slowQuadratic } from "./support.ts";

const seed = sharedSeed();

/** Long enough to be opened while it runs, also where the machine has much else to do. */
const lasting = `export default async (trial) => {
  const x = trial.suggestFloat("x", 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return x;
};`;

test("trials that last are listed from running to their end, with what happened to each of them", async ({ page }) => {
  await publish(page, seed.url, { objective: lasting, rounds: 1, trialsPerRound: 4 });
  const status = page.getByRole("region", { name: "Status" });
  const running = status.getByRole("row").filter({ hasText: "Running" });
  await expect(running.first()).toContainText("This tab");
  await running.first().locator(".opener").click();
  await expect(status.getByText("Its result stands here once it has ended.")).toBeVisible();
  await expect(status.getByText("Run by you")).toBeVisible();
  await status.locator(".opener[aria-expanded=true]").click();
  await expect(status.getByRole("meter", { name: "Cores in use" })).toBeVisible();
  await figureBecomes(page, "study-state", exactly("finished"));
  await expect(status.getByRole("row").filter({ hasText: "Terminated" })).toHaveCount(4);
  await status.locator(".opener").first().click();
  await status.getByRole("button", { name: "What happened to this trial" }).click();
  const log = page.getByRole("dialog", { name: "What happened" });
  await expect(log.getByRole("row")).toHaveText([/When/, /terminated/, /began to run/]);
  await log.getByRole("button", { name: "Show all trials" }).click();
  await expect(log.getByRole("row").filter({ hasText: "terminated" })).toHaveCount(4);
});

test("trials too short to be read are counted only", async ({ page }) => {
  await publish(page, seed.url, { objective: quadratic, seconds: 60 });
  const status = page.getByRole("region", { name: "Status" });
  await expect(status.getByText("too soon to list them one by one")).toBeVisible();
  await expect(status.getByRole("table")).toHaveCount(0);
});

test("a tab sends no more than it may, also after a reload", async ({ page }) => {
  await publish(page, seed.url, { objective: slowQuadratic(200) });
  const dock = page.getByRole("region", { name: "Your tab" });
  const field = dock.getByLabel("Send at most so many kB a second");
  await dock.getByText("More", { exact: true }).click();
  await expect(field).toHaveValue("288");
  await field.fill("12");
  await field.blur();
  await expect(field).toHaveValue("12");
  // Less than a tab needs to be there is not taken.
  await field.fill("3");
  await field.blur();
  await expect(field).toHaveValue("12");
  await page.reload();
  await dock.getByText("More", { exact: true }).click();
  await expect(field).toHaveValue("12");
});

test("a tab lends more cores than its machine has, once it is told to", async ({ page }) => {
  await publish(page, seed.url, { objective: slowQuadratic(200) });
  const dock = page.getByRole("region", { name: "Your tab" });
  await dock.getByText("More", { exact: true }).click();
  const has = await page.evaluate(() => navigator.hardwareConcurrency);
  await dock.getByLabel("Cores to lend, up to 64").fill(String(has + 1));
  await expect(dock.getByText(`Working on ${has + 1} cores of ${has}`)).toBeVisible();
  await expect(page.getByRole("meter", { name: "Cores in use" })).toHaveAttribute("aria-valuemax", String(has + 1));
});
