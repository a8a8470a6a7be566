// What the default sampler chooses by, beside plain numbers: constraints, categories, conditions, pruning and noise. All
// are minimised, and 0 is the lowest value.
import { TrialPruned } from "../../study/errors.ts";
import type { Pruner } from "../../study/pruner.ts";
import { medianPruner } from "../../study/pruners/median.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { successiveHalvingPruner } from "../../study/pruners/successive-halving.ts";
import { normal } from "../../study/rng.ts";
import type { TrialContext } from "../../study/trial/suggest.ts";
import { CONDITIONAL_OBJECTIVES } from "../conditional/conditional-objectives.ts";

/** What a trial returns, and what it is worth: another number where noise hides that. */
export type Outcome = readonly [returned: number, worth: number];

export interface SituationProblem {
  readonly situation: string;
  readonly evaluate: (trial: TrialContext) => Outcome;
  readonly pruner?: () => Pruner;
}

const SHIFTS = [1.3, -0.7, 2.1, -1.9, 0.4];

/** Distances from the optimum in five dimensions. */
const offsets = (trial: TrialContext): number[] => SHIFTS.map((shift, d) => trial.suggestFloat(`x${d}`, -5, 5) - shift);

const squares = (x: readonly number[]): number => x.reduce((sum, v) => sum + v * v, 0);

/** Rosenbrock's valley, its bottom at the origin. */
function valley(x: readonly number[]): number {
  const y = x.map((v) => v + 1);
  return y.slice(1).reduce((sum, v, i) => sum + 100 * (v - (y[i] ?? 0) ** 2) ** 2 + (1 - (y[i] ?? 0)) ** 2, 0);
}

const plain =
  (objective: (trial: TrialContext) => number) =>
  (trial: TrialContext): Outcome => {
    const value = objective(trial);
    return [value, value];
  };

/** The bowl's bottom lies on a plane; all beneath it is forbidden. */
function halfBowl(trial: TrialContext): number {
  const x = offsets(trial);
  trial.setConstraint("plane", -x.reduce((sum, v) => sum + v, 0));
  return squares(x);
}

/** Along a valley in which only the inside of a ball is allowed; the valley's bottom lies on its surface. */
function ballInValley(trial: TrialContext): number {
  const x = offsets(trial);
  trial.setConstraint("ball", squares(x.map((v) => v - 1)) - x.length);
  trial.setConstraint("side", (x[0] ?? 0) - 2);
  return valley(x);
}

/** A model to be chosen, its two rates, its size, and what goes with all models. */
function model(trial: TrialContext): number {
  const kind = trial.suggestCategorical("kind", ["a", "b", "c", "d"]);
  const place = ["a", "b", "c", "d"].indexOf(kind);
  const rate = Math.log10(trial.suggestFloat("rate", 1e-5, 1, { log: true }));
  const decay = Math.log10(trial.suggestFloat("decay", 1e-6, 1e-1, { log: true }));
  const size = trial.suggestInt("size", 1, 64);
  const isScaled = trial.suggestCategorical("scaled", [false, true]);
  const offset = [0.6, 0, 0.3, 1][place] ?? 0;
  return (
    offset +
    (rate + 2 + place / 3) ** 2 +
    (decay + 4 - place / 3) ** 2 / 4 +
    (Math.log2(size) - 4) ** 2 / 9 +
    (isScaled ? 0 : 0.4)
  );
}

/** Six choices of five, of which neighbours must suit each other. */
function choices(trial: TrialContext): number {
  const chosen = Array.from({ length: 6 }, (_, i) => trial.suggestCategorical(`c${i}`, ["v", "w", "x", "y", "z"]));
  const places = chosen.map((choice) => "vwxyz".indexOf(choice));
  return places.reduce(
    (sum, place, i) => sum + Math.abs(place - ((2 * i) % 5)) + (place === (places[i + 1] ?? -1) ? 2 : 0),
    0,
  );
}

/** Loss curves that fall at their own pace to where the parameters lie, and are told at thirty steps. */
function learning(trial: TrialContext): Outcome {
  const x = offsets(trial);
  const [end, pace] = [squares(x), 3 + Math.abs(x[4] ?? 0)];
  for (let step = 1; step <= 30; step++) {
    trial.report(end + 20 * Math.exp(-step / pace), step);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return [end, end];
}

const noisy =
  (objective: (x: readonly number[]) => number, deviation: number) =>
  (trial: TrialContext): Outcome => {
    const worth = objective(offsets(trial));
    return [worth + deviation * normal(trial.rng), worth];
  };

export const SITUATION_PROBLEMS: Readonly<Record<string, SituationProblem>> = {
  halfBowl: { situation: "constraints", evaluate: plain(halfBowl) },
  ballInValley: { situation: "constraints", evaluate: plain(ballInValley) },
  model: { situation: "categories", evaluate: plain(model) },
  choices: { situation: "categories", evaluate: plain(choices) },
  ...Object.fromEntries(
    Object.entries(CONDITIONAL_OBJECTIVES).map(([name, objective]) => [
      name,
      { situation: "conditions", evaluate: plain(objective) },
    ]),
  ),
  median: { situation: "pruning", evaluate: learning, pruner: () => medianPruner() },
  halving: { situation: "pruning", evaluate: learning, pruner: () => successiveHalvingPruner({ minResource: 1 }) },
  noisyBowl: { situation: "noise", evaluate: noisy(squares, 1) },
  noisyValley: { situation: "noise", evaluate: noisy(valley, 10) },
};

/** What a study of that problem prunes with. */
export const prunerOf = ({ pruner = nopPruner }: SituationProblem): Pruner => pruner();

/** The problem of that name. Throws one sentence with the names there are. */
export function situationProblem(name: string): SituationProblem {
  const problem = Object.hasOwn(SITUATION_PROBLEMS, name) ? SITUATION_PROBLEMS[name] : undefined;
  if (problem !== undefined) return problem;
  throw new Error(`There is no problem "${name}"; choose among ${Object.keys(SITUATION_PROBLEMS).join(", ")}.`);
}
