import { expect, test } from "@playwright/test";
import { exactly, figureBecomes, fillStudy, publish, quadratic, sharedSeed } from "./support.ts";
import { violations } from "./violations.ts";

const seed = sharedSeed();
// axe reads every element of every page twice.

/** A study that nobody sees in full: its consent card warns, and its marks have colours of their own. */
const disguised = `${quadratic}\n// \u202e"; const hidden\u200b = 1`;

test("nothing on the home page keeps anybody out: own studies, left ones, open swarms", async ({ page }) => {
  await publish(page, seed.url, { name: "Left behind", objective: quadratic, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"));
  await page.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(page, "study-state", exactly("left"));
  await publish(page, seed.url, { name: "Taken part in", objective: quadratic, rounds: 1, trialsPerRound: 5 });
  await page.getByRole("link", { name: "Waggle, home" }).click();
  const own = page.getByRole("region", { name: "Your studies" });
  await expect(own.getByRole("link", { name: "Open Taken part in" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Open swarms" }).getByRole("listitem")).not.toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove Left behind from your studies" }).click();
  expect(await violations(page)).toEqual([]);
});

test("nothing on the page for a new study does: empty, refused, and with an outdated test run", async ({ page }) => {
  await page.goto(`${seed.url}/#/new`);
  await expect(page.getByRole("button", { name: "Publish study" })).toBeEnabled();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByRole("alert")).not.toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await fillStudy(page, { objective: disguised });
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeVisible();
  await page.getByLabel("Objective", { exact: true }).fill(`${disguised} // changed`);
  await expect(page.getByText("Outdated:")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("nothing in the settings that are folded away does, nor where a study has two objectives", async ({
  page,
  browser,
}) => {
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, { objective: "(t) => [t.suggestFloat('x', 0, 1), t.suggestFloat('y', 0, 1)]", rounds: 1 });
  await page.getByRole("button", { name: "Add an objective" }).click();
  await page.getByText("More settings").click();
  await page.getByLabel("Points the sampler may try").selectOption("partial-fixed");
  await page.getByLabel("Start points").fill("x, y\n1");
  await page.getByRole("button", { name: "Add a rule on a metric" }).click();
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByText("Line 2 has 1 value, but line 1 names 2.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(page)).toEqual([]);
  await page.getByRole("group", { name: "Objective 1" }).getByLabel("Name").fill("cost");
  await page.getByRole("group", { name: "Objective 2" }).getByLabel("Name").fill("weight");
  await page.getByLabel("Points the sampler may try").selectOption("none");
  await page.getByLabel("Start points").fill("x, y\n1, 0");
  await page.getByLabel("Description").fill("Two values\nat once.");
  await page.getByRole("button", { name: "Remove stop rule 1" }).click();
  await page.getByRole("button", { name: "Publish study" }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  await page.getByText("About this study").click();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
  expect(await violations(page)).toEqual([]);
  const link = page.getByLabel("Invite link");
  const volunteer = await (await browser.newContext()).newPage();
  await volunteer.goto(`${seed.url}/${new URL(await link.inputValue()).hash}`);
  await expect(volunteer.getByText("Two values")).toBeVisible();
  expect(await violations(volunteer)).toEqual([]);
});

test("nothing on consent does, nor on the dashboard, nor where its code is read", async ({ page, browser }) => {
  const link = await publish(page, seed.url, { objective: disguised, rounds: 1, trialsPerRound: 5 });
  const volunteer = await (await browser.newContext()).newPage();
  await volunteer.goto(link);
  await expect(volunteer.getByText("Not all of this code shows as it is.")).toBeVisible();
  expect(await violations(volunteer)).toEqual([]);
  await volunteer.setViewportSize({ width: 390, height: 844 });
  expect(await violations(volunteer)).toEqual([]);
  await volunteer.getByRole("button", { name: /^Join/ }).click();
  await figureBecomes(volunteer, "study-state", exactly("finished"));
  for (const tab of [page, volunteer]) expect(await violations(tab)).toEqual([]);
  await page.getByRole("button", { name: "Read the code" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("nothing on the agents' page does: refused, trained, compared, and on a narrow screen", async ({ page }) => {
  await page.goto(`${seed.url}/#/agents`);
  await page.getByLabel("Agents", { exact: true }).fill("21");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText(/^Each agent owns a parameter at least/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("Agents", { exact: true }).fill("4");
  await page.getByLabel("Episodes", { exact: true }).fill("1000000");
  await page.getByRole("button", { name: "Start" }).click();
  await figureBecomes(page, "agents-episodes", (value) => Number(value) > 150);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Stop" }).click();
  await figureBecomes(page, "agents-final", exactly(500));
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByLabel("Episodes", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("button", { name: "New run" })).toBeVisible({ timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
});

test("nothing on the page of a bad link does", async ({ page }) => {
  for (const [hash, heading] of [
    ["/s/short", "This link is damaged."],
    [`/s/${"u".repeat(43)}`, "This study is not on this seed."],
    ["/nowhere", "There is no such page."],
  ] as const) {
    await page.goto(`${seed.url}/#${hash}`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  }
});
