// A study from the settings file of distributed neuroevolution: dropped, chosen or pasted.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { newTab, sharedSeed } from "./support.ts";
import { violations } from "./violations.ts";

const seed = sharedSeed();
const SETTINGS = readFileSync(join(import.meta.dirname, "..", "fixtures", "evolution", "settings.yaml"), "utf8");

const choose = (page: Page, name: string, text: string): Promise<void> =>
  page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/yaml", buffer: Buffer.from(text) });

async function paste(page: Page, into: string, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await page.getByLabel(into, { exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+V");
}

const box = (page: Page, label: string) => page.getByLabel(label, { exact: true });

test("settings fill in the form as they are, say what they do not bring, and are the draft after a reload", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await choose(page, "settings.yaml", SETTINGS);
  await expect(page.getByText("settings.yaml has filled in the settings.")).toBeVisible();
  await expect(page.getByText("480 workers are wished for.")).toBeVisible();
  for (const [label, value] of [
    ["Sampler", "deepga"],
    ["Genomes in a generation", "1000"],
    ["Survivors", "20"],
    ["Champions", "3"],
    ["Mutation (sigma)", "0.005"],
    ["Re-test episodes", "30"],
    ["Studies side by side", "1"],
    ["Generations", "350"],
    ["Direction", "maximize"],
  ] as const)
    await expect(box(page, label)).toHaveValue(value);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("has filled in the settings.")).toBeHidden();
  await page.reload();
  await expect(box(page, "Genomes in a generation")).toHaveValue("1000");
});

test("pasted into the editor they fill in the form, and the editor keeps its text", async ({ browser }) => {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await box(page, "Objective").fill("export default (trial) => trial.suggestSeeds('genome', { maxLength: 9 }).length");
  await paste(page, "Unit", "experiment: {population: 50}");
  await expect(box(page, "Unit")).toHaveValue("experiment: {population: 50}");
  await expect(box(page, "Sampler")).toHaveValue("auto");
  await box(page, "Unit").fill("");
  await paste(page, "Objective", SETTINGS.replace("count: 1\n", "count: 2\n"));
  await expect(page.getByText("What was pasted has filled in the settings.")).toBeVisible();
  await expect(box(page, "Objective")).toHaveValue(/^export default/);
  await expect(page.getByRole("button", { name: "Publish 2 studies" })).toBeVisible();
  await expect(
    page.getByText(/Published as 2 studies .*: Neuroevolution 1 of 2 and Neuroevolution 2 of 2\./),
  ).toBeVisible();
});

test("what is wrong is said with its line, or at its field", async ({ browser }) => {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await choose(page, "settings.yaml", SETTINGS.replace("survivors: 20", "survivors: 3"));
  await expect(page.getByText("Line 33: The 3 champions must be fewer than the 3 survivors")).toBeVisible();
  await expect(box(page, "Sampler")).toHaveValue("auto");
  await choose(page, "settings.yaml", SETTINGS);
  await page.getByRole("button", { name: "Start from this example" }).click();
  await expect(box(page, "Objective")).toHaveValue(/suggestSeeds/);
  await box(page, "Champions").fill("20");
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByText("Give fewer than the 20 survivors.")).toBeVisible();
  await expect(box(page, "Champions")).toBeFocused();
});
