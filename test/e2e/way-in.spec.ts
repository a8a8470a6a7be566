import { type Browser, expect, type Page, test } from "@playwright/test";
import { WebSocket } from "ws";
import {
  ALONE,
  closeTabs,
  exactly,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  quadratic,
  type Seed,
  startSeed,
} from "./support.ts";

/** Addresses of the loopback interface, which the seed takes for networks. */
const network = (i: number): string => `127.0.1.${i + 1}`;

/** A stranger at the seed: a socket, an address, and no browser behind it. */
class Stranger {
  readonly id: string;
  readonly #socket: WebSocket;
  readonly #url: string;
  readonly #studyId: string;

  private constructor(socket: WebSocket, id: string, url: string, studyId: string) {
    this.#socket = socket;
    this.id = id;
    this.#url = url;
    this.#studyId = studyId;
  }

  static async open(seed: Seed, studyId: string, id: string, localAddress: string): Promise<Stranger> {
    const query = `key=peerjs&id=${id}&token=token&version=1.5.5`;
    const socket = new WebSocket(`ws://127.0.0.1:${seed.port}/peerjs?${query}`, { localAddress });
    socket.on("error", () => {});
    await new Promise((resolve, reject) => {
      socket.once("message", resolve);
      socket.once("close", () => reject(new Error(`${id} was not let in`)));
    });
    return new Stranger(socket, id, `http://127.0.0.1:${seed.port}`, studyId);
  }

  /** Whom the seed names to it. */
  async announce(): Promise<string[]> {
    const response = await fetch(`${this.#url}/api/rooms/${this.#studyId}/announce`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address: this.id, token: "token", summary: { best: null, trials: 0, peers: 1 } }),
    });
    if (!response.ok) throw new Error(`${this.id}: ${response.status}`);
    const { addresses } = (await response.json()) as { addresses: string[] };
    return addresses;
  }

  offer(dst: string, sdp: string, connectionId: string): void {
    const payload = { sdp: { type: "offer", sdp }, type: "data", connectionId, reliable: true, serialization: "raw" };
    this.#socket.send(JSON.stringify({ type: "OFFER", dst, payload }));
  }

  end(): void {
    this.#socket.terminate();
  }
}

/** An offer as a browser makes it, behind which nobody will ever be. */
const realOffer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const connection = new RTCPeerConnection();
    connection.createDataChannel("way in");
    const { sdp } = await connection.createOffer();
    connection.close();
    return sdp ?? "";
  });

test.describe("the way in", { tag: ALONE }, () => {
  let seed: Seed;
  const strangers: Stranger[] = [];

  test.beforeEach(async () => {
    seed = await startSeed();
  });
  test.afterEach(async ({ browser }) => {
    for (const stranger of strangers.splice(0)) stranger.end();
    await closeTabs(browser);
    await seed.stop();
  });

  /** Two tabs that work, at 127.0.0.1 as the strangers of their own network. */
  async function twoTabs(browser: Browser): Promise<{ author: Page; link: string; studyId: string }> {
    const url = `http://127.0.0.1:${seed.port}`;
    const author = await newTab(browser);
    const link = await publish(author, url, { objective: quadratic, rounds: 1, trialsPerRound: 5 });
    const second = await newTab(browser);
    await joinByLink(second, link);
    await figureBecomes(author, "peer-count", exactly(2));
    return { author, link, studyId: link.split("/s/")[1]?.split(/[/?]/)[0] ?? "" };
  }

  /** From pressing Join until others are there, ms. */
  async function linkedMs(browser: Browser, link: string): Promise<number> {
    const page = await newTab(browser);
    await page.goto(link);
    const join = page.getByRole("button", { name: /^Join/ });
    await join.waitFor();
    await join.click();
    const beganMs = performance.now();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid="peer-count"]')?.getAttribute("data-value")) >= 2,
      undefined,
      { polling: 50, timeout: 60_000 },
    );
    return performance.now() - beganMs;
  }

  for (const [which, networks] of [
    ["of the tabs' own network", ["127.0.0.1"]],
    ["of ten other networks", Array.from({ length: 10 }, (_, i) => network(i))],
  ] as const) {
    test(`a newcomer beside 2 tabs and 400 dead addresses ${which} is linked within 5 s`, async ({ browser }) => {
      const { link, studyId } = await twoTabs(browser);
      for (let i = 0; i < 400; i++) {
        const from = networks[i % networks.length] ?? "";
        const stranger = await Stranger.open(seed, studyId, `dead${i}`, from);
        strangers.push(stranger);
        await stranger.announce();
      }
      const tookMs = await linkedMs(browser, link);
      console.log(`linked beside 400 dead addresses ${which} after ${Math.round(tookMs)} ms`);
      expect(tookMs).toBeLessThan(5_000);
    });
  }

  test("a newcomer beside 2 tabs and 41 strangers whose offers lead nowhere is linked within 5 s", async ({
    browser,
  }) => {
    const { author, link, studyId } = await twoTabs(browser);
    const sdp = await realOffer(author);
    for (let i = 0; i < 41; i++) strangers.push(await Stranger.open(seed, studyId, `silent${i}`, "127.0.0.1"));
    let offers = 0;
    const targets = new Set<string>();
    const offerAll = async (): Promise<void> => {
      const [first] = strangers;
      for (const address of (await first?.announce()) ?? []) if (!address.startsWith("silent")) targets.add(address);
      for (const stranger of strangers) for (const dst of targets) stranger.offer(dst, sdp, `dc_${offers++}`);
    };
    const faults: unknown[] = [];
    const flood = setInterval(() => {
      void offerAll().catch((error: unknown) => faults.push(error));
    }, 500);
    try {
      await expect.poll(() => offers).toBeGreaterThan(200);
      const tookMs = await linkedMs(browser, link);
      console.log(`linked beside 41 strangers after ${Math.round(tookMs)} ms, ${offers} offers`);
      expect(targets.size).toBeGreaterThanOrEqual(2);
      expect(tookMs).toBeLessThan(5_000);
    } finally {
      clearInterval(flood);
      expect(faults).toEqual([]);
    }
  });

  test("a hundred clients of one network join a room of three networks, and each is named somebody of every network", async ({
    browser,
  }) => {
    const { studyId } = await twoTabs(browser);
    for (const [i, from] of [network(0), network(1)].entries()) {
      const stranger = await Stranger.open(seed, studyId, `home${i}`, from);
      strangers.push(stranger);
      await stranger.announce();
    }
    const school = await Promise.all(
      Array.from({ length: 100 }, (_, i) => Stranger.open(seed, studyId, `school${i}`, network(2))),
    );
    strangers.push(...school);
    const named = await Promise.all(school.map((stranger) => stranger.announce()));
    for (const addresses of named) {
      expect(addresses).toEqual(expect.arrayContaining(["home0", "home1"]));
      expect(addresses.filter((address) => !/^(home|school)/.test(address)).length).toBeGreaterThan(0);
    }
  });
});
