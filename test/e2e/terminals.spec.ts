// Terminals beside a tab: real processes of the built command, one with WebRTC and one by the seed's relay.
import { expect, test } from "@playwright/test";
import { buildCli, Desk, type Ended, until } from "../cli/terminals.ts";
import { atLeast, exactly, figureBecomes, newTab, publish, sharedSeed, slowQuadratic } from "./support.ts";

const seed = sharedSeed();
let desk = new Desk();
test.beforeAll(buildCli);
test.afterEach(async () => {
  await desk.clear();
  desk = new Desk();
});

const said = ({ out, err, code }: Ended) => {
  expect(code, err).toBe(0);
  return JSON.parse(out) as {
    readonly best: { readonly value: number; readonly trial: string };
    readonly trials: number;
  };
};

test("a tab and two terminals on one study agree, and what a killed one found is not lost", async ({ browser }) => {
  const tab = await newTab(browser);
  const form = { objective: slowQuadratic(20), rounds: 10, trialsPerRound: 10, access: "listed" } as const;
  const link = await publish(tab, seed.url, form);
  const share = ["-r", "10", "-t", "10", "--terminate"];
  const direct = desk.start(["join", link, ...share, "-n", "Direct", "--json"], {});
  const relayed = desk.start(["join", link, ...share, "-n", "Relayed", "--json"]);
  const killed = desk.start(["join", link, "-r", "1000", "-t", "10", "-n", "Killed"]);
  // Three that do not know each other yet may all be on their way: each is seen by what it has done.
  await until(() => /[1-9]\d* own of/.test(killed.out()) || killed.process.exitCode !== null, "trials of the third");
  await figureBecomes(tab, "peer-count", atLeast(4));
  killed.process.kill("SIGKILL");
  await killed.ended;
  const ends = (await Promise.all([direct.ended, relayed.ended])).map(said);
  await figureBecomes(tab, "study-state", exactly("finished"));
  const [first, second] = ends;
  // How many had run it again may be news to one of them still.
  const found = ends.map(({ best: { value, trial } }) => ({ value, trial }));
  expect(found[0]).toEqual(found[1]);
  expect(first?.best.value).toBeLessThanOrEqual(-0.95);
  await figureBecomes(tab, "best-value", exactly(first?.best.value ?? ""));
  await figureBecomes(tab, "trial-count", exactly(first?.trials ?? 0));
  // The three's own are 300, and what is more the killed one had told.
  expect(first?.trials).toBeGreaterThan(300);
  expect(second?.trials).toBe(first?.trials);
});
