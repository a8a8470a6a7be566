import { categoricalDistribution, floatDistribution, intDistribution } from "../../../study/space/distribution.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import { forged, justBetter, moved, plausibleValue, worth } from "./lies.ts";
import { type Lie, lyingRunner } from "./lying-runner.ts";
import { namesOf } from "../objectives.ts";
import type { AgentPlan, Attack, World } from "../world.ts";

const BLATANT = -1e6;
/** One trial in so many is a claim of the best. */
const CLAIMS_EACH = 10;
/** Of its trials, an author tells this share truthfully who wants to be vouched for first, and no more than so many. */
const HONEST_SHARE = 0.25;
const MOST_HONEST = 20;

/** Agents as everybody's, but for what they tell of their trials. */
const telling = (about: string, lieIn: (world: World) => Lie): Attack => ({
  about,
  join: (world, at) => joinLying(world, `liar ${at}`, lieIn(world)),
});

export async function joinLying(world: World, name: string, lie: Lie, plan: Partial<AgentPlan> = {}): Promise<void> {
  await world.join({ ...plan, name, cores: 1, runner: (inner) => lyingRunner(inner, lie) });
}

/** As good in all but the last one, and there twice as good. */
const nearly = (values: readonly number[]): number[] =>
  values.map((value, i) => (i === values.length - 1 ? value / 2 : value));

const isClaim = (count: number): boolean => count % CLAIMS_EACH === 2;

/** Wider than what the objective declares by five powers of ten. */
function outOfRange(world: World, outcome: TrialOutcome): TrialOutcome {
  const names = namesOf(world.options.objective);
  const reach = 1e5 * world.options.objective.high;
  const params = forged(
    world,
    names.map(() => (2 * world.chance.next() - 1) * reach),
  );
  return {
    ...outcome,
    space: { names, distributions: names.map(() => floatDistribution(-reach, reach)) },
    params,
    values: [justBetter(world)],
  };
}

/** The objective's parameters by distributions that nobody else has, another with each trial. */
function conflicting(world: World, outcome: TrialOutcome, count: number): TrialOutcome {
  const names = namesOf(world.options.objective);
  const { low, high } = world.options.objective;
  const values = [count % 4 === 0 ? justBetter(world) : plausibleValue(world)];
  const whole = Math.ceil(low);
  switch (count % 4) {
    case 0:
      return {
        ...outcome,
        space: { names, distributions: names.map(() => intDistribution(whole, Math.floor(high))) },
        params: forged(
          world,
          names.map(() => whole),
        ),
        values,
      };
    case 1:
      return {
        ...outcome,
        space: { names, distributions: names.map(() => categoricalDistribution(["a", "b"])) },
        params: names.map(() => "a"),
        values,
      };
    case 2: {
      const width = floatDistribution(low - count, high);
      return {
        ...outcome,
        space: { names, distributions: names.map(() => width) },
        params: forged(
          world,
          names.map(() => low - count / 2),
        ),
        values,
      };
    }
    default:
      return {
        ...outcome,
        space: {
          names: [...names, "more"],
          distributions: names.concat("more").map(() => floatDistribution(low, high)),
        },
        params: forged(
          world,
          names.concat("more").map(() => low),
        ),
        values,
      };
  }
}

export const LYING_AGENTS: Readonly<Record<string, Attack>> = {
  "best-claim": telling("a tenth of its trials come to -1e6", () => (outcome, count) => {
    return isClaim(count) ? worth(outcome, BLATANT - count) : outcome;
  }),
  "front-claim": {
    ...telling("a fifth of its trials beat all others in every objective, or a little in one", () => {
      return (outcome, count) => {
        if (isClaim(count)) return worth(outcome, ...outcome.values.map((value) => BLATANT - count + value));
        return count % CLAIMS_EACH === 7 ? worth(outcome, ...nearly(outcome.values)) : outcome;
      };
    }),
    objective: "trade-offs",
  },
  infinity: telling("a tenth of its trials come to -Infinity", () => (outcome, count) => {
    return isClaim(count) ? worth(outcome, Number.NEGATIVE_INFINITY) : outcome;
  }),
  "plausible-corner": telling("all its trials lie in one corner and are said to be nearly the best", (world) => {
    return (outcome) => moved(world, outcome, plausibleValue(world));
  }),
  "slow-drip": telling("a quarter of its trials are said to be a little better than the best", (world) => {
    return (outcome, count) => (count % 4 === 1 ? worth(outcome, justBetter(world)) : outcome);
  }),
  "out-of-range": telling(
    "a fifth of its trials lie far outside of what the objective declares, and are best",
    (world) => {
      return (outcome, count) => (count % 5 === 1 ? outOfRange(world, outcome) : outcome);
    },
  ),
  "conflicting-spaces": telling("its trials have the objective's parameters by other distributions", (world) => {
    return (outcome, count) => conflicting(world, outcome, count);
  }),
  "honest-until-vouched": telling("tells twenty trials truthfully, then a corner and false bests", (world) => {
    const honest = Math.min(MOST_HONEST, Math.ceil(HONEST_SHARE * world.options.trials));
    return (outcome, count) => {
      if (count < honest) return outcome;
      return moved(world, outcome, isClaim(count) ? justBetter(world) : plausibleValue(world));
    };
  }),
};
