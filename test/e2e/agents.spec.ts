import { expect, type Page, test } from "@playwright/test";
import { type AgentsOptions, agents } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import { atLeast, figureBecomes, sharedSeed } from "./support.ts";

const seed = sharedSeed();

async function open(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(`${seed.url}/#/agents`);
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** What a training comes to outside of any browser. */
function trained(options: AgentsOptions, episodes: number, ofSeed: number) {
  const training = agents.newTraining({ ...options, episodes }, neuro.newRandom(ofSeed));
  const lines = Array.from({ length: episodes }, () => agents.progressLine(training.episode())).filter(
    (line) => line !== null,
  );
  return { training, lines };
}

test("a training prints and evaluates what it comes to anywhere else, and shows its curve and its parameters", async ({
  page,
}) => {
  await open(page, { Episodes: "240", Seed: "7" });
  await expect(page).toHaveTitle(/Agents that share a sum/);
  await press(page, "Start");
  const { training, lines } = trained({}, 240, 7);
  await expect(page.getByRole("button", { name: "New run" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId("agents-episodes")).toHaveAttribute("data-value", "240");
  await expect(page.getByTestId("agents-final")).toHaveAttribute("data-value", "500");

  const printed = page.getByRole("region", { name: "Lines, as the notebook prints them" }).getByRole("listitem");
  const whole = training.play(neuro.newRandom(7, 2));
  await expect(printed).toHaveText([...lines, ...agents.finalLines(whole)]);
  const { solvedShare, meanSteps } = training.evaluate(neuro.newRandom(7, 1), 500);
  await expect(page.getByTestId("agents-judged")).toContainText(
    solvedShare === 1 ? "All of 500 starts solved" : `${solvedShare * 100}% of 500 starts solved`,
  );
  await expect(page.getByTestId("agents-judged")).toContainText(
    `in ${Number(meanSteps.toPrecision(3))} steps on average.`,
  );

  const curve = page.getByRole("application", { name: /^Learning curve over 240 episodes/ });
  await expect(curve.getByText("Episode", { exact: true })).toBeVisible();
  await expect(curve.getByText("Total Reward")).toBeVisible();
  await expect(curve.locator("path.each")).toHaveAttribute("d", /^M(\S+ \S+L){239}\S+ \S+$/);
  await curve.focus();
  await page.keyboard.press("End");
  await expect(page.getByText(/^Episode 239: reward \S+, mean of 100 \S+\.$/)).toBeAttached();

  const final = page.getByTestId("agents-final");
  await expect(final.locator("svg rect.parbar").first()).toBeVisible();
  await expect(final.locator(".parbars rect")).toHaveCount(20);
  for (const name of ["Parameter Index", "Value", "Agent 4"])
    await expect(final.locator(".parbars").getByText(name, { exact: true })).toBeVisible();
  await expect(final.getByText("Target Average, 0.25")).toBeVisible();
  await expect(final.getByRole("row")).toHaveCount(21);

  await press(page, "One step");
  await expect(printed).toHaveText([...lines, ...agents.finalLines(training.play(neuro.newRandom(7, 2), 1))]);
});

test("a training pauses, goes on, stops with what it has learnt, and leaves no worker behind", async ({ page }) => {
  await open(page, { Episodes: "1000000", "Hidden units": "16", Agents: "3" });
  await expect(page.getByText("The first 2 agents own 7 parameters, the last one 6.")).toBeVisible();
  const others = page.workers().length;
  await press(page, "Start");
  await figureBecomes(page, "agents-episodes", atLeast(200));
  expect(page.workers()).toHaveLength(others + 1);
  await press(page, "Pause");
  await expect(page.getByTestId("agents-episodes").getByText(/^Paused after \S+ of 1,000,000 episodes/)).toBeVisible();
  const at = await page.getByTestId("agents-episodes").getAttribute("data-value");
  await press(page, "Go on");
  await figureBecomes(page, "agents-episodes", atLeast(Number(at) + 1));
  await press(page, "Stop");
  await expect(page.getByRole("status")).toHaveText(/^Stopped after \S+ of 1,000,000 episodes/, { timeout: 10_000 });
  await expect(page.getByTestId("agents-final").locator(".parbars rect")).toHaveCount(20);
  await expect.poll(() => page.workers().length).toBe(others);

  await press(page, "New run");
  await expect.poll(() => page.workers().length).toBe(others + 1);
  await page.getByRole("link", { name: "Open swarms" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Lend this tab to a search." })).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(others);
});

test("a training goes slowly where it is to be watched, and fast again from one episode to the next", async ({
  page,
}) => {
  await open(page, { Episodes: "1000" });
  await press(page, "Slow");
  const beganMs = Date.now();
  await press(page, "Start");
  await figureBecomes(page, "agents-episodes", atLeast(50));
  // Each has 40 ms to itself; all thousand take a second or two otherwise.
  expect(Date.now() - beganMs).toBeGreaterThan(49 * 40);
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await press(page, "Fast");
  await expect(page.getByRole("button", { name: "New run" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId("agents-episodes")).toHaveAttribute("data-value", "1000");
  const { lines } = trained({}, 1_000, 1);
  const printed = page.getByRole("region", { name: "Lines, as the notebook prints them" }).getByRole("listitem");
  await expect(printed.nth(9)).toHaveText(lines[9] ?? "");

  await press(page, "Slow");
  await press(page, "Compare");
  await press(page, "Start");
  await expect(page.getByRole("group", { name: "Speed" }).getByRole("button", { name: "Slow" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  const first = page.getByRole("region", { name: "What each training comes to" }).getByRole("row").nth(1);
  await expect(first).toContainText(/Nothing [1-9]%/);
});

test("what agents tell each other is compared in one chart, each curve switched on and off", async ({ page }) => {
  const small: AgentsOptions = { agents: 3, parameters: 8, hidden: 8, target: 2 };
  await open(page, { Agents: "3", Parameters: "8", "Hidden units": "8", Target: "2", Episodes: "120" });
  await press(page, "Compare");
  await press(page, "Start");
  await expect(page.getByRole("button", { name: "New run" })).toBeVisible({ timeout: 20_000 });
  const chart = page.getByRole("application", { name: /^Mean rewards of/ });
  await expect(chart.locator("g[data-line]")).toHaveCount(4);
  await page.getByLabel("Nothing", { exact: true }).uncheck();
  await expect(chart.locator("g[data-line]")).toHaveCount(3);
  await expect(chart.locator('g[data-line="none"]')).toHaveCount(0);
  await page.getByLabel("Nothing", { exact: true }).check();
  await expect(chart.locator("g[data-line]")).toHaveCount(4);

  const rows = page.getByRole("region", { name: "What each training comes to" }).getByRole("row");
  for (const [row, communication, told] of [
    [1, "none", "0"],
    [2, "sum", "1"],
    [4, "all", "5 to 6"],
  ] as const) {
    const { training } = trained({ ...small, communication }, 120, 1);
    const { solvedShare, meanSteps } = training.evaluate(neuro.newRandom(1, 1), 500);
    const cells = rows.nth(row).getByRole("cell");
    await expect(cells.nth(0)).toHaveText(told);
    await expect(cells.nth(3)).toHaveText(`${Math.floor(1000 * solvedShare + 1e-9) / 10}%`);
    await expect(cells.nth(4)).toHaveText(String(Number(meanSteps.toPrecision(3))));
  }
  await press(page, "Remedy");
  await expect(page.getByText("Five trainings with the same seed and settings")).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(5);
});

test("a setting that cannot be is refused at its field, on a narrow screen too", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${seed.url}/#/agents`);
  await page.getByText("Settings", { exact: true }).click();
  const agentsField = page.getByLabel("Agents", { exact: true });
  await agentsField.fill("21");
  await page.getByText("Settings", { exact: true }).click();
  await press(page, "Start");
  await expect(agentsField).toBeFocused();
  await expect(agentsField).toHaveAccessibleDescription(/use 20 or fewer agents/);
  await expect(page.getByTestId("agents-episodes")).toHaveAttribute("data-value", "0");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await agentsField.fill("2");
  await expect(agentsField).toHaveAttribute("aria-invalid", "false");
});

test("a page that could not be fetched is fetched when somebody tries again, and keeps nobody from another", async ({
  page,
}) => {
  const isAway = (url: URL): boolean => /AgentsPage/.test(url.pathname);
  await page.goto(`${seed.url}/`);
  await page.route(isAway, (route) => route.abort());
  await page.getByRole("link", { name: "agents that learn together" }).click();
  const failed = page.getByRole("heading", { level: 1, name: "This page could not be fetched." });
  await expect(failed).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Open swarms" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Lend this tab to a search." })).toBeVisible();
  await page.getByRole("link", { name: "agents that learn together" }).click();
  await expect(failed).toBeVisible();
  await page.unroute(isAway);
  await press(page, "Try again");
  await expect(page.getByRole("heading", { level: 1, name: "Agents that share a sum" })).toBeVisible();
  // Its styles have come as well.
  await expect(page.locator(".agbar")).toHaveCSS("display", "flex");
});

test("the gallery and the home page lead there", async ({ page }) => {
  await page.goto(`${seed.url}/#/new`);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  await page.getByRole("link", { name: "Watch one training" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Agents that share a sum" })).toBeVisible();
  await page.goto(`${seed.url}/`);
  await page.getByRole("link", { name: "agents that learn together" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Agents that share a sum" })).toBeVisible();
});
