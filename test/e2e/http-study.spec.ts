// Tabs and programs over HTTP on one study: the real seed with its folder, real tabs, programs that speak HTTP alone.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { HttpClient } from "../../signaling/testing/http-client.ts";
import {
  atLeast,
  closeTabs,
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  type Seed,
  slowQuadratic,
  startSeed,
} from "./support.ts";

interface Ended {
  readonly place: number;
  readonly number: number | null;
  readonly trial: string;
  readonly value: number;
  readonly known: number;
  readonly worker: string;
}
interface Created {
  readonly study: string;
  readonly ownerToken: string;
  readonly workerTokens: readonly { readonly token: string }[];
}
interface Given {
  readonly number: number;
  readonly known: number;
  readonly params: { readonly x: number; readonly y: number };
}

const SPACE = { x: { type: "float", low: -100, high: 100 }, y: { type: "categorical", choices: [-1, 0, 1] } };
const PROGRAMS = 8;
const TRIALS_OF_EACH = 10;
const BOTTOM = -1;

let folder = "";
let seed: Seed;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "waggle-http-e2e-"));
  seed = await startSeed(0, [], folder);
});
test.afterEach(({ browser }) => closeTabs(browser));
test.afterAll(async () => {
  await seed.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function create(fields: object) {
  const anybody = new HttpClient(`${seed.url}/api/v1`);
  const created = await anybody.ok<Created>("POST", "/studies", { sampler: "tpe", ...fields });
  return {
    at: (path: string) => `/studies/${created.study}${path}`,
    link: `${seed.url}/#/s/${created.study}`,
    owner: anybody.as(created.ownerToken),
    workers: created.workerTokens.map(({ token }) => anybody.as(token)),
  };
}

test("two tabs and eight programs work on one study: one best, no trial twice, and all of it for a new tab after everybody has gone", async ({
  browser,
}) => {
  const { at, link, owner, workers } = await create({
    name: "together",
    workers: Array.from({ length: PROGRAMS }, (_, i) => `program ${i}`),
    objective: { language: "javascript", source: slowQuadratic(200) },
  });
  const events: Ended[] = [];
  // It ends with its seed.
  const stream = owner
    .events(at("/events"), ({ data }) => {
      events.push(data as Ended);
      return false;
    })
    .catch(() => undefined);
  const tabs = [await newTab(browser), await newTab(browser)];
  for (const tab of tabs) await joinByLink(tab, link);
  for (const tab of tabs) await figureBecomes(tab, "own-trial-count", atLeast(1));

  await owner.ok("POST", at("/enqueue"), { params: [{ x: 0, y: BOTTOM }] });
  const asked = new Map<number, { readonly least: number; readonly known: number }>();
  await Promise.all(
    workers.map(async (worker) => {
      for (let i = 0; i < TRIALS_OF_EACH; i++) {
        // What the stream has shown had ended before this question was sent.
        const least = events.length;
        const { number, known, params } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
        asked.set(number, { least, known });
        await worker.ok("POST", at(`/trials/${number}/tell`), { value: params.x ** 2 + params.y });
      }
    }),
  );
  // No sampler hits the very bottom: the best of a program, which each tab has run again before it shows it.
  for (const tab of tabs) {
    await figureBecomes(tab, "best-value", exactly(BOTTOM));
    await figureBecomes(tab, "best-state", exactly("verified"));
  }
  const { best } = await owner.ok<{ best: Ended[] }>("GET", at("/best"));
  expect(best.map(({ value, worker }) => [value, worker.slice(0, 7)])).toEqual([[BOTTOM, "program"]]);
  // The owner's word ends it in the tabs, too.
  await owner.ok("POST", at("/stop"));
  const ended = async (): Promise<number> => (await owner.ok<{ ended: number }>("GET", at(""))).ended;
  for (const tab of tabs) {
    await figureBecomes(tab, "study-state", exactly("finished"));
    await expect.poll(async () => (await figure(tab, "trial-count")) === String(await ended())).toBe(true);
    expect(await figure(tab, "best-value")).toBe(String(BOTTOM));
  }
  await expect.poll(async () => events.length === (await ended())).toBe(true);

  expect(new Set(events.map(({ trial }) => trial)).size).toBe(events.length);
  expect(events.map(({ place }) => place)).toEqual(events.map((_, i) => i + 1));
  const byHttp = events.filter(({ number }) => number !== null);
  expect(byHttp).toHaveLength(PROGRAMS * TRIALS_OF_EACH);
  expect(events.length).toBeGreaterThan(byHttp.length);
  for (const { number, known, place } of byHttp) {
    const { least = -1, known: said = -1 } = asked.get(number ?? -1) ?? {};
    expect(known).toBe(said);
    expect(known).toBeGreaterThanOrEqual(least);
    expect(known).toBeLessThan(place);
  }
  expect(Math.min(...events.map(({ value }) => value))).toBe(BOTTOM);

  await closeTabs(browser);
  // It is killed: nothing more is said or written.
  await seed.stop();
  await stream;
  seed = await startSeed(seed.port, [], folder);
  const late = await newTab(browser);
  await late.goto(link);
  await late.getByRole("button", { name: "Just watch" }).click();
  await figureBecomes(late, "trial-count", exactly(events.length));
  // Nobody is there whom it has seen work, so to it the best is a claim.
  await figureBecomes(late, "claimed-value", exactly(BOTTOM));
  expect(await ended()).toBe(events.length);
});

test("while nobody else ends a trial, each knows exactly those that have ended when it is asked for", async () => {
  const { at, workers } = await create({
    name: "exactly",
    objective: { language: "javascript", source: slowQuadratic(1) },
  });
  const [worker] = workers;
  if (worker === undefined) throw new Error("no worker");
  for (let i = 0; i < 10; i++) {
    const { number, known } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    expect(known).toBe(i);
    await worker.ok("POST", at(`/trials/${number}/tell`), { value: i });
  }
});

test("a study whose values come by HTTP is watched: nothing runs, and the page says whose trials count", async ({
  browser,
}) => {
  const fields = { name: "lathe", author: "the workshop", shared: true, workers: ["lathe 7"] };
  const { at, link, owner, workers } = await create(fields);
  const tab = await newTab(browser);
  await tab.goto(link);
  await expect(tab.getByRole("heading", { level: 1, name: "lathe" })).toBeVisible();
  await expect(tab.getByText("The values of this study come by HTTP.")).toBeVisible();
  await expect(tab.getByText("nobody else's trials count").first()).toBeVisible();
  await expect(tab.getByText("No code runs here.")).toBeVisible();
  await expect(tab.getByRole("button", { name: /^Join/ })).toHaveCount(0);
  await expect(tab.getByText("Code hash")).toHaveCount(0);
  await tab.getByRole("button", { name: "Watch", exact: true }).click();
  await figureBecomes(tab, "study-state", exactly("watching"));
  const [worker = owner] = workers;
  for (const value of [3, 1, 2]) {
    const { number } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    await worker.ok("POST", at(`/trials/${number}/tell`), { value });
  }
  await figureBecomes(tab, "trial-count", exactly(3));
  await figureBecomes(tab, "best-value", exactly(1));
  await expect(tab.getByText("lathe 7 (HTTP)").first()).toBeVisible();
  await expect(tab.getByText("owner's tokens are trusted")).toBeVisible();
  await expect(tab.getByText("Told by a program of the study's owner")).toBeVisible();
  await expect(tab.getByRole("button", { name: /^Lend/ })).toHaveCount(0);
  await owner.ok("POST", at("/stop"));
  await figureBecomes(tab, "study-state", exactly("finished"));
});
