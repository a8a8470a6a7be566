// D. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1, as PyTorch has it.

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Steps down `gradient`; each step clears it, for the next one to be added up. */
export function newAdam(weights, gradient, learningRate) {
  const first = new Float64Array(weights.length);
  const second = new Float64Array(weights.length);
  // beta^t, multiplied up: powers may differ between engines.
  let power1 = 1;
  let power2 = 1;

  return {
    step() {
      power1 *= BETA1;
      power2 *= BETA2;
      stepDown(weights, gradient, first, second, learningRate / (1 - power1), 1 / Math.sqrt(1 - power2));
    },
  };
}

/** Of its own, not inside of each Adam: engines make one function fast, not one for each network. */
function stepDown(weights, gradient, first, second, size, scale) {
  for (let i = 0; i < weights.length; i++) {
    const slope = gradient[i];
    const m = first[i] + (slope - first[i]) * (1 - BETA1);
    const v = second[i] * BETA2 + (1 - BETA2) * (slope * slope);
    first[i] = m;
    second[i] = v;
    weights[i] -= (size * m) / (Math.sqrt(v) * scale + EPSILON);
    gradient[i] = 0;
  }
}
