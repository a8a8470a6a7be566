// The jail in real Chromium, under the seed's own headers: honest objectives work, hostile ones harm only themselves.
import { createServer } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { stripTypes } from "../../worker/jail/source/strip-types.ts";
import type { OpenOptions } from "./jail-harness/engine.ts";
import { addressThatOpens, withOwnBrowser } from "./jail-harness/own-browser.ts";
import { childrenCpuMs, spinningWorkers } from "./jail-harness/processes.ts";
import { type HarnessServer, listen, startHarness } from "./jail-harness/server.ts";
import { ALONE, lanAddress } from "./support.ts";

const QUADRATIC = "t => t.suggestFloat('x', -100, 100) ** 2 + t.suggestCategorical('y', [-1, 0, 1])";

let server: HarnessServer;
test.beforeAll(async () => {
  server = await startHarness();
});
test.afterAll(() => server.close());
test.beforeEach(async ({ page }) => {
  server.log.length = 0;
  await page.goto(server.url);
  await page.waitForFunction(() => "lab" in window);
});

const open = (page: Page, name: string, source: string, options: OpenOptions = {}): Promise<void> =>
  page.evaluate(([name, source, options]) => window.lab.open(name, source, options), [name, source, options] as const);
const run = (page: Page, name: string, count: number): Promise<void> =>
  page.evaluate(([name, count]) => window.lab.run(name, count), [name, count] as const);
const eventsOf = (page: Page, name: string) => page.evaluate((name) => window.lab.events(name), name);
const outcomesOf = async (page: Page, name: string) =>
  (await eventsOf(page, name)).flatMap((event) => event.outcomes ?? []);

/** Waits for the slot's `count`-th event of this type. */
async function awaited(page: Page, name: string, type: string, count = 1) {
  const some = async () => (await eventsOf(page, name)).filter((event) => event.type === type);
  await expect
    .poll(async () => (await some()).length, { intervals: [20], timeout: 15_000 })
    .toBeGreaterThanOrEqual(count);
  const event = (await some())[count - 1];
  if (event === undefined) throw new Error("unreachable");
  return event;
}

async function ready(page: Page, name: string, source: string, options: OpenOptions = {}): Promise<void> {
  await open(page, name, source, options);
  await awaited(page, name, "ready");
}

/** Runs `count` trials and gives their outcomes. */
async function outcomes(page: Page, source: string, count: number, options: OpenOptions = {}) {
  await ready(page, "honest", source, options);
  await run(page, "honest", count);
  await expect.poll(async () => (await outcomesOf(page, "honest")).length).toBe(count);
  return outcomesOf(page, "honest");
}

async function loadError(page: Page, source: string, options: OpenOptions = {}) {
  await open(page, "broken", source, options);
  return (await awaited(page, "broken", "loadFailed")).error;
}

test.describe("an honest objective", () => {
  test("gets the proposed values and gives its own", async ({ page }) => {
    const all = await outcomes(page, QUADRATIC, 3);
    expect(all.map((o) => [o.number, o.state, o.values, o.params])).toEqual([
      [0, "complete", [9999], [-100, -1]],
      [1, "complete", [9801], [-99, 0]],
      [2, "complete", [9605], [-98, 1]],
    ]);
  });

  test("may be asynchronous, report, constrain and note", async ({ page }) => {
    const source = `export default async function (trial) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (let step = 0; step < 3; step++) trial.report(1 / (step + 1), step);
      trial.setConstraint("weight", -1);
      trial.setUserAttr("note", "half a pair: \\ud83d");
      return trial.suggestInt("never seen", 1, 10);
    }`;
    const [first] = await outcomes(page, source, 2);
    expect(first).toMatchObject({
      state: "complete",
      intermediate: [
        [0, 1],
        [1, 0.5],
        [2, 1 / 3],
      ],
      constraints: { weight: -1 },
      userAttrs: { note: "half a pair: \ufffd" },
    });
    expect((await awaited(page, "honest", "report")).report).toEqual([0, 0, 1]);
  });

  test("may stop early", async ({ page }) => {
    const source = "(trial) => { trial.report(3, 0); throw new TrialPruned(); }";
    expect(await outcomes(page, source, 1)).toMatchObject([{ state: "pruned", values: [3], error: null }]);
  });

  test("draws the same chance for the same trial, also while loading", async ({ page }) => {
    const source = "const offset = Math.random();\nexport default () => offset + Math.random() + Math.random();";
    const first = (await outcomes(page, source, 3)).map((o) => o.values[0]);
    await page.evaluate(() =>
      window.lab.open(
        "again",
        "const offset = Math.random();\nexport default () => offset + Math.random() + Math.random();",
      ),
    );
    await awaited(page, "again", "ready");
    await run(page, "again", 3);
    await expect.poll(async () => (await outcomesOf(page, "again")).map((o) => o.values[0])).toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  test("finds neither messages nor network nor storage", async ({ page }) => {
    const names =
      "postMessage close fetch XMLHttpRequest WebSocket EventSource importScripts indexedDB caches BroadcastChannel Worker navigator location Blob reportError";
    const source = `(trial) => { trial.setUserAttr("found", ${JSON.stringify(names)}.split(" ").filter((n) => typeof self[n] !== "undefined").join(" ")); return 1; }`;
    expect(await outcomes(page, source, 1)).toMatchObject([{ userAttrs: { found: "" } }]);
  });
});

test.describe("a mistake in an objective", () => {
  test("thrown is found by line and column", async ({ page }) => {
    const source = "const limit = 3;\n\nexport default (trial) => {\n  throw new RangeError(`over ${limit}`);\n};";
    expect(await outcomes(page, source, 1)).toMatchObject([
      { state: "failed", values: [], error: { kind: "threw", message: "RangeError: over 3", line: 4, column: 9 } },
    ]);
  });

  test("on the first line of a bare arrow is found too", async ({ page }) => {
    expect(await outcomes(page, "(trial) => trial && missing + 1", 1)).toMatchObject([
      { error: { message: "ReferenceError: missing is not defined", line: 1, column: 21 } },
    ]);
  });

  test("in TypeScript keeps the author's column", async ({ page }) => {
    const source =
      "type Point = { x: number };\nconst scale: number = 2;\nexport default (trial: { number: number }): number => (null as unknown as Point).x * scale;";
    const stripped = stripTypes(source);
    if (!stripped.ok) throw new Error(stripped.message);
    const [only] = await outcomes(page, stripped.javascript, 1, { positions: stripped.positions });
    expect(only?.error).toMatchObject({
      kind: "threw",
      line: 3,
      column: (source.split("\n")[2] ?? "").indexOf("x * scale") + 1,
    });
  });

  test("of another kind than an Error is told", async ({ page }) => {
    expect(await outcomes(page, "() => { throw { toString() { throw 1; } }; }", 1)).toMatchObject([
      { state: "failed", error: { kind: "threw", line: null } },
    ]);
  });

  test("as NaN, text or too many values fails the trial", async ({ page }) => {
    const source = "(trial) => [NaN, 'seven', [1, 2], undefined][trial.number]";
    expect((await outcomes(page, source, 4)).map((o) => o.error?.kind)).toEqual([
      "nan",
      "wrong-values",
      "wrong-values",
      "wrong-values",
    ]);
  });

  test.describe("of syntax", () => {
    for (const [what, source, line, column] of [
      ["in a module", "const a = 1;\nexport default (trial) => {\n  let x = ;\n};", 3, 11],
      ["in a bare arrow", "(trial) => trial..x", 1, 18],
      ["in a named function", "function objective(trial) {\n  return 1 +* 2;\n}", 2, 13],
      ["at the end", "export default (trial) => {\n  return 1;\n", 3, 1],
    ] as const) {
      test(`is found ${what}`, async ({ page }) => {
        expect(await loadError(page, source)).toMatchObject({ kind: "threw", line, column });
        expect((await loadError(page, source))?.message).toContain("SyntaxError");
      });
    }
  });

  test("outside of the function is found", async ({ page }) => {
    expect(await loadError(page, "const a = null;\nconst b = a.b;\nexport default () => b;")).toMatchObject({
      line: 2,
      column: 13,
    });
  });

  test("as a value that is no function is told", async ({ page }) => {
    expect((await loadError(page, "export default 7"))?.message).toContain("must be a function");
  });
});

test.describe("an objective that does not end", { tag: ALONE }, () => {
  for (const [what, source] of [
    ["a promise that never settles", "() => new Promise(() => {})"],
    ["an infinite loop", "(trial) => { if (trial.number === 3) for (;;); return trial.number; }"],
  ] as const) {
    test(`is restarted: ${what}`, async ({ page }) => {
      await ready(page, "endless", source);
      await run(page, "endless", 10);
      await page.waitForTimeout(300);
      const startMs = performance.now();
      await page.evaluate(() => window.lab.restart("endless"));
      expect((await awaited(page, "endless", "lost")).error).toMatchObject({ kind: "timeout" });
      await awaited(page, "endless", "ready", 2);
      expect(performance.now() - startMs).toBeLessThan(1_000);
    });
  }

  test("keeps what finished before it", async ({ page }) => {
    const source =
      "async (trial) => { if (trial.number === 3) await new Promise(() => {}); await new Promise((r) => setTimeout(r, 30)); return 1; }";
    await ready(page, "partly", source);
    await run(page, "partly", 10);
    await expect.poll(async () => (await outcomesOf(page, "partly")).length).toBe(3);
    await page.evaluate(() => window.lab.restart("partly"));
    await awaited(page, "partly", "ready", 2);
    await run(page, "partly", 2);
    await expect.poll(async () => (await outcomesOf(page, "partly")).map((o) => o.number)).toEqual([0, 1, 2, 10, 11]);
  });

  test("uses no processor within a second after it is closed, with a loop on each of two cores", async ({ page }) => {
    const second = async (): Promise<number> => {
      const from = childrenCpuMs();
      await page.waitForTimeout(1_000);
      return childrenCpuMs() - from;
    };
    for (const name of ["one", "two"]) await ready(page, name, "() => { for (;;); }");
    const restMs = await second();
    for (const name of ["one", "two"]) await run(page, name, 1);
    // In a second in which other programs leave the loops hardly any, there is nothing to be seen ending.
    let busyMs = 0;
    const busy = async () => (busyMs = await second());
    await expect.poll(busy, { intervals: [0], timeout: 30_000 }).toBeGreaterThan(restMs + 200);
    const closing = page.evaluate(() => Promise.all([window.lab.close("one"), window.lab.close("two")]));
    await page.waitForTimeout(1_000);
    expect(Math.max(...(await closing))).toBeLessThan(1_000);
    const idleMs = await second();
    console.log(`${restMs} ms of processor time in a second before, ${busyMs} ms with two loops, ${idleMs} ms after`);
    expect(idleMs).toBeLessThan(restMs + (busyMs - restMs) / 5);
  });

  test("is ended for certain even where nothing can interrupt it, though another tab's jail goes on", async ({
    page,
  }) => {
    const beside = await page.context().newPage();
    await beside.goto(server.url);
    await beside.waitForFunction(() => "lab" in window);
    await ready(beside, "honest", "async () => { await new Promise((r) => setTimeout(r, 20)); return 1; }", {
      keepRunning: 10,
    });
    await ready(page, "endless", "() => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)");
    const spinning = () => spinningWorkers(process.pid);
    for (let i = 1; i <= 3; i++) {
      await run(page, "endless", 1);
      await expect.poll(spinning).toBe(1);
      await page.evaluate(() => window.lab.restart("endless"));
      await awaited(page, "endless", "ready", i + 1);
      await expect.poll(spinning, { timeout: 5_000 }).toBe(0);
    }
    await run(page, "endless", 1);
    await expect.poll(spinning).toBe(1);
    await page.evaluate(() => window.lab.close("endless"));
    await expect.poll(spinning, { timeout: 5_000 }).toBe(0);
    const before = await beside.evaluate(() => window.lab.finishedCount("honest"));
    await expect.poll(() => beside.evaluate(() => window.lab.finishedCount("honest"))).toBeGreaterThan(before);
    expect((await eventsOf(beside, "honest")).filter((event) => event.type === "lost")).toEqual([]);
  });

  test("is told when it is the loading that does not end", async ({ page }) => {
    expect((await loadError(page, "for (;;);\nexport default () => 1;"))?.kind).toBe("timeout");
  });
});

test.describe("a hostile worker", () => {
  /** All of these run in place of the honest runtime, with the browser's whole worker realm at hand. */
  const floods = {
    messages: "for (;;) postMessage(new ArrayBuffer(64));",
    "well-formed messages": "for (;;) postMessage(Uint32Array.of(4, 0).buffer);",
    "large messages": "for (;;) postMessage(new ArrayBuffer(1 << 20));",
    objects: "for (;;) postMessage({ a: [1, 2, 3] });",
    errors: "for (;;) reportError(new Error('again'));",
    "errors in turns": "setInterval(() => { for (let i = 0; i < 1e4; i++) reportError(new Error('again')); }, 0);",
  };
  /** Longest holdups of engine and page in three seconds. */
  async function gaps(page: Page): Promise<{ engineMs: number; pageMs: number }> {
    await page.evaluate(() => {
      window.pageGapMs = 0;
      return window.lab.takeGapMs();
    });
    await page.waitForTimeout(3_000);
    const engineMs = await page.evaluate(() => window.lab.takeGapMs());
    return { engineMs, pageMs: await page.evaluate(() => window.pageGapMs) };
  }

  const MEASUREMENTS = 3;
  const isWithin = ({ silent, flooded }: Awaited<ReturnType<typeof holdup>>): boolean =>
    flooded.engineMs <= Math.max(100, 3 * silent.engineMs) && flooded.pageMs <= Math.max(100, 3 * silent.pageMs);

  /** What a flood costs, beside what one silent loop costs on this machine now: with nothing else running, under 70 ms. */
  async function holdup(page: Page, what: string, runtime: string) {
    await open(page, "loop", QUADRATIC, { runtime: "for (;;);" });
    const silent = await gaps(page);
    await page.evaluate(() => window.lab.close("loop"));
    await page.waitForTimeout(2_000);
    await open(page, "flood", QUADRATIC, { runtime });
    const flooded = await gaps(page);
    const lost = await awaited(page, "flood", "lost");
    expect(lost.error?.kind).toMatch(what === "well-formed messages" ? /flooded/ : /flooded|misuse/);
    console.log(
      `${what}: engine ${flooded.engineMs} ms (silent ${silent.engineMs}), page ${flooded.pageMs} ms (silent ${silent.pageMs})`,
    );
    return { silent, flooded };
  }

  for (const [what, runtime] of Object.entries(floods)) {
    test(`that floods with ${what} holds up nobody`, { tag: ALONE }, async ({ page }) => {
      await ready(page, "honest", QUADRATIC, { keepRunning: 100 });
      let held = await holdup(page, what, runtime);
      // Other programs of the machine can hold up anything for once. An unchecked flood does so always, for seconds.
      for (let i = 1; i < MEASUREMENTS && !isWithin(held); i++) {
        await page.evaluate(() => window.lab.close("flood"));
        held = await holdup(page, what, runtime);
      }
      expect(isWithin(held), JSON.stringify(held)).toBe(true);
      expect((await eventsOf(page, "honest")).filter((event) => event.type === "lost")).toEqual([]);
      const count = () => page.evaluate(() => window.lab.finishedCount("honest"));
      const before = await count();
      await expect.poll(count).toBeGreaterThan(before);
      expect(await page.evaluate(() => window.lab.close("flood"))).toBeLessThan(1_000);
    });
  }

  test("cannot be made of an honest one by what an objective can say", async ({ page }) => {
    const source = `(trial) => {
      for (let i = 0; i < 1e4; i++) { console.log("again", i); setTimeout(() => { throw new Error("stray"); }, 0); Promise.reject(i); }
      for (const say of ["postMessage", "reportError", "dispatchEvent"]) try { self[say](new Error("no")); } catch {}
      return 1;
    }`;
    expect(await outcomes(page, source, 5)).toHaveLength(5);
    await page.waitForTimeout(1_000);
    expect((await eventsOf(page, "honest")).filter((event) => event.type === "lost")).toEqual([]);
  });

  const LOADED =
    "const b = (...n) => { const u = new ArrayBuffer(8 + n.slice(1).length * 8); new Uint32Array(u, 0, 2).set([n[0], 0]); new Float64Array(u, 8).set(n.slice(1)); return u; };\npostMessage(b(4));\n";
  const forgeries = {
    "bytes of no meaning":
      "onmessage = (e) => { if (e.data.type === 'run') postMessage(crypto.getRandomValues(new Uint8Array(4096)).buffer); };",
    "a result nobody asked for": "postMessage(b(2, 999, 0, 0, 0, -1, 1, 0, 7));",
    "its own batch": "onmessage = (e) => { if (e.data.type === 'run') postMessage(e.data.bytes); };",
    "an empty buffer": "postMessage(new ArrayBuffer(0));",
    "a report of no trial": "postMessage(b(3, 5, 0, 1));",
  };
  for (const [what, forgery] of Object.entries(forgeries)) {
    test(`that forges ${what} is caught and started anew`, async ({ page }) => {
      await open(page, "forger", QUADRATIC, { runtime: LOADED + forgery });
      await awaited(page, "forger", "ready");
      await page.evaluate(() => window.lab.run("forger", 5).catch(() => undefined));
      expect((await awaited(page, "forger", "lost")).error).toMatchObject({ kind: "misuse" });
      await awaited(page, "forger", "ready", 2);
      expect(await outcomesOf(page, "forger")).toEqual([]);
      expect(await outcomes(page, QUADRATIC, 3)).toHaveLength(3);
    });
  }

  test("reaches neither network nor storage nor another worker's page", async ({ page }) => {
    let requests = 0;
    const sink = createServer((_, response) => {
      requests += 1;
      response.writeHead(200, { "access-control-allow-origin": "*" }).end("1");
    });
    sink.on("upgrade", (_, socket) => {
      requests += 1;
      socket.destroy();
    });
    const sinkPort = await listen(sink);
    const at = `http://localhost:${sinkPort}/`;
    expect((await fetch(at)).ok).toBe(true);
    expect(requests).toBe(1);
    await page.evaluate(() => {
      window.heard = [];
      new BroadcastChannel("out").onmessage = (event) => window.heard.push(event.data);
    });
    const runtime = `
      const tries = {
        fetch: () => fetch("${at}"),
        "fetch of the app": () => fetch("${server.url}"),
        "fetch keepalive": () => fetch("${at}", { keepalive: true, mode: "no-cors", method: "POST", body: "x" }),
        xhr: () => new Promise((ok, no) => { const x = new XMLHttpRequest(); x.onload = ok; x.onerror = no; x.open("GET", "${at}"); x.send(); }),
        WebSocket: () => new Promise((ok, no) => { const s = new WebSocket("ws://localhost:${sinkPort}/"); s.onopen = ok; s.onerror = no; }),
        EventSource: () => new Promise((ok, no) => { const s = new EventSource("${at}"); s.onopen = ok; s.onerror = no; }),
        WebTransport: () => new WebTransport("https://localhost:${sinkPort}/").ready,
        importScripts: () => importScripts("${at}"),
        import: () => import("${at}"),
        Worker: () => new Promise((ok, no) => { const w = new Worker("${at}"); w.onmessage = ok; w.onerror = no; }),
        sendBeacon: () => { if (!navigator.sendBeacon("${at}")) throw 1; },
        indexedDB: () => new Promise((ok, no) => { const r = indexedDB.open("x"); r.onsuccess = ok; r.onerror = no; }),
        caches: () => caches.open("x"),
        opfs: () => navigator.storage.getDirectory(),
        localStorage: () => localStorage.length,
        cookieStore: () => cookieStore.getAll(),
        RTCPeerConnection: () => new RTCPeerConnection(),
        SharedWorker: () => new SharedWorker("${at}"),
      };
      (async () => {
        new BroadcastChannel("out").postMessage("from the jail");
        const reached = [];
        for (const [name, attempt] of Object.entries(tries)) {
          const late = new Promise((_, no) => setTimeout(no, 500));
          try { await Promise.race([attempt(), late]); reached.push(name); } catch {}
        }
        const text = new TextEncoder().encode(JSON.stringify({ kind: "threw", message: "reached: " + reached, line: null, column: null }));
        const bytes = new ArrayBuffer(8 + Math.ceil(text.length / 8) * 8);
        new Uint32Array(bytes, 0, 2).set([5, text.length]);
        new Uint8Array(bytes, 8).set(text);
        postMessage(bytes);
      })();`;
    expect((await loadError(page, QUADRATIC, { runtime }))?.message).toBe("reached: ");
    expect(await page.evaluate(() => window.heard)).toEqual([]);
    expect(requests).toBe(1);
    sink.close();
  });

  const VICTIM = "async () => { await new Promise((r) => setTimeout(r, 20)); return 1; }";
  const BOMB = "() => { const all = []; for (;;) all.push(new Array(1e7).fill(1.5)); }";
  const victimAndBomb = (url: string): string =>
    addressThatOpens(url, [
      ["victim", VICTIM, { keepRunning: 5 }],
      ["bomb", BOMB, { keepRunning: 1 }],
    ]);
  const logged = (name: string, type: string) =>
    server.log.filter((event) => event.name === name && event.type === type);

  test("that fills the memory loses its own process alone", { tag: ALONE }, async () => {
    await withOwnBrowser(victimAndBomb(server.url), async () => {
      await expect.poll(() => logged("bomb", "lost")[0], { timeout: 90_000, intervals: [100] }).toBeDefined();
      const [lost] = logged("bomb", "lost");
      expect(lost?.error?.kind).toBe("memory");
      await expect.poll(() => logged("bomb", "ready").length, { timeout: 10_000 }).toBe(2);
      const after = () => logged("victim", "finished").filter((event) => event.atMs > (lost?.atMs ?? 0) + 2_000);
      await expect.poll(() => after().length, { timeout: 10_000 }).toBeGreaterThan(10);
      expect(logged("victim", "lost")).toEqual([]);
    });
  });

  test("that fills the memory costs the others a restart within two seconds where all share a process", {
    tag: ALONE,
  }, async () => {
    const address = lanAddress();
    test.skip(address === null, "this machine has no network address");
    await withOwnBrowser(victimAndBomb(server.url.replace("localhost", address ?? "")), async () => {
      await expect.poll(() => logged("victim", "lost")[0], { timeout: 90_000, intervals: [100] }).toBeDefined();
      const [lost] = logged("victim", "lost");
      expect(lost?.error?.kind).toBe("memory");
      const lostMs = lost?.atMs ?? 0;
      const finished = (isAfter: boolean) =>
        logged("victim", "finished").filter(({ atMs }) => atMs > lostMs === isAfter);
      await expect.poll(() => finished(true).length, { timeout: 10_000, intervals: [50] }).toBeGreaterThan(0);
      const diedMs = finished(false).at(-1)?.atMs ?? 0;
      const goneMs = (finished(true)[0]?.atMs ?? Number.POSITIVE_INFINITY) - diedMs;
      console.log(`lost after ${Math.round(lostMs - diedMs)} ms, first trial after ${Math.round(goneMs)} ms`);
      expect(goneMs).toBeLessThan(2_000);
    });
  });
});

test("the jail runs on a plain http address of the network, where nothing is a secure context", async ({ page }) => {
  const address = lanAddress();
  test.skip(address === null, "this machine has no network address");
  await page.goto(server.url.replace("localhost", address ?? ""));
  await page.waitForFunction(() => "lab" in window);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  expect(await outcomes(page, QUADRATIC, 3)).toHaveLength(3);
});

test("a trivial objective runs at 100,000 trials a second and more", { tag: ALONE }, async ({ page }) => {
  const rate = await page.evaluate((source) => window.lab.bench(source, 2, 5_000), QUADRATIC);
  console.log(`${Math.round(rate)} trials/s through the jail`);
  expect(rate).toBeGreaterThan(100_000);
});
