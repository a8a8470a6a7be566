import { afterEach, beforeAll, expect, it } from "vitest";
import { bestOf, buildCli, Desk, freePort, QUADRATIC, until } from "./terminals.ts";

beforeAll(buildCli);
let desk = new Desk();
afterEach(() => desk.clear());

const seedOf = async (port: number) => {
  const seed = desk.start(["seed", "--port", String(port), "--host", "127.0.0.1", "--no-open", "--data", "data"]);
  await until(() => seed.out().includes("http://") || seed.process.exitCode !== null, "the seed");
  expect(seed.out(), seed.err()).toContain("http://");
  return seed;
};
const heldBy = async (port: number): Promise<Record<string, number>> =>
  (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as Record<string, number>;

it("a study is there for whoever comes when all others are gone and the seed was killed", async () => {
  desk = new Desk();
  const port = await freePort();
  desk.write("quadratic.js", QUADRATIC);
  const first = await seedOf(port);
  const ran = await desk.run(["run", "quadratic.js", "-r", "3", "-t", "10", "-d", `tcp://localhost:${port}`]);
  expect(ran.code, ran.err).toBe(0);
  const link = /http:\/\/\S+#\/s\/\S+/.exec(ran.out + ran.err)?.[0] ?? "";
  expect(link).not.toBe("");
  expect(await heldBy(port)).toMatchObject({ archivedStudies: 1 });
  first.process.kill("SIGKILL");
  await first.ended;
  const second = await seedOf(port);
  const found = await desk.run(["best", link, "--json", "--timeout", "120"]);
  expect(found.code, found.err).toBe(0);
  const known = JSON.parse(found.out) as { best: { value: number } | number; trials: number };
  expect(found.out).toContain(String(bestOf(ran).value));
  expect(known.trials).toBe(30);
  second.process.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
});
