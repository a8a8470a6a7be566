import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpClient } from "../testing/http-client.ts";
import { type SeedProcess, startSeedProcess } from "../testing/seed-process.ts";

interface Created {
  readonly study: string;
  readonly ownerToken: string;
  readonly workerTokens: readonly { readonly name: string; readonly token: string }[];
}
interface Given {
  readonly number: number;
  readonly params: Readonly<Record<string, number | string>>;
  readonly known: number;
  readonly given: number;
}
interface Ended {
  readonly place: number;
  readonly number: number;
  readonly state: string;
  readonly value: number | string | null;
  readonly params: Readonly<Record<string, number | string>>;
  readonly known: number;
  readonly worker: string;
  readonly error: string | null;
}

const SPACE = {
  x: { type: "float", low: -100, high: 100 },
  y: { type: "categorical", choices: [-1, 0, 1] },
} as const;
const quadratic = ({ x = 0, y = 0 }: Given["params"]): number => Number(x) ** 2 + Number(y);

let folder = "";
let seed: SeedProcess;
let anybody: HttpClient;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "waggle-data-"));
  seed = await startSeedProcess(["--data", folder]);
  anybody = new HttpClient(`${seed.url}/api/v1`);
});
afterAll(async () => {
  await seed.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

async function create(fields: object = {}) {
  const created = await anybody.ok<Created>("POST", "/studies", { name: `quadratic ${Math.random()}`, ...fields });
  const owner = anybody.as(created.ownerToken);
  const workers = created.workerTokens.map(({ token }) => anybody.as(token));
  const at = (path: string): string => `/studies/${created.study}${path}`;
  const [worker = owner] = workers;
  return { ...created, owner, worker, workers, at };
}

describe("a study over HTTP", () => {
  it("gives one trial for one key, however often the call is made, and another for another", async () => {
    const { owner, worker, at } = await create({ sampler: "random", seed: "5" });
    const ask = (key: string) => worker.ok<Given>("POST", at("/ask"), { space: SPACE, key });
    const first = await ask("a");
    expect(await ask("a")).toEqual(first);
    expect((await ask("b")).number).toBe(first.number + 1);
    await worker.ok("POST", at(`/trials/${first.number}/tell`), { value: 1 });
    expect((await ask("a")).number).toBe(first.number + 2);
    expect(await owner.ok("GET", at(""))).toMatchObject({ running: 2, ended: 1 });
  });

  it("shows values before they are taken, and keeps those that are told to have been", async () => {
    const { worker, at } = await create({ sampler: "random", seed: "6" });
    const shown = await worker.ok<Given>("POST", at("/ask"), { space: SPACE, preview: true });
    expect(Object.keys(shown.params)).toEqual(["x", "y"]);
    const trial = at(`/trials/${shown.number}`);
    expect(await worker.ok("POST", `${trial}/suggest`, { name: "x", ...SPACE.x })).toEqual({
      value: shown.params["x"],
    });
    const suggested = [{ name: "x", ...SPACE.x }];
    await worker.ok("POST", `${trial}/tell`, { value: 1, suggested });
    const wrong = await worker.ok<Given>("POST", at("/ask"), {
      space: { x: SPACE.x, y: { type: "int", low: 3, high: 1 } },
      preview: true,
    });
    expect(Object.keys(wrong.params)).toEqual(["x"]);
    await worker.ok("POST", at(`/trials/${wrong.number}/tell`), { value: 2, suggested });
    const { trials } = await worker.ok<{ trials: Ended[] }>("GET", at("/trials"));
    expect(trials.map(({ params }) => params)).toEqual([{ x: shown.params["x"] }, { x: wrong.params["x"] }]);
  });

  it("is asked and told by eight programs at once: every trial once, and each knew all that had ended", async () => {
    const total = 80;
    const names = Array.from({ length: 8 }, (_, i) => `worker ${i}`);
    const { owner, workers, at } = await create({ trials: total, sampler: "tpe", seed: "8", workers: names });
    const ends: Ended[] = [];
    const watching = owner.events(at("/events"), ({ id, data }) => {
      expect(id).toBe(ends.length + 1);
      ends.push(data as Ended);
      return ends.length === total;
    });
    let answeredTells = 0;
    const between = new Map<number, { readonly least: number; readonly most: number }>();
    let sentTells = 0;
    await Promise.all(
      workers.map(async (worker) => {
        for (;;) {
          const least = answeredTells;
          const asked = await worker.call("POST", at("/ask"), { space: SPACE });
          if (asked.status !== 200) {
            expect(asked.status === 409 || asked.status === 410).toBe(true);
            return;
          }
          const given = asked.body as Given;
          between.set(given.number, { least, most: sentTells });
          sentTells++;
          await worker.ok("POST", at(`/trials/${given.number}/tell`), { value: quadratic(given.params) });
          answeredTells++;
        }
      }),
    );
    await watching;
    expect(new Set(ends.map(({ number }) => number)).size).toBe(total);
    expect(new Set(ends.map(({ worker }) => worker)).size).toBe(8);
    for (const { number, known, place } of ends) {
      const { least = -1, most = -1 } = between.get(number) ?? {};
      expect(known).toBeGreaterThanOrEqual(least);
      expect(known).toBeLessThanOrEqual(Math.min(most, place - 1));
    }
    const { best } = await owner.ok<{ best: Ended[] }>("GET", at("/best"));
    expect(best[0]?.value).toBe(Math.min(...ends.map(({ value }) => Number(value))));
    const pages: Ended[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: { trials: Ended[]; next: number | null } = await owner.ok(
        "GET",
        at(`/trials?after=${after}&limit=30`),
      );
      pages.push(...page.trials);
      after = page.next;
    }
    expect(pages).toEqual(ends);
  });

  it("learns: TPE finds more than chance does", async () => {
    const bestOf = async (sampler: string): Promise<number> => {
      const { worker, at } = await create({ sampler, seed: "3" });
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 100; i++) {
        const { number, params, known } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
        expect(known).toBe(i);
        best = Math.min(best, quadratic(params));
        await worker.ok("POST", at(`/trials/${number}/tell`), { value: quadratic(params) });
      }
      return best;
    };
    expect(await bestOf("tpe")).toBeLessThan(-0.9);
    expect(await bestOf("random")).toBeGreaterThan(-0.9);
  });

  it("suggests in the order in which the objective asks, and the same again for the same name", async () => {
    const { worker, owner, at } = await create();
    const { number, params } = await worker.ok<Given>("POST", at("/ask"), {});
    expect(params).toEqual({});
    const suggest = (body: object) => worker.ok<{ value: unknown }>("POST", at(`/trials/${number}/suggest`), body);
    const kind = await suggest({ name: "kind", type: "categorical", choices: ["a", "b", null, true] });
    const n = await suggest({ name: "n", type: "int", low: 1, high: 9, step: 2 });
    const rate = await suggest({ name: "rate", type: "float", low: 1e-5, high: 1, log: true });
    expect(await suggest({ name: "n", type: "int", low: 1, high: 9, step: 2 })).toEqual(n);
    await worker.ok("POST", at(`/trials/${number}/tell`), { value: 1, attributes: { note: "first" } });
    const { best } = await owner.ok<{ best: Ended[] }>("GET", at("/best"));
    expect(best[0]?.params).toEqual({ kind: kind.value, n: n.value, rate: rate.value });
  });

  it("counts the first tell alone, and a failed trial with its reason", async () => {
    const { worker, owner, at } = await create();
    const { number } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    const tell = (body: object) => worker.ok("POST", at(`/trials/${number}/tell`), body);
    expect(await tell({ state: "failed", error: "out of memory" })).toMatchObject({
      counted: true,
      state: "failed",
      ended: 1,
    });
    expect(await tell({ value: 0 })).toMatchObject({ counted: false, state: "failed", ended: 1 });
    const { trials } = await owner.ok<{ trials: Ended[] }>("GET", at("/trials"));
    expect(trials).toMatchObject([{ state: "failed", error: "out of memory", value: null }]);
  });

  it("stops hopeless trials by the study's pruner", async () => {
    const { worker, at } = await create({ pruner: { name: "threshold", upper: 10 } });
    const { number } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    const trial = at(`/trials/${number}`);
    expect(await worker.ok("POST", `${trial}/report`, { step: 0, value: 3 })).toEqual({ prune: false });
    expect(await worker.ok("POST", `${trial}/report`, { step: 1, value: 30 })).toEqual({ prune: true });
    expect(await worker.ok("GET", `${trial}/should-prune`)).toEqual({ prune: true });
    expect(await worker.ok("POST", `${trial}/tell`, { state: "pruned" })).toMatchObject({ state: "pruned" });
  });

  it("tries what its owner enqueues next, and gives nothing more once the owner has stopped it", async () => {
    const { worker, owner, at } = await create();
    await owner.ok("POST", at("/enqueue"), { params: [{ x: 7, y: 1 }, { x: 8 }] });
    expect((await worker.ok<Given>("POST", at("/ask"), { space: SPACE })).params).toEqual({ x: 7, y: 1 });
    const second = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    expect(second.params["x"]).toBe(8);
    expect((await worker.call("POST", at("/stop"))).status).toBe(403);
    await owner.ok("POST", at("/stop"));
    expect(await worker.call("POST", at("/ask"), {})).toMatchObject({ status: 410, body: { error: "stopped" } });
    expect(await worker.ok("POST", at(`/trials/${second.number}/tell`), { value: 1 })).toMatchObject({ counted: true });
  });

  it("gives a silent worker's trial to the next who asks, under its number, and then as failed", async () => {
    const { worker, owner, at } = await create({ leaseSeconds: 1, retries: 1, trials: 1 });
    const first = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    expect(await worker.call("POST", at("/ask"), {})).toMatchObject({ status: 409, body: { error: "all-given" } });
    let again: Given | null = null;
    await expect
      .poll(
        async () => {
          const asked = await worker.call("POST", at("/ask"), { space: SPACE });
          if (asked.status === 200) again = asked.body as Given;
          return asked.status;
        },
        { timeout: 20_000 },
      )
      .toBe(200);
    expect(again).toEqual({ ...first, given: 2 });
    await expect
      .poll(async () => (await owner.ok<{ failed: number }>("GET", at(""))).failed, { timeout: 20_000 })
      .toBe(1);
  });

  it("has several objectives, and the trials that no other beats as its best", async () => {
    const objectives = [
      { name: "cost", direction: "minimize" },
      { name: "gain", direction: "maximize" },
    ];
    const { worker, at } = await create({ objectives });
    for (const values of [
      [1, 1],
      [2, 2],
      [3, 1],
      [1, 0],
    ]) {
      const { number } = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
      await worker.ok("POST", at(`/trials/${number}/tell`), { values });
    }
    const { best } = await worker.ok<{ best: { values: number[] }[] }>("GET", at("/best"));
    expect(best.map(({ values }) => values)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("goes on after a restart with everything: numbers, values, running trials, the queue", async () => {
    const { worker, owner, at } = await create({ sampler: "tpe" });
    await owner.ok("POST", at("/enqueue"), { params: [{ x: 1 }, { x: 2 }] });
    const told = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    await worker.ok("POST", at(`/trials/${told.number}/tell`), { value: "-Infinity" });
    const running = await worker.ok<Given>("POST", at("/ask"), {});
    const { value: before } = await worker.ok<{ value: unknown }>("POST", at(`/trials/${running.number}/suggest`), {
      name: "x",
      ...SPACE.x,
    });
    await seed.kill("SIGKILL");
    seed = await startSeedProcess(["--data", folder, "--port", new URL(seed.url).port]);
    expect(await worker.ok("POST", at(`/trials/${running.number}/suggest`), { name: "x", ...SPACE.x })).toEqual({
      value: before,
    });
    expect(await worker.ok("POST", at(`/trials/${running.number}/tell`), { value: 4 })).toMatchObject({
      counted: true,
      ended: 2,
    });
    expect(await worker.ok("POST", at(`/trials/${told.number}/tell`), { value: 9 })).toMatchObject({ counted: false });
    const next = await worker.ok<Given>("POST", at("/ask"), { space: SPACE });
    expect(next).toMatchObject({ number: 2, known: 2 });
    const { trials } = await owner.ok<{ trials: Ended[] }>("GET", at("/trials"));
    expect(trials.map(({ number, value, params }) => [number, value, params["x"]])).toEqual([
      [0, "-Infinity", 1],
      [1, 4, 2],
    ]);
  });
});

describe("the seed's folder", () => {
  it("belongs to one seed: a second one says so and ends", async () => {
    await expect(startSeedProcess(["--data", folder])).rejects.toThrow(/Another seed uses the folder/);
  });
});

describe("tokens", () => {
  it("are taken from the header alone, and good for their own study and rights", async () => {
    const { study, worker, workerTokens, ownerToken, at } = await create();
    const other = await create();
    const [{ token } = { token: "" }] = workerTokens;
    for (const path of [at(""), at("/trials"), at("/best"), at("/events"), `/studies/${study}?token=${token}`])
      expect(await anybody.call("GET", path)).toMatchObject({ status: 401, body: { error: "no-token" } });
    expect(await anybody.as("nonsense").call("GET", at(""))).toMatchObject({
      status: 403,
      body: { error: "wrong-token" },
    });
    expect(await other.owner.call("GET", at(""))).toMatchObject({ status: 403, body: { error: "wrong-token" } });
    expect(await worker.call("POST", at("/enqueue"), { params: [{}] })).toMatchObject({
      status: 403,
      body: { error: "not-the-owner" },
    });
    expect(await anybody.call("GET", `/studies/${"A".repeat(43)}`)).toMatchObject({ status: 401 });
    expect(seed.errors()).not.toContain(token);
    expect(seed.errors()).not.toContain(ownerToken);
  });

  it("can be made and ended by the owner", async () => {
    const { owner, at } = await create({ workers: [] });
    const { token } = await owner.ok<{ token: string }>("POST", at("/tokens"), { name: "late" });
    expect((await anybody.as(token).call("POST", at("/ask"), {})).status).toBe(200);
    expect(await owner.ok("DELETE", at("/tokens"), { name: "late" })).toEqual({ ended: 1 });
    expect((await anybody.as(token).call("POST", at("/ask"), {})).status).toBe(403);
  });
});

describe("bad calls", () => {
  it("get a status, a word for programs and a sentence for people, never a 5xx", async () => {
    const { worker, owner, at } = await create();
    const { number } = await worker.ok<Given>("POST", at("/ask"), {});
    const cases: readonly [HttpClient, string, string, unknown, number][] = [
      [anybody, "POST", "/studies", { name: "" }, 400],
      [anybody, "POST", "/studies", { name: "a", sampler: "nonsense" }, 422],
      [anybody, "POST", "/studies", [], 400],
      [worker, "POST", at("/ask"), { space: { x: { type: "float", low: 2, high: 1 } } }, 422],
      [worker, "POST", at("/ask"), { space: { x: { type: "colour" } } }, 400],
      [worker, "POST", at("/trials/999/tell"), { value: 1 }, 404],
      [worker, "POST", at("/trials/-1/tell"), { value: 1 }, 404],
      [worker, "POST", at(`/trials/${number}/tell`), {}, 422],
      [worker, "POST", at(`/trials/${number}/tell`), { value: "1" }, 400],
      [worker, "POST", at(`/trials/${number}/report`), { step: -1, value: 1 }, 400],
      [worker, "POST", at(`/trials/${number}/suggest`), { name: "__proto__", type: "float", low: 0, high: 1 }, 422],
      [worker, "GET", at("/trials?after=x"), undefined, 400],
      [owner, "POST", at("/enqueue"), { params: [] }, 400],
    ];
    for (const [client, method, path, body, status] of cases) {
      const answered = await client.call(method, path, body);
      expect([path, body, answered.status]).toEqual([path, body, status]);
      expect(answered.body).toEqual({
        statusCode: status,
        error: expect.any(String),
        message: expect.stringMatching(/\.$/),
      });
    }
    // What was asked for wrongly is given to the next who asks.
    expect((await worker.ok<Given>("POST", at("/ask"), { space: SPACE })).number).toBe(number + 1);
  });
});

describe("the API", () => {
  it("describes itself: a document of every call, and a page of it without anything of another host", async () => {
    const document = await anybody.ok<{ openapi: string; paths: Record<string, object> }>("GET", "/openapi.json");
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        "/studies",
        "/studies/{study}/ask",
        "/studies/{study}/trials/{number}/tell",
        "/studies/{study}/events",
      ]),
    );
    const page = await (await fetch(`${seed.url}/api/v1/docs`)).text();
    for (const path of Object.keys(document.paths)) expect(page).toContain(path);
    expect(page).not.toMatch(/https?:|<script|src=/);
  });

  it("tells its owner's machine how much it does, without a name", async () => {
    const { study, worker, at } = await create({ name: "a name of its own", workers: ["somebody"] });
    await worker.ok("POST", at("/ask"), {});
    const text = await (await fetch(`${seed.url}/api/v1/metrics`)).text();
    expect(text).toMatch(/^waggle_calls_total\{call="POST \/studies\/:study\/ask",status="200"\} \d+$/m);
    expect(text).toMatch(/^waggle_http_running [1-9]\d*$/m);
    expect(text).not.toContain(study);
    expect(text).not.toContain("somebody");
    const wrong = await fetch(`${seed.url}/api/v1/metrics`, { headers: { authorization: "Bearer guessed" } });
    expect(wrong.status).toBe(403);
  });
});
