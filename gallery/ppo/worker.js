import { newRollout } from "./rollout.js";

/** One of several that play side by side: its own episodes, by chance of its own, which go on from one rollout to the next. */
export function newWorker(task, random, steps, { policy, critic, choices }) {
  const { inputs } = task;
  const rollout = newRollout(steps, inputs);
  let reward = 0;
  task.reset(random);

  return {
    rollout,
    /** Plays on; `ended` is told what each episode that ends was paid, and how many steps it took. */
    play(ended) {
      for (let t = 0; t < steps; t++) {
        rollout.observations.set(task.observation, t * inputs);
        rollout.values[t] = critic.run(task.observation)[0];
        const logs = choices.logProbabilities(policy.run(task.observation));
        const action = choices.choose(logs, random);
        rollout.actions[t] = action;
        rollout.logProbabilities[t] = logs[action];
        task.step(action);
        rollout.rewards[t] = task.reward;
        reward += task.reward;
        const isCut = task.done || t === steps - 1;
        rollout.ends[t] = task.done ? 1 : 0;
        rollout.restValues[t] = isCut && !task.terminated ? critic.run(task.observation)[0] : 0;
        if (task.done) {
          ended(reward, task.steps);
          reward = 0;
          task.reset(random);
        }
      }
    },
  };
}
