// How much learning from trials helps on the gallery's functions: best values of one tab, TPE against random search.
// `node bench/gallery/profile.ts`; no goal, a picture to look at before changing a sampler.
import { gallery } from "../../gallery/gallery.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { randomSampler } from "../../study/samplers/random.ts";
import { tpeSampler } from "../../study/samplers/tpe/tpe.ts";
import { loadEntry } from "../shared/load-objective.ts";
import { bestOf, runAlone } from "../shared/lone-study.ts";
import { median } from "../shared/report.ts";

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);
const CHECKPOINTS = [25, 50, 100, 200, 300];
const SAMPLERS = { random: randomSampler, tpe: () => tpeSampler() };

console.log(["median best value after", ...CHECKPOINTS.map((n) => String(n).padStart(9)), "trials"].join(" "));
for (const entry of gallery.filter(({ optimum }) => optimum)) {
  const objective = await loadEntry(entry);
  for (const [name, sampler] of Object.entries(SAMPLERS)) {
    const runs = SEEDS.map((seed) =>
      runAlone(objective, { trials: 300, sampler: sampler(), pruner: nopPruner(), seed }),
    );
    const bests = CHECKPOINTS.map((count) => median(runs.map((trials) => bestOf(trials.slice(0, count)).value)));
    console.log([`${entry.id}, ${name}`.padEnd(23), ...bests.map((best) => best.toPrecision(4).padStart(9))].join(" "));
  }
}
