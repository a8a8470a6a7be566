/** Chance among a network's outputs, by their shares exp(output) / sum of exp. */
export function newChoices(count, { exp, log }) {
  const logs = new Float64Array(count);
  return {
    /** The shares' logarithms; the same array for ever. */
    logProbabilities(outputs) {
      let greatest = outputs[0];
      for (let i = 1; i < count; i++) if (outputs[i] > greatest) greatest = outputs[i];
      let sum = 0;
      for (let i = 0; i < count; i++) sum += exp(outputs[i] - greatest);
      const whole = greatest + log(sum);
      for (let i = 0; i < count; i++) logs[i] = outputs[i] - whole;
      return logs;
    },
    entropy(logs) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum -= exp(logs[i]) * logs[i];
      return sum;
    },
    choose(logs, random) {
      let left = random.uniform();
      for (let i = 0; i + 1 < count; i++) {
        left -= exp(logs[i]);
        if (left < 0) return i;
      }
      return count - 1;
    },
    /** The first of the greatest. */
    best(outputs) {
      let best = 0;
      for (let i = 1; i < count; i++) if (outputs[i] > outputs[best]) best = i;
      return best;
    },
  };
}
