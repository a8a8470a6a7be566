import { newAdam } from "../gradient/adam.js";
import { newNetwork } from "../gradient/network.js";
import { newChoices } from "./choices.js";

/** Outputs of a fresh policy are nearly alike, so that it tries everything. */
const POLICY_SCALE = 0.01;

/**
 * A policy and a critic that learn together, each a network and an Adam of its own, by the clipped objective (J. Schulman et al., Proximal
 * policy optimization algorithms, arXiv 1707.06347, equations 7 and 9).
 */
export function newLearner(settings, inputs, actions) {
  const { neuro, seed, lr, hidden, clip_param: clip, vf_loss_coeff, entropy_coeff } = settings;
  const activation = settings.activation === "relu" ? "relu" : neuro.tanh;
  const policy = newNetwork([inputs, ...hidden, actions], activation, neuro.newRandom(seed, 0), POLICY_SCALE);
  const critic = newNetwork([inputs, ...hidden, 1], activation, neuro.newRandom(seed, 1));
  const optimizers = [newAdam(policy.weights, policy.gradient, lr), newAdam(critic.weights, critic.gradient, lr)];
  const choices = newChoices(actions, neuro);

  return {
    policy,
    critic,
    choices,

    /** Adds the gradient of one step's loss, as one of `count` that are averaged, and its parts to `sums`. */
    learnFrom(rollout, t, count, sums) {
      const seen = rollout.observations.subarray(t * inputs, (t + 1) * inputs);
      const logs = choices.logProbabilities(policy.run(seen));
      const action = rollout.actions[t];
      const advantage = rollout.advantages[t];
      const ratio = neuro.exp(logs[action] - rollout.logProbabilities[t]);
      const near = ratio < 1 - clip ? 1 - clip : ratio > 1 + clip ? 1 + clip : ratio;
      // The lesser of the two; where that is the clipped one, it is level.
      const isClipped = near * advantage < ratio * advantage;
      const gain = isClipped ? near * advantage : ratio * advantage;
      const entropy = choices.entropy(logs);
      for (let a = 0; a < actions; a++) {
        const share = neuro.exp(logs[a]);
        const pull = isClipped ? 0 : gain * ((a === action ? 1 : 0) - share);
        policy.outputSlopes[a] = (entropy_coeff * share * (logs[a] + entropy) - pull) / count;
      }
      policy.back();
      const off = critic.run(seen)[0] - rollout.returns[t];
      critic.outputSlopes[0] = (2 * vf_loss_coeff * off) / count;
      critic.back();
      sums.policy_loss -= gain;
      sums.vf_loss += off * off;
      sums.entropy += entropy;
      sums.kl += rollout.logProbabilities[t] - logs[action];
    },

    step() {
      for (const optimizer of optimizers) optimizer.step();
    },
  };
}
