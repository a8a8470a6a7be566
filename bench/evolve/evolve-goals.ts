import type { TaskFile } from "../../gallery/control/control-source.ts";
import { atLeast, atMost, type Figure, median, shown } from "../shared/report.ts";
import type { Bred } from "./bred.ts";
import type { EvolveWay } from "./evolve-runs.ts";

interface Goal {
  readonly name: string;
  /** What else is run beside it. */
  readonly beside: readonly EvolveWay[];
  /** Fresh mean from which on a champion has solved it, and how many of six seeds have to; null: nobody says so. */
  readonly solved: { readonly from: number; readonly ofSix: number } | null;
}

export const GOALS: Readonly<Record<TaskFile, Goal>> = {
  "cart-pole": { name: "cartpole", beside: ["stale"], solved: { from: 475, ofSix: 5 } },
  "mountain-car": { name: "mountaincar", beside: [], solved: { from: 90, ofSix: 4 } },
  acrobot: { name: "acrobot", beside: [], solved: { from: -100, ofSix: 6 } },
  pendulum: { name: "pendulum", beside: [], solved: { from: -250, ofSix: 4 } },
  orchard: { name: "orchard", beside: ["random"], solved: null },
};

/** Of six studies whose champions keep a lucky score so many at least are worse than solved. */
const STALE_OF_SIX = 3;
const LEAST_RATIO = 1.5;
/** A volunteer waits. */
const MOST_MINUTES = 10;

/** `runs` has, for each way, the studies in the order of their seeds. */
export function evolveFigures(task: TaskFile, runs: Readonly<Partial<Record<EvolveWay, readonly Bred[]>>>): Figure[] {
  const { name, solved } = GOALS[task];
  const { own = [], stale = [], random = [] } = runs;
  const means = own.map(({ freshMean }) => freshMean);
  const share = (ofSix: number): number => Math.ceil((ofSix / 6) * own.length);
  const figures = [
    shown(`${name}.mean.median`, median(means), "score"),
    shown(`${name}.mean.least`, Math.min(...means), "score"),
    shown(`${name}.evaluations`, own[0]?.evaluations ?? 0, "episodes"),
    atMost(`${name}.cpuMinutes.most`, Math.max(...own.map(({ cpuSeconds }) => cpuSeconds)) / 60, "min", MOST_MINUTES),
  ];
  if (solved !== null) {
    const { from, ofSix } = solved;
    const count = means.filter((mean) => mean >= from).length;
    figures.unshift(atLeast(`${name}.solved`, count, `of ${own.length}`, share(ofSix)));
    const below = stale.filter(({ freshMean }) => freshMean < from).length;
    if (stale.length > 0)
      figures.push(
        atLeast(`${name}.stale.below`, below, `of ${stale.length}`, share(STALE_OF_SIX)),
        shown(`${name}.stale.mean.least`, Math.min(...stale.map(({ freshMean }) => freshMean)), "score"),
        shown(`${name}.stale.claimed.least`, Math.min(...stale.map(({ value }) => value)), "score"),
      );
  }
  if (random.length > 0) {
    const ratios = means.map((mean, i) => mean / (random[i]?.freshMean ?? Number.NaN));
    figures.unshift(
      atLeast(`${name}.ratio.least`, Math.min(...ratios), "times", LEAST_RATIO),
      shown(`${name}.ratio.median`, median(ratios), "times"),
      shown(`${name}.random.mean.median`, median(random.map(({ freshMean }) => freshMean)), "score"),
    );
  }
  return figures;
}
