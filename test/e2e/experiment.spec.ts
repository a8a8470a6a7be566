// A study from an experiment file and its script: dropped, looked at, published, and run by several tabs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { exactly, figureBecomes, joinByLink, newTab, sharedSeed } from "./support.ts";
import { violations } from "./violations.ts";

const seed = sharedSeed();
const CARTPOLE = readFileSync(join(import.meta.dirname, "..", "fixtures", "experiment", "cartpole-ppo.yaml"), "utf8");
const MNIST = readFileSync(join(import.meta.dirname, "..", "fixtures", "experiment", "tune-mnist.yaml"), "utf8");

/** Learns in a moment, each activation at its own pace; relu comes to 0.99 long before the last step. */
const SCRIPT = `const PACE = { relu: 0.2, elu: 0.02, tanh: 0.01 };
export default async function train(config, reporter) {
  const pace = PACE[config.activation];
  for (let step = 1; step <= 50; step++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    reporter({ timesteps_total: step * 10, mean_accuracy: 1 - Math.exp(-step * pace) });
  }
}
`;

const NAMES = ["relu", "elu", "tanh", "relu", "elu", "tanh", "relu", "elu", "tanh", "relu"].map(
  (activation, i) => `script_mnist_${i}_activation=${activation}`,
);

/** Another experiment in the same file, with a note: Python's YAML reads 1e-4 as text. */
const DRAWN = `drawn:
    config:
        tolerance: 1e-4
        rate:
            eval: random.uniform(0, 1)
`;

type Dropped = Readonly<Record<string, string>>;

async function drop(page: Page, files: Dropped): Promise<void> {
  const data = await page.evaluateHandle((named) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(named)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent("main", "drop", { dataTransfer: data });
}

async function newStudy(page: Page): Promise<void> {
  await page.goto(`${seed.url}/#/new`);
  await expect(page.getByRole("button", { name: "Publish study" })).toBeEnabled();
}

const experiment = (page: Page) => page.getByRole("region", { name: "Experiment", exact: true });
const variantNames = (page: Page) =>
  experiment(page).getByRole("region", { name: "Table of variants" }).getByRole("rowheader");
const publish = (page: Page) => page.getByRole("button", { name: "Publish study" });

async function publishedLink(page: Page): Promise<string> {
  await publish(page).click();
  const link = page.getByLabel("Invite link");
  await expect(link).toHaveValue(/#\/s\//);
  return `${seed.url}/${new URL(await link.inputValue()).hash}`;
}

test("a file and its script are dropped, looked at and published; three tabs run each variant once", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await newStudy(page);
  await drop(page, { "tune_mnist.yaml": MNIST, "tune_mnist_ray.js": SCRIPT });
  await expect(variantNames(page)).toHaveText(NAMES);
  await expect(experiment(page).getByText("10 trials: activation relu 4, elu 3, tanh 3")).toBeVisible();
  await expect(
    experiment(page).getByText(
      "Objectives in Python do not run yet: tune_mnist_ray.js is taken for tune_mnist_ray.py.",
    ),
  ).toBeVisible();
  await expect(page.getByLabel("Study name")).toHaveValue("tune_mnist");
  await expect(page.getByLabel("Name of the value")).toHaveValue("mean_accuracy");
  await expect(page.getByLabel("Stop a trial after")).toHaveValue("660");
  await expect(page).toHaveURL(/#\/new$/);

  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeVisible();
  const tried = page.getByRole("region", { name: "Table of the test run" });
  await expect(tried.getByText(NAMES[1] ?? "")).toBeVisible();
  await expect(tried.getByRole("columnheader", { name: "variant", exact: true })).toHaveCount(0);

  await page.reload();
  await expect(variantNames(page)).toHaveText(NAMES);

  const link = await publishedLink(page);
  const others = [await newTab(browser), await newTab(browser)];
  const [volunteer] = others;
  await volunteer?.goto(link);
  await expect(
    volunteer?.getByText(
      "10 variants of a training script, each run once; a trial ends at mean_accuracy ≥ 0.99 or after 600 s; each takes 1 core",
    ) ?? page.locator("never"),
  ).toBeVisible();
  for (const tab of others) await joinByLink(tab, link);
  for (const tab of [page, ...others]) await figureBecomes(tab, "study-state", exactly("finished"));
  await figureBecomes(page, "trial-count", exactly(10));
  await page.getByRole("button", { name: "Newest" }).click();
  const rows = page.getByRole("region", { name: "Table of trials", exact: true }).getByRole("row");
  for (const [activation, count] of [
    ["relu", 4],
    ["elu", 3],
    ["tanh", 3],
  ] as const)
    await expect(rows.filter({ has: page.getByRole("cell", { name: activation, exact: true }) })).toHaveCount(count);
  const states = page.getByRole("region", { name: "Table of trials in every state" });
  for (const name of NAMES) await expect(states.getByText(name, { exact: true })).toHaveCount(1);
  // The best is relu's, ended by the rule and not by its last step.
  const best = Number(await figureBecomes(page, "best-value", (value) => value !== ""));
  expect(best).toBeGreaterThanOrEqual(0.99);
  expect(best).toBeLessThan(0.995);
});

test("a variant whose script throws leaves the nine others", async ({ browser }) => {
  const page = await newTab(browser);
  await newStudy(page);
  const file = {
    ten: { config: { script_file_path: "ten.js", place: { grid_search: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } } },
  };
  const script = `export default function train({ place }, reporter) {
    if (place === 4) throw new Error("not this one");
    reporter({ timesteps_total: 1, mean_accuracy: place / 10 + 0.037 });
  }`;
  await drop(page, { "ten.json": JSON.stringify(file, null, 2), "ten.js": script });
  await expect(experiment(page).getByText("10 trials, no two alike")).toBeVisible();
  await publishedLink(page);
  await figureBecomes(page, "study-state", exactly("finished"));
  await figureBecomes(page, "best-value", exactly(0.937));
  await page.getByRole("button", { name: "Newest" }).click();
  const rows = page.getByRole("region", { name: "Table of trials", exact: true }).getByRole("row");
  for (const place of [0, 1, 2, 3, 5, 6, 7, 8, 9])
    await expect(rows.filter({ has: page.getByText(`0.${place}37`, { exact: true }) })).toHaveCount(1);
  await expect(rows.filter({ hasText: "not this one" })).not.toHaveCount(0);
});

test("of two experiments the other stays as the draft; too few cores are refused there, and none may be lent", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await newStudy(page);
  const large = `large:
    resources: {cpu: 100}
    config: {script_file_path: large.js, script_entrypoint: fit, a: {grid_search: [1, 2]}}
`;
  const small = "small:\n    config: {script_file_path: small.js, a: {grid_search: [null, 0.5]}}\n";
  const report = "reporter({ timesteps_total: 1, mean_accuracy: 0.5 });";
  // Without its mend the default export would be run, which throws.
  const script = `function fit(config, reporter = null) { ${report} }
export default function other(config, reporter) { throw new Error("not this one"); }`;
  await drop(page, {
    "two.yaml": `${small}${large}`,
    "small.js": `function train(config, reporter) { ${report} }`,
    "large.js": script,
  });
  await expect(variantNames(page)).toHaveText(["script_0_a=None", "script_1_a=0.5"]);
  await expect(experiment(page).getByRole("cell", { name: "None", exact: true })).toBeVisible();
  await publishedLink(page);
  await newStudy(page);
  await expect(experiment(page).getByLabel("Experiment to publish")).toHaveValue("large");
  await expect(page.getByLabel("Study name")).toHaveValue("large");

  await page.getByLabel("Experiment file", { exact: true }).fill(large.replace("fit", "zzz"));
  const finding = experiment(page).getByRole("listitem").first();
  await expect(finding).toContainText("The script has no function zzz; it has fit, other.");
  await page.getByLabel("Experiment file", { exact: true }).fill(large);

  await publish(page).click();
  const lent = page.getByRole("slider", { name: "Cores to lend" });
  await expect(lent).toBeFocused();
  await expect(page.getByRole("alert").filter({ hasText: "A trial needs 100 cores" })).toBeVisible();
  await lent.fill("0");
  await expect(page.getByText("Cores to lend: none, your tab only watches")).toBeVisible();
  await publishedLink(page);
  await figureBecomes(page, "study-state", exactly("watching"));
});

for (const [what, text, place, sentence] of [
  ["an unknown key", MNIST.replace("stop:", "stopp:"), "Line 7, column 5", "do you mean stop?"],
  ["a tab character", MNIST.replace("    alg:", "\talg:"), "Line 3, column 1", "tab"],
  ["a missing script", MNIST, "Line 11, column 27", "drop tune_mnist_ray.js or tune_mnist_ray.ts here"],
  ["grid_search of nothing", MNIST.replace("['relu', 'elu', 'tanh']", "[]"), "Line 14, column 26", "grid_search"],
  [
    "an expression that is not safe",
    MNIST.replace("grid_search: ['relu', 'elu', 'tanh']", "eval: fetch('https://x.test')"),
    "Line 14, column 19",
    "fetch is not known here; known are random, np, math",
  ],
] as const) {
  test(`${what} is told with its place and what would do, and nothing is published`, async ({ browser }) => {
    const page = await newTab(browser);
    const published: string[] = [];
    page.on("request", (request) => {
      // Which STUN and TURN servers there are is asked of the seed by every page.
      if (request.method() !== "GET" && !request.url().endsWith("/api/ice")) published.push(request.url());
    });
    await newStudy(page);
    await drop(page, { "tune_mnist.yaml": text, ...(text === MNIST ? {} : { "tune_mnist_ray.js": SCRIPT }) });
    const findings = experiment(page).getByRole("listitem").first();
    await expect(findings.getByRole("button", { name: place })).toBeVisible();
    await expect(findings).toContainText(sentence);
    await expect(experiment(page).locator(".l.hl")).toHaveAttribute("data-line", place.replace(/\D*(\d+).*/, "$1"));
    await publish(page).click();
    await expect(experiment(page).getByRole("alert")).toContainText(`Not published. ${place}: `);
    await expect(page.getByLabel("Experiment file", { exact: true })).toBeFocused();
    await expect(page).toHaveURL(/#\/new$/);
    expect(published).toEqual([]);
    await findings.getByRole("button", { name: place }).click();
    await expect(page.getByLabel("Experiment file", { exact: true })).toBeFocused();
  });
}

test("a script of two parameters is offered an experiment file, and what it reports in place of what is missing", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await newStudy(page);
  const script =
    "function train(config, reporter) { reporter({ timesteps_total: 1, mean_loss: config.learning_rate }); }";
  await page.getByLabel("Objective", { exact: true }).fill(script);
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("The objective has two parameters, as train(config, reporter) has")).toBeVisible();
  await page.getByRole("button", { name: "Add an experiment file" }).click();
  await expect(experiment(page).getByText("3 trials, no two alike")).toBeVisible();
  const drawn = await variantNames(page).allTextContents();
  await experiment(page).getByRole("button", { name: "Draw again" }).click();
  await expect(page.getByLabel("Seed of the draws")).toHaveValue("2");
  await expect(variantNames(page)).not.toHaveText(drawn);
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("button", { name: "Minimize mean_loss" }).click();
  await expect(page.getByLabel("Direction")).toHaveValue("minimize");
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeVisible();
  await page.getByRole("button", { name: "Remove the experiment" }).click();
  await expect(experiment(page)).toHaveCount(0);
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue(script);
  await expect(page.getByLabel("Sampler", { exact: true })).toBeVisible();
});

test("the digits of the gallery come with their experiment, and learn in a test run", async ({ browser }) => {
  const page = await newTab(browser);
  await newStudy(page);
  await page.getByRole("button", { name: "Begin from the gallery" }).click();
  await page.getByRole("button", { name: "Three activations on handwritten digits" }).click();
  await expect(variantNames(page)).toHaveText(NAMES);
  await expect(page.getByLabel("Study name")).toHaveValue("tune_mnist");
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("3 trials ran")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("The value does not repeat.")).toHaveCount(0);
});

test("PPO's file needs no script: dropped alone, tried, published, and its variants learn", async ({ browser }) => {
  const page = await newTab(browser);
  await newStudy(page);
  await drop(page, { "cartpole-ppo.yaml": CARTPOLE });
  await expect(variantNames(page)).toHaveText(
    Array.from({ length: 6 }, (_, i) => new RegExp(`^PPO_CartPole-v0_${i}_lr=.*,sgd_batchsize=(128|256|512)$`)),
  );
  await expect(experiment(page).getByText("PPO of this page trains CartPole-v0: no script is needed.")).toBeVisible();
  await expect(page.getByLabel("Objective", { exact: true })).toHaveValue("");
  await expect(page.getByLabel("Name of the value")).toHaveValue("episode_reward_mean");
  await publish(page).click();
  // As many as the file asks for, also where the machine has fewer.
  const lent = page.getByRole("slider", { name: "Cores to lend" });
  if (Number(await lent.inputValue()) < 4) {
    await expect(page.getByRole("alert").filter({ hasText: "A trial needs 4 cores" })).toBeVisible();
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("Cores to lend, up to 64").fill("4");
    await publish(page).click();
  }
  // It is tried first: three trials of ten seconds each, since none comes to its end sooner.
  await expect(page.getByLabel("Invite link")).toHaveValue(/#\/s\//);
  const running = page.getByRole("region", { name: "Status" }).getByRole("row").filter({ hasText: "Running" }).first();
  await expect(running).toContainText("PPO_CartPole-v0_");
  // By chance a pole stays up for 22 steps.
  const reward = async (): Promise<number> => Number(await running.getByRole("cell").last().textContent());
  await expect.poll(reward).toBeGreaterThan(40);
});

test("what reads experiments is fetched once somebody opens one", async ({ browser }) => {
  const page = await newTab(browser);
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await newStudy(page);
  const reader = (): number => fetched.filter((url) => url.includes("open-experiment")).length;
  expect(reader()).toBe(0);
  await drop(page, { "photo.png": "x" });
  await expect(page.getByRole("alert")).toContainText("photo.png is no kind of file that a study is made of.");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(reader()).toBe(0);
  await drop(page, { "tune_mnist.yaml": MNIST });
  await expect(variantNames(page)).toHaveCount(10);
  expect(reader()).toBe(1);
});

test("nothing about an experiment keeps anybody out: variants, mistakes, files that were refused, a phone", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await newStudy(page);
  await drop(page, { "tune_mnist.yaml": `${MNIST}${DRAWN}`, "tune_mnist_ray.js": SCRIPT, "photo.png": "x" });
  await expect(variantNames(page)).toHaveText(NAMES);
  expect(await violations(page)).toEqual([]);
  await experiment(page).getByLabel("Experiment to publish").selectOption("drawn");
  await expect(experiment(page).getByRole("button", { name: "Draw again" })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("Experiment file", { exact: true }).fill(MNIST.replace("stop:", "stopp:"));
  await publish(page).click();
  await expect(experiment(page).getByRole("alert")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
