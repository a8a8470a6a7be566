import { expect, type Page, test } from "@playwright/test";
import {
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
  startSeed,
  tabWithoutWebRtc,
} from "./support.ts";

const seed = sharedSeed();
const diagnosis = (page: Page) => page.getByTestId("connection-diagnosis");

async function expectCause(page: Page, cause: string, way: string): Promise<void> {
  const isOpen = await diagnosis(page).isVisible();
  if (!isOpen) await page.getByTestId("connection-button").click();
  await expect(diagnosis(page)).toHaveAttribute("data-cause", cause);
  await expect(diagnosis(page)).toHaveAttribute("data-way", way);
}

test("the doctor says that all is fine, and with whom", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(200), rounds: 500, trialsPerRound: 5 });
  await expectCause(author, "alone", "none");
  const second = await newTab(browser);
  await joinByLink(second, link);
  await expectCause(author, "fine", "direct");
  await expect(author.getByTestId("connection-checks")).toContainText("1 direct, 0 relayed");
  await author.getByRole("button", { name: "Close" }).click();
  await expect(diagnosis(author)).toBeHidden();
});

test("a browser without WebRTC takes part by the relay, and the doctor says why", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(200), rounds: 500, trialsPerRound: 5 });
  const second = await tabWithoutWebRtc(browser);
  await joinByLink(second, link);
  await figureBecomes(second, "peer-count", (value) => value === "2");
  await expectCause(second, "no-direct", "relayed");
  await expectCause(author, "relay-only", "relayed");
});

test("the doctor knows a seed that is away from one whose WebSocket is blocked, and from no way at all", async ({
  browser,
}) => {
  const own = await startSeed();
  try {
    const page = await newTab(browser);
    await page.goto(own.url);
    await expectCause(page, "alone", "none");
    const blocked = await newTab(browser);
    await blocked.routeWebSocket(/\/peerjs/, (socket) => socket.close());
    await blocked.goto(own.url);
    await expectCause(blocked, "no-websocket", "none");
    const shut = await tabWithoutWebRtc(browser);
    await shut.routeWebSocket(/\/peerjs/, (socket) => socket.close());
    await shut.goto(own.url);
    await expectCause(shut, "blocked", "none");
    await own.stop();
    await page.getByRole("button", { name: "Check again" }).click();
    await expectCause(page, "no-seed", "none");
  } finally {
    await own.stop();
  }
});

test("a seed that is back is found at once by whoever checks again, and no proxy is blamed", async ({ browser }) => {
  const gone = await startSeed();
  const page = await newTab(browser);
  await page.goto(gone.url);
  await expectCause(page, "alone", "none");
  await gone.stop();
  await page.getByRole("button", { name: "Check again" }).click();
  await expectCause(page, "no-seed", "none");
  // By then the next try by itself is far off.
  await page.waitForTimeout(10_000);
  const back = await startSeed(gone.port);
  try {
    await page.getByRole("button", { name: "Check again" }).click();
    await expect(diagnosis(page)).toHaveAttribute("data-cause", /^(alone|no-websocket)$/);
    expect(await diagnosis(page).getAttribute("data-cause")).toBe("alone");
  } finally {
    await back.stop();
  }
});

test("the doctor fits a phone", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(seed.url);
  await expectCause(page, "alone", "none");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  const box = await page.getByRole("dialog").boundingBox();
  expect(box?.width ?? 0).toBeLessThanOrEqual(390);
  const out = process.env["WAGGLE_SCREENSHOTS"];
  if (out !== undefined) {
    await page.screenshot({ path: `${out}/doctor-phone.png` });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.screenshot({ path: `${out}/doctor-desktop.png` });
  }
});
