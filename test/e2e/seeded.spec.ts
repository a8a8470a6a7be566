import { type Browser, expect, type Page, test } from "@playwright/test";
import { exactly, figure, figureBecomes, fillStudy, newTab, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Every trial notes a digest of all parameters that were tried before it, so that the last one speaks for all. */
const chained = `let digest = 17;
const chain = (value) => { digest = (Math.imul(digest, 31) + Math.floor((value % 1) * 2 ** 32) + Math.floor(value)) >>> 0; };
export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestFloat("y", 0, 1);
  const kind = trial.suggestCategorical("kind", ["a", "b", "c"]);
  for (const value of [x, y, kind.length + kind.charCodeAt(0)]) chain(value);
  await new Promise((resolve) => setTimeout(resolve, 10 * Math.random()));
  trial.setUserAttr("digest", trial.number + ":" + digest);
  return x ** 2 + y + (kind === "b" ? 0 : 5);
};`;

/** Publishes the text from a fresh profile that lends one core; resolves with what the last of 100 trials noted. */
async function lastDigest(browser: Browser, sampler: string): Promise<string> {
  const page: Page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, { name: `Repeats by ${sampler}`, objective: chained, rounds: 10, trialsPerRound: 10 });
  await page.getByLabel("Sampler", { exact: true }).selectOption(sampler);
  await page.getByText("More settings").click();
  await page.getByLabel("Seed", { exact: true }).fill("the same");
  await page.getByLabel("Cores to lend", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  expect(await figure(page, "own-trial-count")).toBe("100");
  await page.getByTitle("Every digit of this trial").first().click();
  const noted = page.getByText(/^99:\d+$/);
  await expect(noted).toBeVisible();
  return (await noted.textContent()) ?? "";
}

for (const sampler of ["tpe", "cmaes"]) {
  test(`with a seed two profiles that never met try the same 100 points by ${sampler}`, async ({ browser }) => {
    const [one, other] = [await lastDigest(browser, sampler), await lastDigest(browser, sampler)];
    console.log(`${sampler}: ${one}`);
    expect(other).toBe(one);
  });
}
