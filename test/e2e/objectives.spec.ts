// Objectives that misbehave, in the whole product. The jail alone is tested in jail.spec.ts.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium, expect, type Page, test } from "@playwright/test";
import { findChromium } from "../../scripts/browser.mjs";
import { spinningWorkers } from "./jail-harness/processes.ts";
import {
  ALONE,
  atLeast,
  exactly,
  figure,
  figureBecomes,
  fillStudy,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

/** Publishes the hostile study in one tab of the profile and a harmless one in another tab of the same browser context. */
async function besideHarmless(page: Page, objective: string, seconds = 2): Promise<Page> {
  const harmless = await page.context().newPage();
  await publish(harmless, seed.url, {
    name: "Harmless",
    objective: slowQuadratic(20),
    rounds: 500,
    trialsPerRound: 10,
  });
  await figureBecomes(harmless, "own-trial-count", atLeast(5));
  await publish(page, seed.url, {
    name: "Hostile",
    objective,
    rounds: 1,
    trialsPerRound: 4,
    trialTimeoutSeconds: seconds,
    givesNothing: true,
  });
  return harmless;
}

async function stillWorks(harmless: Page): Promise<void> {
  const before = Number(await figure(harmless, "own-trial-count"));
  await figureBecomes(harmless, "own-trial-count", atLeast(before + 20), 15_000);
}

for (const [name, objective] of [
  ["throws", 'export default () => { throw new Error("no such luck"); }'],
  ["returns NaN", "export default () => Number.NaN"],
  ["loops for ever", "export default () => { for (;;); }"],
  ["never settles", "export default () => new Promise(() => {})"],
  ["floods its port", 'export default () => { for (;;) self.postMessage("x".repeat(1000)); }'],
] as const) {
  test(`an objective that ${name} leaves its own trials failed and everything else alone`, async ({ browser }) => {
    const page = await newTab(browser);
    const harmless = await besideHarmless(page, objective);
    await figureBecomes(page, "trial-count", exactly(4));
    await figureBecomes(page, "study-state", (state) => state === "finished" || state === "failed");
    expect(await figure(page, "best-value")).toBe("");
    await stillWorks(harmless);
  });
}

test("a heap bomb costs another study at most a restart and no finished trial", { tag: ALONE }, async () => {
  // Its own browser: Playwright takes the death of the frame's process for the page's.
  const path = findChromium();
  const browser = await chromium.launch(path ? { executablePath: path } : {});
  try {
    const bomber = await newTab(browser);
    const other = await newTab(browser);
    await publish(other, seed.url, { name: "Harmless", objective: slowQuadratic(50), rounds: 500, trialsPerRound: 10 });
    await figureBecomes(other, "own-trial-count", atLeast(5));
    await publish(bomber, seed.url, {
      name: "Bomb",
      objective: "export default () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }",
      rounds: 1,
      trialsPerRound: 2,
      trialTimeoutSeconds: 60,
      givesNothing: true,
    });
    const before = Number(await figure(other, "own-trial-count"));
    await figureBecomes(other, "own-trial-count", atLeast(before + 100));
  } finally {
    await browser.close();
  }
});

test("an objective reaches neither the network nor the page's storage", async ({ browser }) => {
  let requests = 0;
  const sink = createServer((_request, response) => {
    requests += 1;
    response.end("got you");
  });
  await new Promise<void>((resolve) => sink.listen(0, resolve));
  const address = sink.address();
  const target = `http://localhost:${typeof address === "object" && address ? address.port : 0}`;
  const page = await newTab(browser);
  await publish(page, seed.url, {
    rounds: 1,
    trialsPerRound: 1,
    objective: `export default async () => {
      const attempts = [
        () => fetch("${target}/fetch"),
        () => new Promise((ok, no) => { const x = new XMLHttpRequest(); x.open("GET", "${target}/xhr"); x.onload = ok; x.onerror = no; x.send(); }),
        () => new Promise((ok, no) => { const w = new WebSocket("${target.replace("http", "ws")}"); w.onopen = ok; w.onerror = no; }),
        () => importScripts("${target}/script.js"),
        () => import("${target}/module.js"),
        () => new Promise((ok, no) => { const r = indexedDB.open("waggle"); r.onsuccess = ok; r.onerror = no; }),
        () => localStorage.length,
        () => caches.keys(),
        () => new RTCPeerConnection(),
      ];
      let reached = 0;
      for (const attempt of attempts) {
        try { await attempt(); reached += 1; } catch { reached += 0; }
      }
      return reached;
    };`,
  });
  await figureBecomes(page, "best-value", exactly(0));
  expect(requests).toBe(0);
  await new Promise((resolve) => sink.close(resolve));
});

test("Pause in the middle of an infinite loop brings the browser's CPU use to rest within a second", {
  tag: ALONE,
}, async () => {
  const path = findChromium();
  const server = await chromium.launchServer(path ? { executablePath: path } : {});
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const page = await newTab(browser);
    await publish(page, seed.url, {
      objective: "export default () => { for (;;); }",
      trialTimeoutSeconds: 600,
      givesNothing: true,
    });
    const pid = server.process().pid ?? 0;
    await expect.poll(() => cpuShare(pid, 1000), { timeout: 30_000 }).toBeGreaterThan(0.3);
    await page.getByRole("button", { name: "Pause" }).click();
    await figureBecomes(page, "study-state", exactly("paused"), 1_000);
    // Within the second after the click; what is left is the page itself, which paints once in a while.
    await expect.poll(() => cpuShare(pid, 500), { timeout: 3_000, intervals: [0] }).toBeLessThan(0.15);
  } finally {
    await browser.close();
    await server.close();
  }
});

test("trials that nothing can interrupt leave no thread behind, not while others follow and not after Pause, and another tab's study loses none", {
  tag: ALONE,
}, async () => {
  const path = findChromium();
  const server = await chromium.launchServer(path ? { executablePath: path } : {});
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const pid = server.process().pid ?? 0;
    const page = await newTab(browser);
    const harmless = await page.context().newPage();
    await publish(harmless, seed.url, {
      name: "Harmless",
      objective:
        "export default async (trial) => { await new Promise((r) => setTimeout(r, 1000)); return trial.suggestFloat('x', 0, 1); }",
      rounds: 500,
      trialsPerRound: 10,
      trialTimeoutSeconds: 60,
    });
    await figureBecomes(harmless, "own-trial-count", atLeast(2));
    await publish(page, seed.url, {
      name: "Hostile",
      objective: "export default () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
      rounds: 50,
      trialsPerRound: 10,
      trialTimeoutSeconds: 2,
      givesNothing: true,
    });
    const lent = await page.evaluate(() => navigator.hardwareConcurrency);
    let most = 0;
    let ended = 0;
    // On a busy machine a look takes as long as a trial, and may find one that begins.
    while (ended < 8 || most === 0) {
      most = Math.max(most, await spinningWorkers(pid));
      ended = Number(await figure(page, "own-trial-count"));
    }
    expect(most).toBeLessThanOrEqual(lent + 1);
    await page.getByRole("button", { name: "Pause" }).click();
    const pausedMs = performance.now();
    await expect.poll(() => spinningWorkers(pid), { timeout: 5_000, intervals: [0] }).toBe(0);
    const restMs = Math.round(performance.now() - pausedMs);
    await figureBecomes(page, "study-state", exactly("paused"));
    const before = Number(await figure(harmless, "own-trial-count"));
    await figureBecomes(harmless, "own-trial-count", atLeast(before + 3), 15_000);
    await expect(harmless.getByText("0 failed, 0 pruned")).toHaveCount(1);
    console.log(`${ended} trials timed out, ${most} threads busy at most, none ${restMs} ms after Pause`);
  } finally {
    await browser.close();
    await server.close();
  }
});

test("a test run shows values, and errors with line and column in the author's own source", async ({ browser }) => {
  const page = await newTab(browser);
  await page.goto(`${seed.url}/#/new`);
  await fillStudy(page, {
    objective: "export default (trial) => {\n  const x: number = trial.suggestFloat('x', 0, 1);\n  return x;\n};",
  });
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText(/x\b/).first()).toBeVisible();
  await fillStudy(page, {
    objective:
      "export default (trial) => {\n  const x = trial.suggestFloat('x', 0, 1);\n  throw new Error(`broken at ${x > 2}`);\n};",
  });
  await page.getByRole("button", { name: "Test run" }).click();
  await expect(page.getByText("broken at false").first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/line 3/i).first()).toBeVisible();
});

/** CPU seconds per second that a process and its children used over the next `ms`. */
async function cpuShare(pid: number, ms: number): Promise<number> {
  const before = cpuTicks(pid);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return (cpuTicks(pid) - before) / 100 / (ms / 1000);
}

function cpuTicks(root: number): number {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processStat(Number(name)))
    .filter((stat) => stat !== null);
  const family = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { pid, parent } of stats)
      if (family.has(parent) && !family.has(pid)) {
        family.add(pid);
        grew = true;
      }
  }
  return stats.filter(({ pid }) => family.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0);
}

function processStat(pid: number): { pid: number; parent: number; ticks: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch (error) {
    // The process ended between listing and reading.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
