import { expect, type Page, test } from "@playwright/test";
import { atLeast, figureBecomes, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** ZDT1 in three dimensions: at its best the second value is 1 - sqrt of the first. */
const tradeoff = `export default (trial) => {
  const x = [0, 1, 2].map((i) => trial.suggestFloat("x" + i, 0, 1));
  const g = 1 + 4.5 * (x[1] + x[2]);
  trial.report({ distance: g }, 0);
  trial.report({ distance: g }, 1);
  return [x[0], g * (1 - Math.sqrt(x[0] / g))];
};`;

async function twoObjectives(page: Page): Promise<void> {
  await page.goto(`${seed.url}/#/new`);
  await page.getByLabel("Study name").fill("Two at once");
  await page.getByLabel("Objective", { exact: true }).fill(tradeoff);
  await page.getByRole("button", { name: "Add an objective" }).click();
  const [first, second] = [
    page.getByRole("group", { name: "Objective 1" }),
    page.getByRole("group", { name: "Objective 2" }),
  ];
  await expect(first.getByLabel("Name")).toBeFocused();
  await first.getByLabel("Name").fill("cost");
  await second.getByLabel("Name").fill("weight");
  await second.getByLabel("Unit").fill("kg");
  await page.getByLabel("Sampler", { exact: true }).selectOption("nsga2");
  await page.getByLabel("Trials in a generation").fill("20");
  await page.getByText("More settings").click();
  await page.getByLabel("Description").fill("Light and cheap.\n<b>Not</b> both at once.");
  await page.getByLabel("Further metrics").fill("distance");
  await page.getByLabel("Seed", { exact: true }).fill("seven");
  await page.getByLabel("Start points").fill("x0, x1, x2\n0.25, 0, 0\n1, 0, 0");
  await page.getByLabel("Trials without a better one").fill("400");
}

test("two objectives, NSGA-II, a seed, start points as rows and a stop rule are published as they were written", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await twoObjectives(page);
  await expect(page.getByText("2 start points, tried before all others.")).toBeVisible();
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByRole("columnheader", { name: "weight, kg" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "last distance" })).toBeVisible();
  await page.getByRole("button", { name: "Publish study" }).click();
  const link = page.getByLabel("Invite link");
  await expect(link).toHaveValue(/#\/s\//);
  const volunteer = await newTab(browser);
  await volunteer.goto(`${seed.url}/${new URL(await link.inputValue()).hash}`);
  const card = volunteer.getByRole("main");
  await expect(card.getByText("Looks for the best trade-offs: low cost, low weight.")).toBeVisible();
  await expect(card.getByText("NSGA-II sampler, no pruner")).toBeVisible();
  await expect(card.getByText("2 start points that the author gave")).toBeVisible();
  await expect(card.getByText("after 400 trials without a better trade-off")).toBeVisible();
  await expect(card.getByText("Light and cheap.\n<b>Not</b> both at once.")).toBeVisible();
});

test("the front fills, and each of its trials opens to every value and metric", async ({ browser }) => {
  const page = await newTab(browser);
  await twoObjectives(page);
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "front-size", atLeast(3));
  await figureBecomes(page, "hypervolume", atLeast(0.01));
  await expect(page.getByRole("img", { name: /best trade-offs, .* cost from 0/ })).toBeVisible();
  const table = page.getByRole("region", { name: "Table of trade-offs" });
  await expect(table.getByRole("columnheader", { name: "cost" })).toHaveAttribute("aria-sort", "ascending");
  await table.getByRole("button", { name: "weight, kg" }).click();
  await expect(table.getByRole("columnheader", { name: "weight, kg" })).toHaveAttribute("aria-sort", "ascending");
  await table.getByTitle("Every digit of this trial").first().click();
  await expect(table.getByRole("heading", { name: "Metrics" })).toBeVisible();
  await expect(table.getByText(/2 steps/)).toBeVisible();
  await expect(table.getByText(/, begun .* into the study/)).toBeVisible();
});

test("what is wrong in the folded settings unfolds them and takes the focus, and all of it outlives a reload", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await twoObjectives(page);
  await page.getByLabel("Start points").fill("x0, x1\n1");
  await page.getByText("More settings").click();
  await expect(page.getByLabel("Start points")).toBeHidden();
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByLabel("Start points")).toBeFocused();
  await expect(page.getByText("Line 2 has 1 value, but line 1 names 2.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Start points")).toHaveValue("x0, x1\n1");
  await expect(page.getByRole("group", { name: "Objective 2" }).getByLabel("Unit")).toHaveValue("kg");
  await expect(page.getByLabel("Trials in a generation")).toHaveValue("20");
});

test("a grid begins with what the test run tried, and a draft of one objective stays as simple as it was", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await page.getByLabel("Objective", { exact: true }).fill("(t) => t.suggestCategorical('kind', ['only']).length");
  await expect(page.getByLabel("Name", { exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeVisible();
  await page.getByLabel("Sampler", { exact: true }).selectOption("grid");
  await page.getByRole("button", { name: "Begin with the test run's" }).click();
  await expect(page.getByLabel("Values to try")).toHaveValue("kind: only");
  await expect(page.getByLabel("Values to try")).toBeFocused();
});
