import { expect, type Page, test } from "@playwright/test";
import { Homes, noCoturn, noHomes, noTranslation } from "./homes.ts";
import { WAITS, atLeast, exactly, figure, figureBecomes, joinByLink, publish, slowQuadratic } from "./support.ts";

const reason = noHomes();
let homes: Homes;

test.beforeEach(() => {
  if (reason !== null) console.warn(`SKIPPED, nothing was tried between two homes: ${reason}.`);
  test.skip(reason !== null, `nothing was tried between two homes: ${reason}`);
  homes = new Homes();
});
test.afterEach(async () => {
  if (reason === null) await homes.stop();
});

/** Ten seconds on a machine that does nothing else. */
const BACK_WITHIN_MS = 30_000;

const study = { objective: slowQuadratic(200), rounds: 5_000, trialsPerRound: 5 };

/** A tab in each home, that work together. */
async function bothHomes(): Promise<readonly [Page, Page]> {
  const [a, b] = [await (await homes.browser("a")).newPage(), await (await homes.browser("b")).newPage()];
  const link = await publish(a, homes.url, study);
  await joinByLink(b, link.replace("45.81.1.1", "45.81.2.1"));
  for (const page of [a, b]) await figureBecomes(page, "peer-count", exactly(2));
  return [a, b];
}

async function timed(what: string, done: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await done;
  const tookMs = Math.round(performance.now() - began);
  console.log(`${what}: ${tookMs} ms`);
  return tookMs;
}

test(`two homes that reach each other only through coturn optimize together ${WAITS}`, async () => {
  const missing = noCoturn();
  if (missing !== null) console.warn(`SKIPPED, no TURN server was tried: ${missing}.`);
  test.skip(missing !== null, `${missing}`);
  homes.startCoturn("a-secret-for-two-homes");
  await homes.startSeed(["--turn", "turn:45.81.1.1:3478?transport=udp"], { TURN_SECRET: "a-secret-for-two-homes" });
  const [a, b] = await bothHomes();
  expect(homes.health()).toMatchObject({ relayedPairs: 0, relayedBytes: 0 });
  await expect(a.getByText("1 direct")).toBeVisible();
  const told = Number(await figure(b, "trial-count"));
  await figureBecomes(b, "trial-count", atLeast(told + 20));
});

test(`two homes work together by the relay, leave it for a direct way within a minute, and outlive the seed ${WAITS}`, async () => {
  const seed = await homes.startSeed();
  const [a, b] = await bothHomes();
  expect(homes.health()).toMatchObject({ relayedPairs: 1 });
  await expect(a.getByText("1 relayed")).toBeVisible();
  seed.kill("SIGKILL");
  for (const page of [a, b]) await figureBecomes(page, "peer-count", exactly(1));
  await homes.startSeed();
  for (const page of [a, b]) await figureBecomes(page, "peer-count", exactly(2));
  homes.letThrough(true);
  const tookMs = await timed(
    "a direct way was taken after",
    expect(a.getByText("1 direct")).toBeVisible({ timeout: 70_000 }),
  );
  expect(tookMs).toBeLessThan(60_000);
  await expect(b.getByText("1 direct")).toBeVisible({ timeout: 5_000 });
  await expect.poll(() => homes.health()["relayedPairs"]).toBe(0);
});

test(`a tab whose cable is pulled is gone within 20 s for the others, and back after it is plugged in ${WAITS}`, async () => {
  homes.letThrough(true);
  await homes.startSeed();
  const [a, b] = await bothHomes();
  const before = Number(await figure(b, "own-trial-count"));
  homes.plug("b", false);
  expect(await timed("gone after", figureBecomes(a, "peer-count", exactly(1), 25_000))).toBeLessThan(20_000);
  // A minute offline, and a little more.
  await b.waitForTimeout(50_000);
  homes.plug("b", true);
  const both = Promise.all([a, b].map((page) => figureBecomes(page, "peer-count", exactly(2))));
  expect(await timed("back after", both)).toBeLessThan(BACK_WITHIN_MS);
  await figureBecomes(b, "own-trial-count", atLeast(before + 5));
});

test(`a tab that gets another address has its links again ${WAITS}`, async () => {
  homes.letThrough(true);
  await homes.startSeed();
  const [a, b] = await bothHomes();
  homes.readdress("b", 77);
  const began = performance.now();
  // Its links die with the address; until then the others still count it.
  const told = Number(await figure(a, "trial-count"));
  await figureBecomes(a, "trial-count", atLeast(told + 25));
  for (const page of [a, b]) await figureBecomes(page, "peer-count", exactly(2));
  const tookMs = Math.round(performance.now() - began);
  console.log(`trials of both again after ${tookMs} ms`);
  expect(tookMs).toBeLessThan(BACK_WITHIN_MS);
});

/** Skips loudly where routers cannot be had. */
function needRouters(): void {
  const missing = noTranslation();
  if (missing !== null) console.warn(`SKIPPED, no routers that filter were tried: ${missing}.`);
  test.skip(missing !== null, `${missing}`);
}

function symmetric(): void {
  homes.letThrough(true);
  for (const home of ["a", "b"] as const) {
    homes.translate(home);
    homes.filter(home);
  }
}

test(`two homes whose routers give each connection another port work together by the relay, STUN or not ${WAITS}`, async () => {
  needRouters();
  symmetric();
  await homes.startSeed(["--stun", "3478"]);
  const [a, b] = await bothHomes();
  expect(homes.health()).toMatchObject({ relayedPairs: 1 });
  await expect(a.getByText("1 relayed")).toBeVisible();
  const told = Number(await figure(b, "trial-count"));
  await figureBecomes(b, "trial-count", atLeast(told + 20));
});

test(`and through a TURN server where there is one, by the relay only until then ${WAITS}`, async () => {
  needRouters();
  const missing = noCoturn();
  if (missing !== null) console.warn(`SKIPPED, no TURN server was tried behind routers that filter: ${missing}.`);
  test.skip(missing !== null, `${missing}`);
  symmetric();
  homes.startCoturn("a-secret-for-two-homes");
  await homes.startSeed(["--turn", "turn:45.81.1.1:3478?transport=udp"], { TURN_SECRET: "a-secret-for-two-homes" });
  const [a, b] = await bothHomes();
  for (const page of [a, b]) await expect(page.getByText("1 direct")).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => homes.health()["relayedPairs"]).toBe(0);
});

test(`a home without UDP works by the relay, and the doctor says why, then and when nothing gets through any more ${WAITS}`, async () => {
  needRouters();
  homes.letThrough(true);
  homes.forbidUdp("b");
  await homes.startSeed();
  const [a, b] = await bothHomes();
  expect(homes.health()).toMatchObject({ relayedPairs: 1 });
  await b.getByTestId("connection-button").click();
  await expectCause(b, "no-direct", "relayed");
  await a.getByTestId("connection-button").click();
  await expectCause(a, "relay-only", "relayed");
  homes.forbidAll("b");
  await figureBecomes(a, "peer-count", exactly(1), 25_000);
  await b.getByRole("button", { name: "Check again" }).click();
  await expectCause(b, "blocked", "none");
});

async function expectCause(page: Page, cause: string, way: string): Promise<void> {
  const diagnosis = page.getByTestId("connection-diagnosis");
  await expect(diagnosis).toHaveAttribute("data-cause", cause);
  await expect(diagnosis).toHaveAttribute("data-way", way);
}

test("a browser behind a router learns from the seed's own STUN where it is seen from", async () => {
  const missing = noTranslation();
  if (missing !== null) console.warn(`SKIPPED, STUN was not tried behind a router: ${missing}.`);
  test.skip(missing !== null, `${missing}`);
  homes.translate("b");
  await homes.startSeed(["--stun", "3478"]);
  const page = await (await homes.browser("b")).newPage();
  const url = homes.url.replace("45.81.1.1", "45.81.2.1");
  // A browser keeps no answer that is read bit by bit, so that Playwright has none to show.
  await page.addInitScript(() => {
    const asked = globalThis.fetch;
    globalThis.fetch = async (...call) => {
      const response = await asked(...call);
      if (response.url.endsWith("/api/ice")) Object.assign(globalThis, { told: await response.clone().json() });
      return response;
    };
  });
  await page.goto(url);
  const told = await page.waitForFunction((): unknown => Reflect.get(globalThis, "told"));
  expect(await told.jsonValue()).toMatchObject({ iceServers: [{ urls: ["stun:45.81.2.1:3478"] }] });
  const seen = await page.evaluate(async () => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: "stun:45.81.2.1:3478" }] });
    connection.createDataChannel("test");
    const found: RTCIceCandidate[] = [];
    const done = new Promise<void>((resolve) => {
      connection.addEventListener("icecandidate", ({ candidate }) =>
        candidate === null ? resolve() : found.push(candidate),
      );
    });
    await connection.setLocalDescription();
    await done;
    return found
      .filter(({ type }) => type === "srflx")
      .map(({ address, port, relatedPort }) => ({ address, port, relatedPort }));
  });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.address).toBe("45.81.2.2");
  expect(seen[0]?.port).not.toBe(seen[0]?.relatedPort);
});
