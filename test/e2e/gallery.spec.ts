import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { atLeast, exactly, figureBecomes, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Kilobytes of data travel with it. */
const DIGITS = /tune_mnist_ray-[^/]*\.js$/;

async function openGallery(page: Page) {
  await page.goto(`${seed.url}/#/new`);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  const gallery = page.getByRole("dialog", { name: "Begin from the gallery" });
  await expect(gallery.getByRole("listitem").first()).toBeVisible();
  return gallery;
}

test("the quadratic as an object is picked, tried, and has a value", async ({ browser }) => {
  const page = await newTab(browser);
  const gallery = await openGallery(page);
  await gallery.getByRole("button", { name: "Quadratic, as an object" }).click();
  await expect(gallery).toBeHidden();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(/export default new Quadratic\(2\)/);
  await expect(page.getByLabel("Study name")).toHaveValue("Quadratic, as an object");
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByRole("columnheader", { name: "value" })).toBeVisible();
});

test("a text that carries its data along is fetched when it is picked, and not before", async ({ browser }) => {
  const page = await newTab(browser);
  const fetched: string[] = [];
  page.on("request", (request) => DIGITS.test(request.url()) && fetched.push(request.url()));
  const gallery = await openGallery(page);
  await page.waitForTimeout(1_000);
  expect(fetched).toEqual([]);
  await gallery.getByRole("button", { name: "Three activations on handwritten digits" }).click();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(/function train\(config, reporter\)/);
  expect(fetched).toHaveLength(1);
});

test("a text that does not come is said at its entry, and the others can still be picked", async ({ browser }) => {
  const page = await newTab(browser);
  await page.route(DIGITS, (route) => route.abort());
  const gallery = await openGallery(page);
  await gallery.getByRole("button", { name: "Three activations on handwritten digits" }).click();
  await expect(gallery.getByRole("alert")).toContainText("could not be fetched");
  await expect(gallery.getByRole("alert")).toBeInViewport({ ratio: 1 });
  await gallery.getByRole("button", { name: /^Rastrigin/ }).click();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(/function rastrigin/);
});

test("on a phone the gallery can be closed, also from its end", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const gallery = await openGallery(await context.newPage());
  await gallery.getByRole("listitem").last().scrollIntoViewIfNeeded();
  const close = gallery.getByRole("button", { name: "Close" });
  await expect(close).toBeInViewport();
  await close.click();
  await expect(gallery).toBeHidden();
});

test("the Wine forest finds an accuracy, and the page says which of its four parameters matter", async ({
  browser,
}) => {
  const page = await newTab(browser);
  const gallery = await openGallery(page);
  await gallery.getByRole("button", { name: "Random forest on the Wine data" }).click();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(/function wineForest/);
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  // Who always named the largest class would be right about two wines in five.
  await figureBecomes(page, "best-value", atLeast(0.9));
  await figureBecomes(page, "importance", (value) => value === "4");
  const panel = page.getByRole("region", { name: "Which parameters matter" });
  await expect(panel).toContainText("from 20 complete trials");
  const names = await panel.getByRole("rowheader").allTextContents();
  expect(names.toSorted()).toEqual(["max_depth", "max_features", "min_samples_split", "n_estimators"]);
  const shares = (await panel.getByRole("cell").allTextContents()).map((text) =>
    Number.parseFloat(text.replace("<", "")),
  );
  expect(shares).toHaveLength(4);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(20);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(101);
  expect((await new AxeBuilder({ page }).include("section.importance").analyze()).violations).toEqual([]);
});
