import { expect, type Page, test } from "@playwright/test";
import { costOfPlan } from "../../bench/shared/entry-goals.ts";
import type { GalleryEntry } from "../../gallery/entry.ts";
import { gallery } from "../../gallery/gallery.ts";
import { cardWords, goalWords, reachesGoal } from "../../gallery/goal.ts";
import { hypervolume } from "../../study/pareto/hypervolume.ts";
import { figure, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** With it and one core a tab repeats; docs/gallery.md says of how many seeds each goal is true. */
const STUDY_SEED = "gallery";
/** An hour of a laptop would be no gallery; the longest take half a minute of a free core. */
const LONGEST_MS = 180_000;

/** What the dashboard shows of what the entry's goal judges; NaN before anything counts. */
async function shown(page: Page, { goal }: GalleryEntry): Promise<number> {
  switch (goal.kind) {
    case "best":
      return numberIn(await figure(page, "best-value"));
    case "hypervolume":
      return hypervolume(await frontOf(page), goal.before);
    case "other-days": {
      const params = await figure(page, "best-params");
      return params === "" ? Number.NaN : costOfPlan(JSON.parse(params), goal.days);
    }
  }
}

const numberIn = (text: string): number => (text === "" ? Number.NaN : Number(text));

/** The values of all trade-offs in the table, every digit of them. */
async function frontOf(page: Page): Promise<{ at: Float64Array; count: number; objectives: number }> {
  const panel = page.getByRole("region", { name: "All trade-offs" });
  await panel.getByRole("button", { name: /^Show all/ }).evaluateAll((all) => {
    for (const button of all) if (button instanceof HTMLElement) button.click();
  });
  const rows = await panel
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("td.r")].map((cell) => cell.getAttribute("title"))),
    );
  return { at: Float64Array.from(rows.flat(), Number), count: rows.length, objectives: rows[0]?.length ?? 2 };
}

/** As many as one trial asks for: the page publishes nothing that its own tab could not run. */
const coresOf = ({ experiment }: GalleryEntry): string => /^ *cpu: (\d+)$/m.exec(experiment?.text ?? "")?.[1] ?? "1";

/** The slider goes up to what the machine has; what is more is typed. */
async function lend(page: Page, cores: string): Promise<void> {
  if (cores === "1") return page.getByRole("slider", { name: "Cores to lend" }).fill(cores);
  await page.getByText("More", { exact: true }).click();
  await page.getByLabel("Cores to lend, up to 64").fill(cores);
}

async function publishFromGallery(page: Page, entry: GalleryEntry): Promise<void> {
  await page.goto(`${seed.url}/#/new`);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  const card = page.getByRole("listitem").filter({ has: page.getByText(entry.title, { exact: true }) });
  await expect(card).toContainText(cardWords(entry));
  await expect(card.locator("svg path")).toHaveCount(entry.picture.length);
  await card.getByRole("button").first().click();
  await page.getByText("More settings").click();
  // An experiment's variants come by a seed that the page fills in, and its trials have their own chance.
  if (entry.experiment === null) await page.getByLabel("Seed", { exact: true }).fill(STUDY_SEED);
  await lend(page, coresOf(entry));
  await page.getByRole("button", { name: "Publish study" }).click();
  // What has not been tried is tried first, which takes a while of a training.
  await expect(page.getByTestId("study-state")).toBeVisible({ timeout: LONGEST_MS });
}

for (const entry of gallery) {
  test(`${entry.id} begun from the gallery: ${goalWords(entry)}`, async ({ browser }) => {
    test.setTimeout(LONGEST_MS + 30_000);
    const page = await newTab(browser);
    await publishFromGallery(page, entry);
    const beganMs = Date.now();
    let value = Number.NaN;
    await expect
      .poll(async () => reachesGoal(entry, (value = await shown(page, entry))), {
        timeout: LONGEST_MS,
        intervals: [250],
      })
      .toBe(true);
    const trials = await figure(page, "trial-count");
    console.log(`${entry.id}: ${value} after ${((Date.now() - beganMs) / 1000).toFixed(1)} s, ${trials} trials`);
  });
}
