import { expect, test } from "@playwright/test";
import { exactly, figure, figureBecomes, fillStudy, joinByLink, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Between 0 and 4, with noise of as much again: no value is below -2, and no mean of three near it. */
const noisy = `export default async (trial) => {
  const x = trial.suggestFloat("x", -2, 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return x * x + 4 * (trial.rng.next() - 0.5);
};`;

test("two tabs agree on the mean of a noisy study's best point", async ({ browser }) => {
  const author = await newTab(browser);
  await author.goto(seed.url);
  await author
    .getByRole("link", { name: "New study" })
    .or(author.getByRole("button", { name: "New study" }))
    .click();
  await fillStudy(author, { objective: noisy, rounds: 4, trialsPerRound: 10 });
  await author.getByText("More settings").click();
  await author.getByLabel("My objective is noisy: repeats").fill("3");
  await author.getByRole("button", { name: "Publish study" }).click();
  const link = author.getByLabel("Invite link");
  await expect(link).toHaveValue(/#\/s\//);
  const second = await newTab(browser);
  await joinByLink(second, `${seed.url}/${new URL(await link.inputValue()).hash}`);
  const tabs = [author, second];
  for (const tab of tabs) await figureBecomes(tab, "trial-count", exactly(80));
  const shown = async (): Promise<string[]> => Promise.all(tabs.map((tab) => figure(tab, "best-value")));
  await expect.poll(async () => new Set(await shown()).size, { message: "one mean" }).toBe(1);
  for (const tab of tabs) {
    const mean = tab.getByTestId("best-mean");
    await expect(mean).toContainText(/Mean of \d+ runs, ±/);
    expect(Number(await mean.getAttribute("data-runs"))).toBeGreaterThanOrEqual(3);
    expect(["verified", "own"]).toContain(await figure(tab, "best-state"));
  }
});
