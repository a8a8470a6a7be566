import { type Browser, expect, type Page, test } from "@playwright/test";
import {
  atLeast,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
  startSeed,
} from "./support.ts";

const seed = sharedSeed();

/** A tab whose browser offers no direct way, as between two homes whose routers let none through, until it is told to. */
async function shutInTab(browser: Browser): Promise<Page> {
  const page = await newTab(browser);
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    let policy: RTCIceTransportPolicy = "relay";
    const Native = RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(config: RTCConfiguration = {}) {
        super({ ...config, iceTransportPolicy: policy });
        made.push(this);
      }
    };
    Object.assign(window, {
      letThrough: () => {
        policy = "all";
        for (const connection of made)
          if (connection.signalingState !== "closed") connection.setConfiguration({ iceTransportPolicy: policy });
      },
    });
  });
  return page;
}

/** All that this tab hands to the relay. */
function relayedBy(page: Page): Buffer[] {
  const frames: Buffer[] = [];
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).pathname !== "/relay") return;
    socket.on("framesent", ({ payload }) => frames.push(Buffer.from(payload)));
  });
  return frames;
}

/** Of the study whose frames are looked at: a number that is nothing else. */
const BEST = 0.73218469;

/** A number as messages carry it, whichever way round. */
function bytesOf(value: number): readonly Buffer[] {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeDoubleBE(value);
  little.writeDoubleLE(value);
  return [big, little];
}

const letThrough = (page: Page): Promise<void> =>
  page.evaluate(() => {
    if ("letThrough" in window && typeof window.letThrough === "function") window.letThrough();
  });

const relayedPairs = async (): Promise<unknown> => {
  const health: unknown = await (await fetch(`${seed.url}/health`)).json();
  return typeof health === "object" && health !== null && "relayedPairs" in health ? health.relayedPairs : null;
};

test("two tabs that find no direct way work together by the relay, and leave it for a direct way within a minute", async ({
  browser,
}) => {
  const author = await shutInTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(200), rounds: 5_000, trialsPerRound: 5 });
  const second = await shutInTab(browser);
  const began = Date.now();
  await joinByLink(second, link);
  for (const page of [author, second]) await figureBecomes(page, "peer-count", (value) => value === "2");
  console.log(`joined by the relay after ${Date.now() - began} ms`);
  expect(await relayedPairs()).toBe(1);
  for (const page of [author, second]) {
    await figureBecomes(page, "trial-count", atLeast(Number(await figure(page, "own-trial-count")) + 5));
    await expect(page.getByText("1 relayed")).toBeVisible();
    await expect(page.getByRole("cell", { name: "relayed" })).toBeVisible();
  }
  await Promise.all([author, second].map(letThrough));
  const opened = Date.now();
  for (const page of [author, second]) {
    await expect(page.getByText("1 direct")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("1 relayed")).toBeHidden();
  }
  console.log(`direct after ${Date.now() - opened} ms`);
  await expect.poll(relayedPairs).toBe(0);
  // It was one link all the time: nobody took the other for gone, and trials go on.
  const told = Number(await figure(second, "trial-count"));
  await figureBecomes(second, "trial-count", atLeast(told + 10));
  expect(await figure(author, "peer-count")).toBe("2");
});

for (const access of ["listed", "private"] as const) {
  const seen = access === "private" ? "nothing" : "names and values";
  test(`of a ${access} study the relay sees ${seen}`, async ({ browser }) => {
    // Words that stand in the study, in trials and in names, and nowhere else.
    const objective = `export default (trial) => {
      const end = performance.now() + 100;
      while (performance.now() < end);
      return ${BEST} + trial.suggestInt("quokka_width", 0, 3);
    };`;
    const author = await shutInTab(browser);
    const second = await shutInTab(browser);
    const frames = [relayedBy(author), relayedBy(second)];
    const study = { name: "Zanzibar ledger", objective, access, rounds: 300, trialsPerRound: 5 } as const;
    const link = await publish(author, seed.url, study);
    await second.goto(link);
    await second.getByLabel("Nickname").fill("marzipan heron");
    await second.getByRole("button", { name: /^Join/ }).click();
    for (const page of [author, second]) await figureBecomes(page, "peer-count", (value) => value === "2");
    await expect(author.getByRole("cell", { name: "marzipan heron" }).first()).toBeVisible();
    await expect(author.getByTestId("relay-sees")).toContainText("of a private study nothing");
    await figureBecomes(author, "trial-count", atLeast(Number(await figure(author, "own-trial-count")) + 20));
    for (const page of [author, second]) await figureBecomes(page, "best-value", (value) => value === String(BEST));
    const [secret = ""] = /[^/]*$/.exec(link) ?? [];
    const found = (mark: Buffer | string): boolean => frames.flat().some((frame) => frame.includes(mark));
    if (access === "listed") {
      const sees = (): boolean => found("marzipan heron") && found("quokka_width") && bytesOf(BEST).some(found);
      await expect.poll(sees).toBe(true);
      return;
    }
    await expect.poll(() => frames.flat().length).toBeGreaterThan(60);
    const sent = frames.flat();
    const marks = ["marzipan heron", "quokka_width", ...bytesOf(BEST), "Zanzibar", "suggestInt", secret];
    expect(marks.filter(found)).toEqual([]);
    // What frames carry behind their heads repeats nowhere: nobody can tell that two of them say the same.
    const bodies = sent
      .filter((frame) => frame[0] === 0 && frame.length > 64)
      .map((frame) => frame.subarray(-32).toString("hex"));
    expect(bodies.length).toBeGreaterThan(20);
    expect(new Set(bodies).size).toBe(bodies.length);
  });
}

test("two tabs that find each other by the relay alone do so again when the seed was started anew", async ({
  browser,
}) => {
  let own = await startSeed();
  try {
    const author = await shutInTab(browser);
    const link = await publish(author, own.url, { objective: slowQuadratic(200), rounds: 5_000, trialsPerRound: 5 });
    const second = await shutInTab(browser);
    await joinByLink(second, link);
    for (const page of [author, second]) await figureBecomes(page, "peer-count", (value) => value === "2");
    await own.stop();
    for (const page of [author, second]) await figureBecomes(page, "peer-count", (value) => value === "1");
    own = await startSeed(own.port);
    for (const page of [author, second]) await figureBecomes(page, "peer-count", (value) => value === "2");
  } finally {
    await own.stop();
  }
});
