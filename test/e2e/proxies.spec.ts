import { once } from "node:events";
import { request } from "node:https";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import { WebSocket } from "ws";
import { findChromium } from "../../scripts/browser.mjs";
import { offerPayload } from "../../signaling/testing/wire-client.ts";
import { documentedOptions, findProxy, type Proxy, type ProxyName, PUBLIC_HOST, startProxy } from "./proxies.ts";
import {
  figure,
  figureBecomes,
  joinByLink,
  publish,
  type Seed,
  slowQuadratic,
  startSeed,
  tabWithoutWebRtc,
} from "./support.ts";

const PUBLIC_URL = `https://${PUBLIC_HOST}`;

for (const name of ["nginx", "caddy"] as const) behind(name);

function behind(name: ProxyName): void {
  test.describe(`behind ${name}, configured as docs/operations.md says,`, () => {
    let seed: Seed | null = null;
    let proxy: Proxy | null = null;
    const running = (): Proxy => {
      if (proxy === null) throw new Error("The proxy is there from the first test on.");
      return proxy;
    };

    test.beforeAll(async () => {
      const program = findProxy(name);
      if (program === null) {
        console.warn(`SKIPPED, nothing was tried behind ${name}: it is not installed, and apt-get gives none.`);
        return;
      }
      seed = await startSeed(0, documentedOptions());
      proxy = await startProxy(name, program, seed.port);
    });
    test.beforeEach(() => test.skip(proxy === null, `nothing was tried behind ${name}: it is not there`));
    test.afterAll(async () => {
      await proxy?.stop();
      await seed?.stop();
    });

    test("tabs publish, join and work together, directly and by the relay", async () => {
      const browser = await browserThatFinds(running());
      try {
        await workTogether(browser, seed?.url ?? "");
      } finally {
        await browser.close();
      }
    });

    test("whoever comes without TLS is sent to it", async () => {
      const { plainPort } = running();
      const answer = await fetch(`http://127.0.0.1:${plainPort}/page?x=1`, {
        headers: { host: PUBLIC_HOST },
        redirect: "manual",
      });
      expect([301, 308]).toContain(answer.status);
    });

    test("each visitor is bounded by its own address, whatever address it claims", async () => {
      const { port } = running();
      const first = await callsLeft(port, "127.0.0.5");
      expect(await callsLeft(port, "127.0.0.5", "203.0.113.7")).toBe(first - 1);
      expect(await callsLeft(port, "127.0.0.5", "203.0.113.8, 127.0.0.6")).toBe(first - 2);
      expect(await callsLeft(port, "127.0.0.6")).toBe(first);
      const sockets: WebSocket[] = [];
      const open = async (...from: readonly [string, string, string?]): Promise<WebSocket> => {
        const socket = await signaling(port, ...from);
        sockets.push(socket);
        return socket;
      };
      try {
        const told = networksTold(await open("ada", "127.0.0.1"), 3);
        offer(await open("bob", "127.0.0.2"));
        offer(await open("eve", "127.0.0.2", "203.0.113.9"));
        offer(await open("dan", "127.0.0.3"));
        const networks = await told;
        expect(networks.get("eve")).toBe(networks.get("bob"));
        expect(networks.get("dan")).not.toBe(networks.get("bob"));
      } finally {
        for (const socket of sockets) socket.terminate();
      }
    });
  });
}

async function workTogether(browser: Browser, seedUrl: string): Promise<void> {
  const [author, second] = [await newTab(browser), await newTab(browser)];
  const form = { objective: slowQuadratic(100), rounds: 5_000, trialsPerRound: 5 };
  await publish(author, PUBLIC_URL, form);
  const link = await author.getByLabel("Invite link").inputValue();
  expect(link).toMatch(/^https:\/\/swarm\.example\.org\/#\/s\//);
  expect(await author.evaluate(whatItIs)).toEqual({ secure: true, protocol: "h2" });
  const relayed = await newTab(browser, true);
  await joinByLink(second, link);
  await joinByLink(relayed, link);
  const pages = [author, second, relayed];
  for (const page of pages) await figureBecomes(page, "peer-count", (value) => value === "3");
  await expect(relayed.getByText(/[12] relayed/)).toBeVisible();
  await expect(author.getByText(/1 direct/)).toBeVisible();
  const health = (await (await fetch(`${seedUrl}/health`)).json()) as Readonly<Record<string, unknown>>;
  expect(health["relayedPairs"]).toBeGreaterThan(0);
  // What one knows of the others' trials came by its links.
  const before = await Promise.all(pages.map(trialsOfOthers));
  for (const [i, page] of pages.entries())
    await expect.poll(() => trialsOfOthers(page), { timeout: 30_000 }).toBeGreaterThan((before[i] ?? 0) + 20);
}

const trialsOfOthers = async (page: Page): Promise<number> =>
  Number(await figure(page, "trial-count")) - Number(await figure(page, "own-trial-count"));

function whatItIs() {
  const [page] = performance.getEntriesByType("navigation");
  return { secure: isSecureContext, protocol: page instanceof PerformanceNavigationTiming ? page.nextHopProtocol : "" };
}

/** A browser for which the public name leads to the proxy. */
function browserThatFinds({ port }: Proxy): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: [`--host-resolver-rules=MAP ${PUBLIC_HOST}:443 127.0.0.1:${port}`],
  });
}

async function newTab(browser: Browser, withoutWebRtc = false): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return withoutWebRtc ? tabWithoutWebRtc(context) : context.newPage();
}

const visitor = (port: number, localAddress: string, claims?: string) => ({
  port,
  localAddress,
  servername: PUBLIC_HOST,
  rejectUnauthorized: false,
  headers: { host: PUBLIC_HOST, ...(claims === undefined ? {} : { "x-forwarded-for": claims }) },
});

/** How many calls the seed still grants the network that it takes this visitor to come from. */
async function callsLeft(port: number, localAddress: string, claims?: string): Promise<number> {
  const asked = request({ ...visitor(port, localAddress, claims), host: "127.0.0.1", path: "/api/info", agent: false });
  asked.end();
  const [response] = await once(asked, "response");
  response.resume();
  return Number(response.headers["x-ratelimit-remaining"]);
}

async function signaling(port: number, id: string, localAddress: string, claims?: string): Promise<WebSocket> {
  const query = `key=peerjs&id=${id}&token=token&version=1.5.5`;
  const socket = new WebSocket(`wss://127.0.0.1:${port}/peerjs?${query}`, visitor(port, localAddress, claims));
  await once(socket, "message");
  return socket;
}

function offer(socket: WebSocket): void {
  socket.send(JSON.stringify({ type: "OFFER", dst: "ada", payload: offerPayload() }));
}

/** What the seed calls the networks of those whose first `count` offers come here. */
function networksTold(socket: WebSocket, count: number): Promise<ReadonlyMap<string, string>> {
  const networks = new Map<string, string>();
  return new Promise((resolve) => {
    socket.on("message", (data: Buffer) => {
      const { src, from } = JSON.parse(data.toString()) as { readonly src: string; readonly from: string };
      networks.set(src, from);
      if (networks.size === count) resolve(networks);
    });
  });
}
