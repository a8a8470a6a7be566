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
}

const HTTP_TRIALS = 40;
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
  const created = await anybody.ok<{ study: string; ownerToken: string }>("POST", "/studies", {
    name: "together",
    sampler: "tpe",
    objective: { language: "javascript", source: QUADRATIC },
  });
  const owner = anybody.as(created.ownerToken);
  const at = `/studies/${created.study}`;
  const link = `${url}/#/s/${created.study}`;
  const events: Ended[] = [];
  const joined = desk.run(["join", link, "-r", "3", "-t", "10"]);
  const watching = owner.events(`${at}/events`, ({ data }) => {
    events.push(data as Ended);
    return events.length === HTTP_TRIALS + 30;
  });
  let left = HTTP_TRIALS;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (left-- > 0) {
        const { number, params } = await owner.ok<{ number: number; params: { x: number; y: number } }>(
          "POST",
          `${at}/ask`,
          { space: SPACE },
        );
        await owner.ok("POST", `${at}/trials/${number}/tell`, { value: params.x ** 2 + params.y });
      }
    }),
  );
  expect((await joined).code, (await joined).err).toBe(0);
  await watching;
  expect(new Set(events.map(({ trial }) => trial)).size).toBe(events.length);
  expect(events.filter(({ number }) => number === null)).toHaveLength(30);
  // What a trial's sampler knew are the trials that had ended before it was asked for, of tabs and programs alike.
  for (const { known, place } of events) expect(known).toBeLessThan(place);
  const best = Math.min(...events.map(({ value }) => value));
  expect((await owner.ok<{ best: Ended[] }>("GET", `${at}/best`)).best[0]?.value).toBe(best);
  const look = async (): Promise<{ trials: number; best: { value: number } }> => {
    const { code, out, err } = await desk.run(["best", link, "--json", "--timeout", "120"]);
    expect(code, err).toBe(0);
    return JSON.parse(out) as { trials: number; best: { value: number } };
  };
  first.process.kill("SIGKILL");
  await first.ended;
  await seedOf(port);
  expect(await look()).toMatchObject({ trials: HTTP_TRIALS + 30, best: { value: best } });
  // Nothing came in twice with the seed's own store.
  expect(await owner.ok("GET", at)).toMatchObject({ ended: HTTP_TRIALS + 30 });
});
