// Many tabs in virtual time: `npm run sim:scale`; see README.md. Repeats exactly from its seed, but for times and memory.

import { fail } from "../scripts/prepare.mjs";
import { amongCalmTabs } from "./scale/calm.ts";
import { underChurn } from "./scale/churn.ts";
import { underLoad } from "./scale/load.ts";
import { number } from "./scale/number.ts";
import type { ScaleOptions } from "./scale/swarm.ts";
import { afterVanishing } from "./scale/vanish.ts";
import { worstOf } from "./scale/worst-of.ts";
import { count, readOptions } from "./shared/options.ts";
import { type Figure, report } from "./shared/report.ts";

const { values } = readOptions({
  scenario: "load",
  peers: "100",
  seconds: "60",
  rate: "1",
  bests: "1",
  dims: "10",
  loss: "0",
  seed: "1",
  seeds: "1",
  trialMs: "100",
  warm: "30",
  uplink: "1000",
  held: "0",
  churn: "0.5",
});
const options = {
  peers: count(values.peers, "peers"),
  seconds: count(values.seconds, "seconds"),
  warmSeconds: count(values.warm, "warm"),
  rate: number(values.rate, "rate", 0, 100),
  bestsPerSecond: number(values.bests, "bests", 0, 20),
  dims: count(values.dims, "dims"),
  loss: number(values.loss, "loss", 0, 0.9),
  seed: count(values.seed, "seed"),
  trialMs: count(values.trialMs, "trialMs"),
  uplinkKbPerSecond: count(values.uplink, "uplink"),
  held: number(values.held, "held", 0, 1_000_000),
};
const churn = number(values.churn, "churn", 0, 10);
const seeds = count(values.seeds, "seeds");
const scenarios: Readonly<Record<string, (run: ScaleOptions) => Figure[]>> = {
  load: underLoad,
  vanish: afterVanishing,
  churn: (run) => underChurn(run, churn),
  calm: amongCalmTabs,
};
const names = Object.keys(scenarios);
const scenario = scenarios[values.scenario];
if (scenario === undefined) fail(`There is no scenario "${values.scenario}"; choose ${names.join(", ")}.`);
const runs: Figure[][] = [];
for (let seed = options.seed; seed < options.seed + seeds; seed++) {
  const figures = scenario({ ...options, seed });
  runs.push(figures);
  if (seeds > 1)
    process.stderr.write(`seed ${seed}: ${figures.map(({ name, value }) => `${name} ${value}`).join(", ")}\n`);
}
report("scale", worstOf(runs));
