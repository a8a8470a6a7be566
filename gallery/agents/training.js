import { newAgent } from "./agent.js";
import { settingsOf } from "./settings.js";
import { fillSlopes, newWorld } from "./world.js";

/** Over how many episodes rewards are averaged. */
const WINDOW = 100;
const MAX_STARTS = 100_000;

/**
 * Agents that learn together: an episode begins anywhere, and after each of its steps every agent goes down the gradient of the
 * loss. The gradient is known, for it leads through the world; no reward is estimated. All chance is of `random`: first the
 * weights, then a start for each episode.
 */
export function newTraining(options, random) {
  const settings = settingsOf(options);
  const { clamped, steps: limit, target } = settings;
  const world = newWorld(settings);
  const agents = world.slices.map((_, k) => newAgent(settings, world.slices, k, random));
  const changes = new Float64Array(settings.parameters);
  const slopes = new Float64Array(settings.parameters);
  const recent = [];
  let episodes = 0;

  function act(where) {
    for (const agent of agents) agent.act(where, changes);
    where.step(changes);
  }

  function learn() {
    fillSlopes(world, settings, slopes);
    for (const agent of agents) agent.learn(slopes);
  }

  /** What the agents come to from a start without learning, in a world of its own. */
  function play(random, most = limit) {
    const world = newWorld(settings);
    world.reset(random);
    let steps = 0;
    while (steps < most && !world.done) {
      act(world);
      steps += 1;
    }
    const difference = Math.abs(target - world.sum);
    return { parameters: world.state, target, value: world.sum, difference, steps, solved: world.done };
  }

  return {
    settings,
    agents,
    /** As the last step left them; the same array for ever. */
    parameters: world.state,

    /** One more episode. `averageReward` is the mean of the last hundred. */
    episode() {
      world.reset(random);
      let reward = 0;
      let steps = 0;
      while (steps < limit && !world.done) {
        act(world);
        learn();
        reward += world.reward;
        steps += 1;
        if (world.frozen && clamped === "end") break;
        if (world.frozen && clamped === "restart" && !world.done) world.reset(random);
      }
      episodes += 1;
      recent.push(reward);
      if (recent.length > WINDOW) recent.shift();
      const averageReward = recent.reduce((sum, each) => sum + each, 0) / recent.length;
      return { episode: episodes, reward, steps, solved: world.done, averageReward };
    },

    play,

    /** How many of so many starts are solved without learning, and in how many steps on average, unsolved ones included. */
    evaluate(random, starts = 500) {
      if (!(Number.isInteger(starts) && starts >= 1 && starts <= MAX_STARTS)) {
        throw new RangeError(`Agents are judged by 1 to ${MAX_STARTS} starts, but here are ${starts}.`);
      }
      let solved = 0;
      let steps = 0;
      for (let i = 0; i < starts; i++) {
        const end = play(random);
        solved += end.solved ? 1 : 0;
        steps += end.steps;
      }
      return { starts, solvedShare: solved / starts, meanSteps: steps / starts };
    },
  };
}
