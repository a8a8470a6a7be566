import { uniform } from "../../../study/rng.ts";
import { floatDistribution } from "../../../study/space/distribution.ts";
import type { TrialSpace } from "../../../study/space/search-space.ts";
import type { FinishedTrial, LogId, TrialOutcome } from "../../../study/trial/trial.ts";
import { pointKey } from "../counting-runner.ts";
import { namesOf, type SimObjective } from "../objectives.ts";
import type { World } from "../world.ts";

/** A corner is the lowest twentieth of each parameter. */
const CORNER = 0.05;

export const honestSpace = (objective: SimObjective): TrialSpace => ({
  names: namesOf(objective),
  distributions: namesOf(objective).map(() => floatDistribution(objective.low, objective.high)),
});

/** A point that nobody's sampler has any reason to try; from now on it is known for a liar's. */
export function corner(world: World): number[] {
  const { objective, low, high } = boundsOf(world);
  return forged(
    world,
    namesOf(objective).map(() => uniform(world.chance, low, low + CORNER * (high - low))),
  );
}

/** Notes that a liar has named the point. */
export function forged(world: World, params: number[]): number[] {
  world.forgedPoints.add(pointKey(params));
  return params;
}

/** What a good trial comes to at this time, but no record: from the best known to twice of it. */
export const plausibleValue = (world: World): number => bestOr(world, 1) * uniform(world.chance, 1.05, 2);

/** A little better than all that was found. */
export const justBetter = (world: World): number => bestOr(world, 1) * uniform(world.chance, 0.9, 0.99);

/** `otherwise`: before anything was found. */
function bestOr(world: World, otherwise: number): number {
  const found = world.found();
  return Number.isFinite(found) ? found : otherwise;
}

function boundsOf(world: World) {
  const { objective } = world.options;
  return { objective, low: objective.low, high: objective.high };
}

/** A trial that nobody has run, whatever it is said to have come to. */
export function falseTrial(world: World, log: LogId, number: number, params: number[], value: number): FinishedTrial {
  return {
    log,
    number,
    state: "complete",
    space: honestSpace(world.options.objective),
    params,
    values: [value],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: null,
    checkpoint: null,
    durationMs: world.options.trialMs,
    foreignKnown: 0,
    startMs: null,
    repeatOf: null,
  };
}

/** A trial as it would have come out, which cost nobody anything: whoever wants to be believed tells some. */
export function trueTrial(world: World, log: LogId, number: number): FinishedTrial {
  const { objective, low, high } = boundsOf(world);
  const params = namesOf(objective).map(() => uniform(world.chance, low, high));
  return falseTrial(world, log, number, params, objective.value(params));
}

/** As if the trial had run at a corner, and had come to `value`. */
export const moved = (world: World, outcome: TrialOutcome, value: number): TrialOutcome => ({
  ...outcome,
  space: honestSpace(world.options.objective),
  params: corner(world),
  values: [value],
});

/** The trial's point, with other values. */
export const worth = (outcome: TrialOutcome, ...values: readonly number[]): TrialOutcome => ({ ...outcome, values });
