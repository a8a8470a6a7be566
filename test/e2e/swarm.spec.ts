import { chromium, expect, test } from "@playwright/test";
import { findChromium } from "../../scripts/browser.mjs";
import {
  agreeOnBest,
  atLeast,
  exactly,
  figure,
  figureBecomes,
  freePort,
  joinByLink,
  killTab,
  newTab,
  publish,
  quadratic,
  sharedSeed,
  slowQuadratic,
  startSeed,
} from "./support.ts";

const seed = sharedSeed();

test("two tabs work on one study, agree on the best, and a late third learns everything", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(20), rounds: 4, trialsPerRound: 5 });
  const second = await newTab(browser);
  await joinByLink(second, link);
  for (const page of [author, second]) {
    await figureBecomes(page, "own-trial-count", exactly(20));
    await figureBecomes(page, "trial-count", exactly(40));
    await figureBecomes(page, "peer-count", exactly(2));
    await figureBecomes(page, "study-state", exactly("finished"));
  }
  await agreeOnBest([author, second]);
  expect(await figure(second, "best-params")).toBe(await figure(author, "best-params"));

  const late = await newTab(browser);
  await late.goto(link);
  await late.getByRole("button", { name: "Just watch" }).click();
  await figureBecomes(late, "trial-count", exactly(40));
  // The count comes with what the others say of themselves, the best with their trials.
  await figureBecomes(late, "best-value", exactly(await figure(author, "best-value")));
  expect(await figure(late, "own-trial-count")).toBe("0");
});

test("tabs in two browser processes agree", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(20), rounds: 3, trialsPerRound: 5 });
  const path = findChromium();
  const other = await chromium.launch(path ? { executablePath: path } : {});
  try {
    const second = await newTab(other);
    await joinByLink(second, link);
    for (const page of [author, second]) await figureBecomes(page, "trial-count", exactly(30));
    await agreeOnBest([author, second]);
  } finally {
    await other.close();
  }
});

test("nothing runs before Join, and the consent shows code and hash", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(20), rounds: 2, trialsPerRound: 3 });
  const visitor = await newTab(browser);
  await visitor.goto(link);
  await expect(visitor.getByRole("button", { name: /^Join/ })).toBeVisible();
  await expect(visitor.getByText("setTimeout(resolve, 20)").first()).toBeVisible();
  await figureBecomes(author, "own-trial-count", exactly(6));
  // The author's row exists by now; a visitor who has not joined adds neither a tab nor a trial.
  expect(await figure(author, "trial-count")).toBe("6");
  expect(await figure(author, "peer-count")).toBe("1");
});

test("a second tab of the same browser runs nothing before Join either", async ({ browser }) => {
  const first = await newTab(browser);
  const link = await publish(first, seed.url, { objective: slowQuadratic(100), rounds: 50, trialsPerRound: 10 });
  await figureBecomes(first, "own-trial-count", atLeast(2));
  const second = await first.context().newPage();
  await second.goto(link);
  await expect(second.getByRole("button", { name: /^Join/ })).toBeVisible();
  expect(await figure(first, "peer-count")).toBe("1");
  await second.getByRole("button", { name: /^Join/ }).click();
  await figureBecomes(first, "peer-count", exactly(2));
  await figureBecomes(second, "study-state", exactly("running"));
});

test("a reloaded tab resumes with its trials, its identity and its exact budget", async ({ browser }) => {
  const tab = await newTab(browser);
  await publish(tab, seed.url, { objective: slowQuadratic(150), rounds: 5, trialsPerRound: 4 });
  await figureBecomes(tab, "own-trial-count", atLeast(6));
  await tab.reload();
  await figureBecomes(tab, "own-trial-count", atLeast(5));
  await figureBecomes(tab, "own-trial-count", exactly(20));
  await figureBecomes(tab, "study-state", exactly("finished"));
  expect(await figure(tab, "trial-count")).toBe("20");
  expect(await figure(tab, "peer-count")).toBe("1");
});

test("the others go on when the author's tab closes, and its running trials are replaced under a total budget", async ({
  browser,
}) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(700), total: 24, trialsPerRound: 4 });
  const second = await newTab(browser);
  await joinByLink(second, link);
  await figureBecomes(second, "own-trial-count", atLeast(2));
  await figureBecomes(author, "peer-count", exactly(2));
  await figureBecomes(author, "own-trial-count", atLeast(2));
  await killTab(author);
  await figureBecomes(second, "peer-count", exactly(1), 25_000);
  await figureBecomes(second, "study-state", exactly("finished"));
  expect(Number(await figure(second, "trial-count"))).toBeGreaterThanOrEqual(24);
});

test("connected tabs go on without the seed and find it again when it is back", async ({ browser }) => {
  const port = await freePort();
  let own = await startSeed(port);
  try {
    const author = await newTab(browser);
    const link = await publish(author, own.url, { objective: slowQuadratic(200), rounds: 500, trialsPerRound: 5 });
    const second = await newTab(browser);
    await joinByLink(second, link);
    await figureBecomes(author, "peer-count", exactly(2));
    await own.stop();
    const before = Number(await figure(author, "trial-count"));
    await figureBecomes(second, "trial-count", atLeast(before + 15));
    await figureBecomes(author, "trial-count", atLeast(before + 15));
    own = await startSeed(port);
    const third = await newTab(browser);
    // The seed forgot everything; the tabs that are left tell it again, without a reload.
    await expect(async () => {
      await third.goto(link);
      await expect(third.getByRole("button", { name: /^Join/ })).toBeVisible({ timeout: 4_000 });
    }).toPass({ timeout: 90_000 });
    await third.getByRole("button", { name: /^Join/ }).click();
    await figureBecomes(third, "peer-count", exactly(3));
    await figureBecomes(third, "trial-count", atLeast(before + 15));
  } finally {
    await own.stop();
  }
});

test("pause, resume and leave work from the page", async ({ browser }) => {
  const tab = await newTab(browser);
  const objective = quadratic.replace("return", "while (x > -1000);\n  return");
  await publish(tab, seed.url, { objective, givesNothing: true });
  await figureBecomes(tab, "study-state", exactly("running"));
  await tab.getByRole("button", { name: "Pause" }).click();
  await figureBecomes(tab, "study-state", exactly("paused"), 2_000);
  await tab.getByRole("button", { name: "Resume" }).click();
  await figureBecomes(tab, "study-state", exactly("running"));
  await tab.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(tab, "study-state", exactly("left"), 2_000);
});

test("leaving in one tab does not end the study in the browser's other tab", async ({ browser }) => {
  const first = await newTab(browser);
  const link = await publish(first, seed.url, { objective: slowQuadratic(100), rounds: 50, trialsPerRound: 10 });
  await figureBecomes(first, "own-trial-count", atLeast(2));
  const second = await first.context().newPage();
  await second.goto(link);
  await second.getByRole("button", { name: /^Join/ }).click();
  await figureBecomes(second, "study-state", exactly("running"));
  await second.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(second, "study-state", exactly("left"));
  await first.reload();
  await figureBecomes(first, "study-state", exactly("running"));
  await first.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(first, "study-state", exactly("left"));
  await first.reload();
  await expect(first.getByRole("button", { name: /^Join/ })).toBeVisible();
});
