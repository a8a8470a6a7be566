import { expect, type Page, test } from "@playwright/test";
import { atLeast, exactly, figure, figureBecomes, newTab, publish, sharedSeed, slowQuadratic } from "./support.ts";

const seed = sharedSeed();
const long = { objective: slowQuadratic(100), rounds: 500, trialsPerRound: 10 };

const join = (page: Page) => page.getByRole("button", { name: /^Join/ });
const ownTrials = async (page: Page) => Number(await figure(page, "own-trial-count"));

/** Another tab of the same browser that has joined. */
async function joined(first: Page, link: string): Promise<Page> {
  const second = await first.context().newPage();
  await second.goto(link);
  await join(second).click();
  await figureBecomes(second, "study-state", exactly("running"));
  return second;
}

test("each of two tabs of one browser comes back as it was when it is reloaded beside the other", async ({
  browser,
}) => {
  const first = await newTab(browser);
  const link = await publish(first, seed.url, long);
  await figureBecomes(first, "own-trial-count", atLeast(2));
  const second = await joined(first, link);
  await first.reload();
  await figureBecomes(first, "study-state", exactly("running"));
  await figureBecomes(first, "peer-count", exactly(2));
  const before = await ownTrials(first);
  await figureBecomes(first, "own-trial-count", atLeast(before + 5));
  await second.getByRole("button", { name: "Pause" }).click();
  await figureBecomes(second, "study-state", exactly("paused"));
  await second.reload();
  await figureBecomes(second, "study-state", exactly("paused"));
  await figureBecomes(first, "study-state", exactly("running"));
});

test("a tab that another opened wants Join, though it begins with the same memory", async ({ browser }) => {
  const first = await newTab(browser);
  const link = await publish(first, seed.url, long);
  await figureBecomes(first, "own-trial-count", atLeast(2));
  const opened = first.waitForEvent("popup");
  await first.evaluate((url) => void window.open(url), link);
  const second = await opened;
  await expect(join(second)).toBeVisible();
  expect(await figure(first, "peer-count")).toBe("1");
  await second.reload();
  await expect(join(second)).toBeVisible();
  await first.reload();
  await figureBecomes(first, "study-state", exactly("running"));
});

test("a tab whose database is deleted says what happened, goes on, and is back in the study after a reload", async ({
  browser,
}) => {
  const tab = await newTab(browser);
  await publish(tab, seed.url, long);
  await figureBecomes(tab, "own-trial-count", atLeast(2));
  await tab.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase("waggle");
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(new Error("The database could not be deleted."));
      }),
  );
  await expect(tab.getByText(/kept for this page was deleted/)).toBeVisible();
  await expect(tab.getByText(/newer version/)).toHaveCount(0);
  const before = await ownTrials(tab);
  await figureBecomes(tab, "own-trial-count", atLeast(before + 5));
  await tab.getByRole("button", { name: "Pause" }).click();
  await figureBecomes(tab, "study-state", exactly("paused"));
  await tab.getByRole("button", { name: "Resume" }).click();
  await figureBecomes(tab, "study-state", exactly("running"));
  await tab.reload();
  await figureBecomes(tab, "study-state", exactly("running"));
  await figureBecomes(tab, "own-trial-count", atLeast(3));
  await expect(tab.getByText(/kept for this page was deleted/)).toHaveCount(0);
});

test("a study whose stored text was changed is not run: it comes from the seed again", async ({ browser }) => {
  const tab = await newTab(browser);
  await publish(tab, seed.url, { ...long, name: "As published" });
  await figureBecomes(tab, "own-trial-count", atLeast(2));
  const context = tab.context();
  const url = tab.url();
  await tab.close();
  const other = await context.newPage();
  await other.goto(`${seed.url}/api/info`);
  await other.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error("The membership could not be changed."));
        const opening = indexedDB.open("waggle");
        opening.onerror = fail;
        opening.onsuccess = () => {
          const write = opening.result.transaction("memberships", "readwrite");
          const store = write.objectStore("memberships");
          const reading = store.getAll();
          reading.onsuccess = () => {
            for (const membership of reading.result) {
              membership.spec.name = "Changed on disk";
              membership.spec.objective.source = "() => -1e9";
              store.put(membership);
            }
          };
          write.onerror = fail;
          write.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await other.goto(url);
  await figureBecomes(other, "study-state", exactly("running"));
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("As published");
  const before = await ownTrials(other);
  await figureBecomes(other, "own-trial-count", atLeast(before + 3));
  expect(Number(await figure(other, "best-value"))).toBeGreaterThan(-2);
});
