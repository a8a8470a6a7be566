// What an author learns before others run the objective: the test run, and the second press.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { exactly, figureBecomes, fillStudy, newTab, publish, type StudyForm, sharedSeed } from "./support.ts";

const seed = sharedSeed();

async function draft(browser: Browser, form: StudyForm): Promise<Page> {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, form);
  return page;
}

async function tried(browser: Browser, objective: string, seconds = 60): Promise<Page> {
  const page = await draft(browser, { objective, trialTimeoutSeconds: seconds });
  await page.getByRole("button", { name: "Test run" }).click();
  return page;
}

const listed = async (name: string): Promise<boolean> => {
  const studies: unknown = await (await fetch(`${seed.url}/api/studies`)).json();
  return JSON.stringify(studies).includes(JSON.stringify(name));
};

test("a test run tells an objective that remembers earlier trials, and lets the trial's own chance pass", async ({
  browser,
}) => {
  const remembers = await tried(
    browser,
    `let warmth = 0;
    export default async (trial) => {
      const x = trial.suggestFloat("x", 1, 2);
      await new Promise((resolve) => setTimeout(resolve, 40));
      return x - 0.01 * warmth++;
    };`,
  );
  await expect(remembers.getByText("The value does not repeat.")).toBeVisible();
  const sentence = await remembers.getByText("The value does not repeat.").locator("..").innerText();
  const [first = 0, again = 0] = [...sentence.matchAll(/ gave (\d+\.\d+)/g)].map(([, value]) => Number(value));
  expect(again - first).toBeCloseTo(0.02, 10);

  const clock = await tried(browser, "export default (t) => t.suggestFloat('x', 0, 1) + performance.now()");
  await expect(clock.getByText("The value does not repeat.")).toBeVisible();

  const chance = await tried(
    browser,
    "const start = Math.random(); export default (t) => t.suggestFloat('x', 0, 1) + start + Math.random() + t.rng.next()",
  );
  await expect(
    chance.getByText("Trial 3, run again in a fresh worker, gave the same value; with fresh chance it gave"),
  ).toBeVisible();
});

test("a test run stops at the first trial out of time and says how many ran", async ({ browser }) => {
  const page = await tried(
    browser,
    `let trials = 0;
    export default (trial) => {
      const x = trial.suggestFloat("x", 0, 1);
      console.log("trial", ++trials, { x: "seen" });
      if (trials === 3) for (;;);
      return x;
    };`,
    1,
  );
  await expect(page.getByText("2 of 3 trials ran")).toBeVisible();
  await expect(page.getByText("The trial ran longer than 1 s and was stopped.")).toBeVisible();
  await expect(page.getByLabel("Console").getByRole("listitem")).toHaveText([
    'trial 1 {"x":"seen"}',
    'trial 2 {"x":"seen"}',
    'trial 3 {"x":"seen"}',
  ]);
});

test("a test run that is stopped keeps what has ended", async ({ browser }) => {
  const page = await tried(
    browser,
    "let trials = 0; export default (t) => { const x = t.suggestFloat('x', 0, 1); if (++trials > 1) for (;;); return x; }",
  );
  await expect(page.getByText("Running trial 2 of 3")).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("1 of 3 trials ran")).toBeVisible();
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
});

for (const [what, objective, sentence] of [
  ["a method in snake case", "t => t.suggest_float('x', 0, 1)", "did you mean trial.suggestFloat?"],
  ["an old name", "t => t.suggestUniform('x', 0, 1)", "write trial.suggestFloat(name, low, high)."],
  ["fetch", "async t => (await fetch('/data.json')).status", "An objective has no network."],
  ["require", "const fs = require('fs');\nexport default t => 1", "An objective cannot load modules."],
  ["document", "t => document.title.length", "An objective has no page."],
  ["a dynamic import", "async t => (await import('lodash')).size([1])", "An objective cannot load modules."],
  ["an import by address", "async t => (await import('https://x.test/y.js')).z", "An objective cannot load modules."],
  ["Python", "def objective(trial):\n    return trial.suggest_float('x', 0, 1)", "This is Python"],
] as const) {
  test(`${what} gets a sentence that says what to write instead`, async ({ browser }) => {
    const page = await tried(browser, objective);
    await expect(page.getByText(sentence).first()).toBeVisible();
  });
}

test("remarks of the trials are shown: a step that goes back, one name for several, no parameter at all", async ({
  browser,
}) => {
  const steps = await tried(
    browser,
    `export default (trial) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) sum += trial.suggestFloat("w", 0, 1);
      for (const step of [0, 5, 2]) trial.report(sum, step);
      return sum;
    };`,
  );
  await expect(steps.getByText("Step 2 was reported after step 5.")).toBeVisible();
  await expect(steps.getByText('"w" was asked for more than once in a trial')).toBeVisible();
  await steps.getByLabel("Pruner", { exact: true }).selectOption("wilcoxon");
  await expect(steps.getByText("Step 2 was reported after step 5.")).toHaveCount(0);
  const nothing = await tried(browser, "export default () => 1");
  await expect(nothing.getByText("No parameter was asked for.")).toBeVisible();
});

test("what gives no value here is published by a second press alone, and listed once it gives one", async ({
  browser,
}) => {
  const name = "Late bloomer";
  // Fails until some seconds after it was loaded first, wherever it runs.
  const objective = `export default (trial) => {
    const x = trial.suggestFloat("x", 0, 1);
    const end = performance.now() + 300;
    while (performance.now() < end);
    if (Date.now() < BLOOM) throw new Error("not yet");
    return x;
  };`.replace("BLOOM", String(Date.now() + 20_000));
  const page = await draft(browser, { name, objective, rounds: 100, trialsPerRound: 10 });
  await page.getByRole("button", { name: "Publish study" }).click();
  await expect(page.getByText("Not published yet: no trial has ended with a value here.")).toBeVisible();
  await expect(page).toHaveURL(/#\/new$/);
  await page.getByRole("button", { name: "Publish anyway" }).click();
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
  expect(await listed(name)).toBe(false);
  await page.getByRole("button", { name: "Pause" }).click();
  await figureBecomes(page, "study-state", exactly("paused"));
  await expect.poll(() => Date.now()).toBeGreaterThan(Number(/< (\d{13})/.exec(objective)?.[1]));
  expect(await listed(name)).toBe(false);
  await page.getByRole("button", { name: "Resume" }).click();
  await figureBecomes(page, "best-value", (value) => value !== "");
  await expect.poll(() => listed(name)).toBe(true);
});

test("by keyboard alone, what is refused is published by the next button, and the code stays as it is", async ({
  browser,
}) => {
  const objective = "export default (t) => { t.suggestFloat('x', 0, 1); throw new Error('not here'); }";
  const page = await draft(browser, { objective });
  const button = page.getByRole("button", { name: "Publish study" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Not published yet: no trial has ended with a value here.")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Publish anyway" })).toBeFocused();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(objective);
  await button.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
});

test("a test run says which values can never be the best, and shows no green for them", async ({ browser }) => {
  const infeasible = await tried(
    browser,
    "export default (t) => { const x = t.suggestFloat('x', 0, 1); t.setConstraint('weight', 1 + x); return x; }",
  );
  await expect(infeasible.getByText("No trial keeps the constraints.")).toBeVisible();
  await expect(infeasible.getByRole("cell", { name: "Infeasible" })).toHaveCount(3);
  await expect(infeasible.locator(".badge.ok")).toHaveCount(0);
  const infinite = await tried(browser, "export default (t) => { t.suggestFloat('x', 0, 1); return 1 / 0; }");
  await expect(infinite.getByText("All 3 trials have an infinite value.")).toBeVisible();
});

test("what gives a value is published by one press, and listed within seconds", async ({ browser }) => {
  const page = await newTab(browser);
  await publish(page, seed.url, { name: "Quick to list", objective: "(t) => t.suggestFloat('x', 0, 1)", rounds: 1 });
  await expect.poll(() => listed("Quick to list")).toBe(true);
});
