// Whether anything acknowledged is lost when a seed is killed under load: `npm run soak:kill`; see README.md.
import { rngFromSeed } from "../../study/rng.ts";
import { count, readOptions } from "../shared/options.ts";
import { atLeast, atMost, report } from "../shared/report.ts";
import { killRounds } from "./kill-rounds.ts";

const { values } = readOptions({ rounds: "200", seed: "1" });
const rounds = count(values.rounds, "rounds");
const rng = rngFromSeed(values.seed, "kill");
const { acknowledged, lost, doubled } = await killRounds(rounds, () => rng.next());
report("kill", [
  atMost("lost", lost, "trials", 0),
  atMost("doubled", doubled, "trials", 0),
  atLeast("acknowledgedPerRound", acknowledged / rounds, "trials", 1),
]);
