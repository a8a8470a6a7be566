import { createServer, type Server } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { listen } from "./jail-harness/server.ts";
import { documentedHeaders, type StaticHost, startStaticHost } from "./static-host.ts";
import {
  agreeOnBest,
  atLeast,
  closeTabs,
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  type Seed,
  slowQuadratic,
  startSeed,
  tabWithoutWebRtc,
} from "./support.ts";

let host: StaticHost;
let seed: Seed;
/** Lets in no page but its own. */
let shut: Seed;
/** Somebody else's server, that notes whatever reaches it. */
let sink: Server;
let sinkUrl = "";
const reached: string[] = [];

test.beforeAll(async () => {
  host = await startStaticHost();
  [seed, shut] = await Promise.all([startSeed(0, ["--origin", host.origin]), startSeed()]);
  sink = createServer((request, response) => {
    reached.push(request.url ?? "");
    response.setHeader("access-control-allow-origin", "*");
    response.end();
  });
  sinkUrl = `http://localhost:${await listen(sink)}`;
});
test.afterAll(async () => {
  host.close();
  sink.close();
  await Promise.all([seed.stop(), shut.stop()]);
});
test.afterEach(async ({ browser }) => {
  reached.length = 0;
  await closeTabs(browser);
});

const study = { objective: slowQuadratic(20), rounds: 3, trialsPerRound: 5 };
const at = (seedUrl: string): string => `${host.page}?seed=${seedUrl}`;
const inviteOf = (page: Page): Promise<string> => page.getByLabel("Invite link").inputValue();

test("two tabs of a page on a static host work together through a seed elsewhere, whose name the volunteer reads first", async ({
  browser,
}) => {
  const author = await newTab(browser);
  await publish(author, at(seed.url), study);
  const link = await inviteOf(author);
  expect(link).toMatch(`${at(seed.url)}#/s/`);
  const second = await newTab(browser);
  await second.goto(link);
  await expect(second.getByText(`localhost:${seed.port}, not the host of this page`)).toBeVisible();
  await joinByLink(second, link);
  for (const page of [author, second]) {
    await figureBecomes(page, "trial-count", exactly(30));
    await figureBecomes(page, "peer-count", exactly(2));
  }
  await agreeOnBest([author, second]);
  // The address still names the seed, and a reload comes back to the same study.
  expect(second.url()).toContain(`?seed=${seed.url}#/s/`);
  await second.reload();
  await figureBecomes(second, "trial-count", exactly(30));
  await figureBecomes(second, "peer-count", exactly(2));
});

test("a tab of a page on a static host is reached by the relay of the seed elsewhere", async ({ browser }) => {
  const author = await newTab(browser);
  await publish(author, at(seed.url), { ...study, objective: slowQuadratic(200), rounds: 5_000 });
  const second = await tabWithoutWebRtc(browser);
  await joinByLink(second, await inviteOf(author));
  for (const page of [author, second]) await figureBecomes(page, "peer-count", exactly(2));
  await expect(author.getByText("1 relayed")).toBeVisible();
  const told = Number(await figure(second, "trial-count"));
  await figureBecomes(second, "trial-count", atLeast(told + 10));
});

test("what a tab took part in at one seed it tells no other", async ({ browser }) => {
  const other = await startSeed(0, ["--origin", host.origin]);
  try {
    const page = await newTab(browser);
    await publish(page, at(seed.url), { ...study, rounds: 5_000 });
    await figureBecomes(page, "own-trial-count", atLeast(5));
    // Once it has made itself known there with a study of that seed, whatever else it had to say has been said.
    await publish(page, at(other.url), study);
    const rooms = async (): Promise<unknown> => {
      const health: unknown = await (await fetch(`${other.url}/health`)).json();
      return health !== null && typeof health === "object" && "rooms" in health ? health.rooms : null;
    };
    await figureBecomes(page, "study-state", exactly("finished"));
    await expect.poll(rooms).toBe(1);
    // Back at the first seed the same tab goes on.
    await page.goto(at(seed.url));
    await expect(page.getByText("working")).toBeVisible();
  } finally {
    await other.stop();
  }
});

test("a seed that does not let the page in is said so in words, on the home page, at a link and by the doctor", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await page.goto(at(shut.url));
  await expect(page.getByText("The seed does not let this page in.")).toBeVisible();
  await expect(page.getByText("name this page's origin with --origin")).toBeVisible();
  await page.getByTestId("connection-button").click();
  await expect(page.getByTestId("connection-diagnosis")).toHaveAttribute("data-cause", "refused");
  await page.goto(`${at(shut.url)}#/s/${"a".repeat(43)}`);
  await page.reload();
  const words = `This seed does not let in pages of ${host.origin}; its owner can, with --origin ${host.origin}.`;
  await expect(page.getByRole("heading", { name: words })).toBeVisible();
});

test("a page without a seed says how to name one", async ({ browser }) => {
  const page = await newTab(browser);
  await page.goto(host.page);
  await expect(page.getByText("There is no seed at this address.")).toBeVisible();
  await expect(page.getByText("?seed=https://swarm.example.org")).toBeVisible();
});

test("a page that a hostile link names a seed for asks nobody, and says what a seed's address is", async ({
  browser,
}) => {
  const page = await newTab(browser);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("websocket", (socket) => asked.push(socket.url()));
  for (const value of [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    `${sinkUrl}/path`,
    sinkUrl.replace("//", "//localhost@"),
    `${sinkUrl};script-src *`,
  ]) {
    await page.goto(at(encodeURIComponent(value)));
    await expect(page.getByText("This link names no seed")).toBeVisible();
  }
  expect(asked.filter((url) => !url.startsWith(host.origin))).toEqual([]);
  expect(reached).toEqual([]);
});

test("without any header of its host the page speaks to its seed alone, frames the jail alone and runs no inline script", async ({
  browser,
}) => {
  const page = await newTab(browser);
  await page.goto(at(seed.url));
  await expect(page.getByText("Seed online")).toBeVisible();
  const tried = await page.evaluate(
    async ([own, seed, sink]) => {
      const broken: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
      const answers = async (url: string): Promise<boolean> =>
        fetch(url).then(
          () => true,
          () => false,
        );
      const found = [await answers(`${own}x`), await answers(`${seed}/api/info`), await answers(`${sink}/fetch`)];
      const frame = document.createElement("iframe");
      frame.src = `${sink}/frame`;
      const own2 = document.createElement("iframe");
      own2.src = `${own}?frame`;
      const script = document.createElement("script");
      script.textContent = "window.inlineRan = true";
      document.body.append(frame, own2, script);
      const socket = new WebSocket(`${sink.replace("http", "ws")}/socket`);
      await new Promise((resolve) => socket.addEventListener("error", resolve));
      // What goes elsewhere in a frame both policies forbid, the built page's and the narrower one.
      while (broken.length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
      return { found, broken: broken.toSorted(), inlineRan: "inlineRan" in window };
    },
    [host.page, seed.url, sinkUrl] as const,
  );
  expect(tried).toEqual({
    found: [true, true, false],
    broken: ["connect-src", "connect-src", "frame-src", "frame-src", "frame-src", "script-src-elem"],
    inlineRan: false,
  });
  expect(reached).toEqual([]);
});

test("without any header of its host the jail lets nothing out", async ({ browser }) => {
  const author = await newTab(browser);
  const objective = `export default async (trial) => {
    const x = trial.suggestFloat("x", -1, 1);
    const ways = [() => fetch("${sinkUrl}/fetch"), () => importScripts("${sinkUrl}/script"), () => import("${sinkUrl}/module"),
      () => new Promise((done, fail) => { const it = new WebSocket("${sinkUrl.replace("http", "ws")}/socket"); it.onopen = done; it.onerror = fail; })];
    let open = 0;
    for (const way of ways) try { await way(); open++; } catch {}
    return open;
  };`;
  await publish(author, at(seed.url), { ...study, objective });
  await figureBecomes(author, "own-trial-count", atLeast(15));
  expect(await figure(author, "best-value")).toBe("0");
  expect(reached).toEqual([]);
});

test("a host that sends the documented headers gives the jail a process of its own, and lets nobody frame the page", async ({
  browser,
}) => {
  const better = await startStaticHost({}, documentedHeaders());
  const own = await startSeed(0, ["--origin", better.origin]);
  const lure = await startStaticHost({ "/frame": `<iframe src="${better.page}?seed=${own.url}"></iframe>` });
  try {
    const page = await newTab(browser);
    await publish(page, `${better.page}?seed=${own.url}`, { ...study, rounds: 5_000 });
    await figureBecomes(page, "own-trial-count", atLeast(5));
    const jail = page.frames().find((frame) => frame.url().endsWith("/sandbox.html"));
    expect(await jail?.evaluate(() => self.crossOriginIsolated)).toBe(true);
    const other = await newTab(browser);
    const refused = other.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await other.goto(`${lure.origin}/frame`);
    await refused;
  } finally {
    lure.close();
    better.close();
    await own.stop();
  }
});

test("somebody else's page that frames the jail's or the whole page gets nothing from it", async ({ browser }) => {
  const lure = await startStaticHost({
    "/lure": `<script>
      window.heard = [];
      addEventListener("message", ({ data }) => heard.push(data.type ?? data));
      function lure(sandbox) {
        const frame = document.createElement("iframe");
        if (sandbox) frame.sandbox = "allow-scripts";
        frame.onload = () => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => heard.push(data);
          const supervisor = "onmessage = ({ ports: [port] }) => port.postMessage('ran in ' + self.origin)";
          frame.contentWindow.postMessage({ type: "open", supervisor }, "*", [port2]);
          frame.contentWindow.postMessage({ type: "ping" }, "*");
        };
        frame.src = "${host.page}sandbox.html";
        document.body.append(frame);
      }
    </script><body></body>`,
    "/frame": `<iframe src="${at(seed.url)}" width="900" height="700"></iframe>`,
  });
  try {
    const page = await newTab(browser);
    await page.goto(`${lure.origin}/lure`);
    const heard = () => page.evaluate((): unknown[] => Reflect.get(window, "heard"));
    // Not walled off it is silent, though the second frame, made after it, has long answered.
    await page.evaluate("lure(false); lure(true)");
    await expect.poll(heard).toContain("ran in null");
    await page.evaluate("lure(true)");
    await expect.poll(async () => (await heard()).filter((it) => it === "ran in null").length).toBe(2);
    expect(new Set(await heard())).toEqual(new Set(["up", "pong", "ran in null"]));
    expect((await heard()).filter((it) => it === "up")).toHaveLength(2);
    await page.goto(`${lure.origin}/frame`);
    const framed = page.frameLocator("iframe");
    await expect(framed.getByText("Open it in a tab of its own.")).toBeVisible();
    await expect(framed.getByRole("link", { name: "New study" })).toHaveCount(0);
  } finally {
    lure.close();
  }
});
