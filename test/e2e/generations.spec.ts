// Generations of seed lists, bred by real tabs: alone, by four of which one dies in each, over a reload, side by side.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { EvolutionSettings } from "../../study/evolution/settings.ts";
import { filesBredAlone } from "./bred-alone.ts";
import { atLeast, exactly, figure, figureBecomes, joinByLink, killTab, newTab, sharedSeed } from "./support.ts";
import { violations } from "./violations.ts";

const seed = sharedSeed();
const SETTINGS = readFileSync(join(import.meta.dirname, "..", "fixtures", "evolution", "settings.yaml"), "utf8");

/** Its score is the same everywhere; that it waits takes none of the machine's power from other tabs. */
const seedsAverage = (waitsMs: number) => `export default async (trial) => {
  const genome = trial.suggestSeeds("genome", { maxLength: 1000 });
  ${waitsMs > 0 ? `await new Promise((resolve) => setTimeout(resolve, ${waitsMs}));` : ""}
  const skill = genome.reduce((sum, seed) => sum + seed / 2 ** 32, 0) / genome.length;
  return skill + trial.seed / 2 ** 34;
};
`;

interface Bred
  extends Pick<EvolutionSettings, "population" | "survivors" | "champions" | "sigma" | "validationEpisodes"> {
  readonly generations: number;
}

const SEED = "a study of tabs";

async function newStudy(page: Page): Promise<void> {
  await page.goto(`${seed.url}/#/new`);
  await expect(page.getByRole("button", { name: "Publish study" })).toBeEnabled();
}

async function fillBred(page: Page, bred: Bred): Promise<void> {
  await page.getByLabel("Sampler", { exact: true }).selectOption("deepga");
  for (const [label, value] of [
    ["Genomes in a generation", bred.population],
    ["Survivors", bred.survivors],
    ["Champions", bred.champions],
    ["Mutation (sigma)", bred.sigma],
    ["Re-test episodes", bred.validationEpisodes],
    ["Generations", bred.generations],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(String(value));
  await page.getByText("More settings").click();
  await page.getByLabel("Seed", { exact: true }).fill(SEED);
  await page.getByLabel("Cores to lend", { exact: true }).fill("1");
}

/** The study of seeds' averages; resolves with its link. */
async function publishAverages(page: Page, waitsMs: number, bred: Bred): Promise<string> {
  await newStudy(page);
  await page.getByLabel("Study name").fill("Averages");
  await page.getByLabel("Objective", { exact: true }).fill(seedsAverage(waitsMs));
  await page.getByLabel("Direction", { exact: true }).selectOption("maximize");
  await fillBred(page, bred);
  return published(page);
}

async function published(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^Publish/ }).click();
  const link = page.getByLabel("Invite link");
  await expect(link).toHaveValue(/#\/s\//);
  return `${seed.url}/${new URL(await link.inputValue()).hash}`;
}

const aloneIs = (source: string, { generations, ...bred }: Bred): Promise<readonly Uint8Array[]> =>
  filesBredAlone(source, { ...bred, seed: SEED, maximize: true }, generations);

/** A generation's file, as the page gives it. */
async function fileOf(page: Page, generation: number): Promise<Uint8Array> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `Download ${generation}.npz` }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${generation}.npz`);
  return new Uint8Array(readFileSync(await download.path()));
}

const sameBytes = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.from(one).equals(other);

/** Kinds of colour that the picture has. */
const coloursPainted = (page: Page): Promise<number> =>
  page.locator(".champion canvas").evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8Array();
    return new Set(new Uint32Array(pixels.buffer)).size;
  });

test("CartPole from the gallery: three generations close, are shown and taken along, and the champion plays", async ({
  browser,
}) => {
  const bred = { population: 40, survivors: 8, champions: 2, sigma: 0.1, validationEpisodes: 3, generations: 3 };
  const page = await newTab(browser);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await newStudy(page);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  await page.getByRole("button", { name: /^CartPole: balance/ }).click();
  const editor = page.getByLabel("Objective", { exact: true });
  await expect(editor).toHaveValue(/suggestSeeds/);
  const source = await editor.inputValue();
  await fillBred(page, bred);
  await published(page);
  await figureBecomes(page, "study-state", exactly("finished"));
  await figureBecomes(page, "generations", exactly(3));
  await figureBecomes(page, "generation-log", exactly(3));
  // 40 genomes, and of the ten best three more episodes.
  await figureBecomes(page, "own-trial-count", exactly(3 * 70));
  await expect(page.getByText("3 of 3 generations closed")).toBeVisible();
  const rows = page.getByRole("region", { name: "Table of generations" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(page.getByRole("application", { name: /^Learning curve over 3 generations\./ })).toBeVisible();
  const alone = await aloneIs(source, bred);
  const file = await fileOf(page, 2);
  expect(Buffer.from(file.subarray(0, 4)).toString("latin1")).toBe("PK\u0003\u0004");
  expect(sameBytes(file, alone[2])).toBe(true);

  const champion = page.getByRole("region", { name: "The champion plays" });
  await champion.scrollIntoViewIfNeeded();
  await champion.getByLabel("Generation").selectOption("2");
  await figureBecomes(page, "champion", exactly(2));
  await champion.getByText("4×").click();
  await expect(champion.getByText(/^Step \d+, reward \d+$/)).toBeVisible();
  await expect.poll(() => coloursPainted(page)).toBeGreaterThan(3);
  await expect(champion.locator(".moment")).toHaveText(/^Ended after \d+ steps with \d+\.$/);
  await expect(
    champion.getByText(/Its genome: \d seeds?, \d+ bytes on the wire; the network it makes: /),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.reload();
  await champion.scrollIntoViewIfNeeded();
  await figureBecomes(page, "champion", exactly(2));
  await expect(champion.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await expect(champion.locator(".moment")).toHaveText(/^Step [01], /);
  await expect.poll(() => coloursPainted(page)).toBeGreaterThan(3);
});

test("of four tabs one dies in each generation, the author's first: none is stuck, and all is as if one had bred alone", async ({
  browser,
}) => {
  const bred = { population: 48, survivors: 8, champions: 2, sigma: 0.1, validationEpisodes: 3, generations: 4 };
  const author = await newTab(browser);
  const link = await publishAverages(author, 150, bred);
  const join = async (): Promise<Page> => {
    const page = await newTab(browser);
    await joinByLink(page, link);
    await figureBecomes(page, "study-state", (state) => state === "running" || state === "finished");
    return page;
  };
  const tabs = [author, ...(await Promise.all([join(), join(), join()]))];
  const joining: Promise<unknown>[] = [];
  for (let generation = 0; generation < bred.generations; generation++) {
    // In the last generation the last of the first four dies.
    if (tabs.length < 2) await joining[0];
    const [victim, next] = tabs;
    if (victim === undefined || next === undefined) throw new Error("Nobody is left.");
    await figureBecomes(next, "generations", exactly(generation));
    tabs.shift();
    await killTab(victim);
    joining.push(join().then((page) => tabs.push(page)));
    await figureBecomes(next, "generations", atLeast(generation + 1), 20_000);
  }
  await Promise.all(joining);
  expect(tabs).toHaveLength(4);
  const alone = await aloneIs(seedsAverage(0), bred);
  for (const tab of tabs) {
    await figureBecomes(tab, "study-state", exactly("finished"));
    await figureBecomes(tab, "generation-log", exactly(bred.generations));
    for (const generation of [0, bred.generations - 1])
      expect(sameBytes(await fileOf(tab, generation), alone[generation])).toBe(true);
  }
  expect(new Set(await Promise.all(tabs.map((tab) => figure(tab, "best-value")))).size).toBe(1);
});

test("a reloaded tab has its closed generations again, and goes on to what it would have come to", async ({
  browser,
}) => {
  const bred = { population: 24, survivors: 6, champions: 2, sigma: 0.1, validationEpisodes: 2, generations: 8 };
  const page = await newTab(browser);
  await publishAverages(page, 20, bred);
  await figureBecomes(page, "generation-log", atLeast(3));
  await page.reload();
  await figureBecomes(page, "study-state", exactly("finished"));
  await figureBecomes(page, "generation-log", exactly(bred.generations));
  // Nobody else is there, and what this page has not seen closing it has kept.
  const rows = page.getByRole("region", { name: "Table of generations" }).getByRole("row");
  for (const generation of [0, 1, 2])
    await expect(
      rows.filter({ has: page.getByRole("rowheader", { name: String(generation), exact: true }) }),
    ).toContainText("not timed here");
  await expect(rows.nth(1)).not.toContainText("not timed here");
  const alone = await aloneIs(seedsAverage(0), bred);
  for (const [generation, file] of alone.entries())
    expect([generation, sameBytes(await fileOf(page, generation), file)]).toEqual([generation, true]);
});

test("dropped settings of two experiments are two studies, which breed apart", async ({ browser }) => {
  const page = await newTab(browser);
  await newStudy(page);
  const files = {
    "settings.yaml": SETTINGS.replace("count: 1\n", "count: 2\n")
      .replace("generations: 350", "generations: 3")
      .replace("population: 1000", "population: 40"),
    "averages.js": seedsAverage(0),
  };
  const data = await page.evaluateHandle((named) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(named)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent("main", "drop", { dataTransfer: data });
  await expect(page.getByText("settings.yaml has filled in the settings.")).toBeVisible();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(seedsAverage(0));
  await page.getByRole("button", { name: "Publish 2 studies" }).click();
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
  const own = page.getByRole("region", { name: "Your studies" });
  const bests: string[] = [];
  for (const name of ["Neuroevolution 1 of 2", "Neuroevolution 2 of 2"]) {
    await page.getByRole("link", { name: "Waggle, home" }).click();
    await expect(own.getByRole("link", { name: /^Open Neuroevolution \d of 2/ })).toHaveCount(2);
    await own.getByRole("link", { name: `Open ${name}` }).click();
    await figureBecomes(page, "study-state", exactly("finished"));
    await figureBecomes(page, "generations", exactly(3));
    await figureBecomes(page, "generation-log", exactly(3));
    bests.push(await figure(page, "best-value"));
  }
  expect(new Set(bests).size).toBe(2);
});
