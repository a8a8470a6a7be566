/** What so many steps of one worker saw, did and were paid; written over by each iteration. */
export function newRollout(steps, inputs) {
  return {
    observations: new Float64Array(steps * inputs),
    actions: new Int32Array(steps),
    /** Of the action that was taken, by the policy that took it. */
    logProbabilities: new Float64Array(steps),
    rewards: new Float64Array(steps),
    /** Of what is seen before each step, as the critic thinks. */
    values: new Float64Array(steps),
    /** Whether an episode ends with the step, by itself or by its cap. */
    ends: new Uint8Array(steps),
    /** Where it does, or the rollout: what could still follow. It is 0 where the task itself ended. */
    restValues: new Float64Array(steps),
    advantages: new Float64Array(steps),
    returns: new Float64Array(steps),
  };
}

/**
 * Generalised advantages, and the returns that the critic is to learn (J. Schulman et al., High-dimensional continuous control using
 * generalized advantage estimation, ICLR 2016, equation 16).
 */
export function estimateAdvantages(rollout, gamma, lambda) {
  const { rewards, values, restValues, ends, advantages, returns } = rollout;
  let advantage = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const isCut = ends[t] === 1 || t === rewards.length - 1;
    const surprise = rewards[t] + gamma * (isCut ? restValues[t] : values[t + 1]) - values[t];
    advantage = surprise + (isCut ? 0 : gamma * lambda * advantage);
    advantages[t] = advantage;
    returns[t] = advantage + values[t];
  }
}

/** Advantages of all rollouts together get the mean 0 and the deviation 1. */
export function standardize(rollouts) {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const { advantages } of rollouts) {
    count += advantages.length;
    for (let t = 0; t < advantages.length; t++) sum += advantages[t];
  }
  const mean = sum / count;
  for (const { advantages } of rollouts) {
    for (let t = 0; t < advantages.length; t++) squares += (advantages[t] - mean) * (advantages[t] - mean);
  }
  // Where all are alike nothing is to be learnt, and nothing is divided by 0.
  const deviation = Math.max(1e-4, Math.sqrt(squares / count));
  for (const { advantages } of rollouts) {
    for (let t = 0; t < advantages.length; t++) advantages[t] = (advantages[t] - mean) / deviation;
  }
}
