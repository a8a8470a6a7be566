import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { figureBecomes, publish, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Thirty steps of falling loss and rising accuracy. */
const training = `export default async (trial) => {
  const rate = trial.suggestFloat("rate", 1, 9);
  let loss = 0;
  for (let step = 1; step <= 30; step++) {
    loss = 0.1 / rate + 2 * Math.exp(-rate * step / 30);
    trial.report(loss, step);
    trial.report({ accuracy: 1 / (1 + loss), time_total_s: step / 50 }, step);
  }
  return loss;
};`;

test("what trials reported is shown as curves, by keys and as a table, and keeps nobody out", async ({ page }) => {
  await publish(page, seed.url, { objective: training, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "curves", (value) => value === "5");
  const panel = page.getByTestId("curves");
  await panel.getByRole("combobox", { name: "Metric" }).selectOption("accuracy");
  await expect(panel.getByRole("button", { name: "Linear" })).toHaveAttribute("aria-pressed", "true");
  const chart = panel.getByRole("application", { name: /^Curves of accuracy over the steps of 5 trials/ });
  await chart.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await expect(panel.getByText(/yours: accuracy 0\.\d+ at step 29\. Curve 1 of 5\./)).toHaveCount(1);
  await panel.getByRole("button", { name: "Seconds" }).click();
  await expect(panel.getByRole("application", { name: /over the seconds of 5 trials/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).include("section.curves").analyze()).violations).toEqual([]);
  await panel.getByRole("button", { name: "Table" }).click();
  await expect(panel.getByRole("rowheader")).toHaveCount(5);
  await expect(panel.getByRole("cell", { name: "0.6 s" })).toHaveCount(5);
  expect((await new AxeBuilder({ page }).include("section.curves").analyze()).violations).toEqual([]);
});

test("a study whose trials report nothing has no panel for it", async ({ page }) => {
  const silent = `export default (trial) => trial.suggestFloat("x", 0, 1);`;
  await publish(page, seed.url, { objective: silent, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "own-trial-count", (value) => value === "5");
  await expect(page.getByTestId("curves")).toHaveCount(0);
});
