import { afterEach, beforeAll, expect, it } from "vitest";
import { HttpClient } from "../../signaling/testing/http-client.ts";
import { buildCli, Desk, freePort, QUADRATIC, until } from "./terminals.ts";

beforeAll(buildCli);
let desk = new Desk();
afterEach(() => desk.clear());

interface Ended {
  readonly number: number | null;
  readonly trial: string;
  readonly place: number;
  readonly value: number;
  readonly known: number;
  readonly worker: string;
  readonly key: string;
}

const HTTP_TRIALS = 40;
const WORKERS = Array.from({ length: 8 }, (_, i) => `program ${i}`);
const SPACE = { x: { type: "float", low: -100, high: 100 }, y: { type: "categorical", choices: [-1, 0, 1] } };

const seedOf = async (port: number) => {
  const seed = desk.start(["seed", "--port", String(port), "--host", "127.0.0.1", "--no-open", "--data", "data"]);
  await until(() => seed.out().includes("http://") || seed.process.exitCode !== null, "the seed");
  expect(seed.out(), seed.err()).toContain("http://");
  return seed;
};

it("terminals and eight programs over HTTP work on one study: all trials everywhere, once each, also when all but the seed are gone", async () => {
  desk = new Desk();
  const port = await freePort();
  const first = await seedOf(port);
  const url = `http://localhost:${port}`;
  const anybody = new HttpClient(`${url}/api/v1`);
  const created = await anybody.ok<{ study: string; ownerToken: string; workerTokens: { token: string }[] }>(
    "POST",
    "/studies",
    {
      name: "together",
      workers: WORKERS,
      sampler: "tpe",
      objective: { language: "javascript", source: QUADRATIC },
    },
  );
  const owner = anybody.as(created.ownerToken);
  const workers = created.workerTokens.map(({ token }) => anybody.as(token));
  const at = `/studies/${created.study}`;
  const link = `${url}/#/s/${created.study}`;
  const events: Ended[] = [];
  const joined = desk.run(["join", link, "-r", "3", "-t", "10"]);
  const watching = owner.events(`${at}/events`, ({ data }) => {
    events.push(data as Ended);
    return events.length === HTTP_TRIALS + 30;
  });
  let left = HTTP_TRIALS;
  const once = async (worker: HttpClient): Promise<void> => {
    const { number, params } = await worker.ok<{ number: number; params: { x: number; y: number } }>(
      "POST",
      `${at}/ask`,
      { space: SPACE },
    );
    await worker.ok("POST", `${at}/trials/${number}/tell`, { value: params.x ** 2 + params.y });
  };
  await Promise.all(
    workers.map(async (worker) => {
      while (left-- > 0) await once(worker);
    }),
  );
  expect((await joined).code, (await joined).err).toBe(0);
  await watching;
  expect(new Set(events.map(({ trial }) => trial)).size).toBe(events.length);
  expect(events.filter(({ number }) => number === null)).toHaveLength(30);
  // Each says what ran it: every program has a key of its own, and so has the terminal.
  const keys = new Map(events.map(({ worker, key }) => [worker, key]));
  expect([...keys.keys()].toSorted()).toEqual([...WORKERS, "swarm"].toSorted());
  expect(new Set(keys.values()).size).toBe(WORKERS.length + 1);
  for (const { worker, key } of events) expect(key).toBe(keys.get(worker));
  // What a trial's sampler knew are the trials that had ended before it was asked for, of tabs and programs alike.
  for (const { known, place } of events) expect(known).toBeLessThan(place);
  const bestOf = async (): Promise<number | undefined> =>
    (await owner.ok<{ best: Ended[] }>("GET", `${at}/best`)).best[0]?.value;
  expect(await bestOf()).toBe(Math.min(...events.map(({ value }) => value)));
  const look = async (): Promise<{ trials: number; best: { value: number } }> => {
    const { code, out, err } = await desk.run(["best", link, "--json", "--timeout", "120"]);
    expect(code, err).toBe(0);
    return JSON.parse(out) as { trials: number; best: { value: number } };
  };
  // What it has acknowledged and not told anybody yet is told by its next start.
  await Promise.all(workers.map(once));
  const best = await bestOf();
  first.process.kill("SIGKILL");
  await first.ended;
  await seedOf(port);
  const all = HTTP_TRIALS + 30 + WORKERS.length;
  expect(await look()).toMatchObject({ trials: all, best: { value: best } });
  // Nothing came in twice with the seed's own store.
  expect(await owner.ok("GET", at)).toMatchObject({ ended: all });
});
