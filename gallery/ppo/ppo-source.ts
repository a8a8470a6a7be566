// The files of gallery/ppo as one text without imports. Written by ppo-source.test.ts.

export const ppoSource = `// Proximal policy optimization of tasks with choices: networks, their gradient, Adam, rollouts and what is learnt of them.
const ppo = (() => {
const MAX_WEIGHTS = 1_000_000;
function newNetwork(sizes, activation, random, lastScale = 1) {
 const layers = layersOf(sizes);
 const last = layers.at(-1);
 const weights = new Float64Array(last.biases + last.columns);
 const gradient = new Float64Array(weights.length);
 const seen = sizes.map((size) => new Float64Array(size));
 const slopes = sizes.map((size) => new Float64Array(size));
 const outputs = seen.at(-1);
 const outputSlopes = slopes.at(-1);
 for (const layer of layers) {
  const { from, rows, biases, columns } = layer;
  const bound = (layer === last ? lastScale : 1) / Math.sqrt(rows);
  for (let i = from; i < biases + columns; i++) weights[i] = bound * (2 * random.uniform() - 1);
 }
 return {
  weights,
  gradient,
  outputs,
  outputSlopes,
  run(observation) {
   const [inputs] = seen;
   for (let i = 0; i < inputs.length; i++) inputs[i] = observation[i];
   for (let k = 0; k < layers.length; k++) {
    runLayer(weights, layers[k], seen[k], seen[k + 1]);
    if (k + 1 < layers.length) activate(seen[k + 1], activation);
   }
   return outputs;
  },
  back() {
   for (let k = layers.length - 1; k >= 0; k--) {
    backLayer(weights, gradient, layers[k], seen[k], slopes[k + 1], slopes[k], activation === "relu");
   }
  },
 };
}
function runLayer(weights, { from, rows, columns, biases }, x, y) {
 for (let o = 0; o < columns; o++) y[o] = weights[biases + o];
 for (let i = 0; i < rows; i++) {
  const value = x[i];
  if (value === 0) continue;
  const row = from + i * columns;
  for (let o = 0; o < columns; o++) y[o] += value * weights[row + o];
 }
}
function activate(y, activation) {
 if (activation === "relu") {
  for (let o = 0; o < y.length; o++) y[o] = y[o] > 0 ? y[o] : 0;
 } else {
  for (let o = 0; o < y.length; o++) y[o] = activation(y[o]);
 }
}
function backLayer(weights, gradient, { from, rows, columns, biases }, x, slopeY, slopeX, isRelu) {
 for (let o = 0; o < columns; o++) gradient[biases + o] += slopeY[o];
 for (let i = 0; i < rows; i++) {
  const value = x[i];
  slopeX[i] = 0;
  if (value === 0 && isRelu) continue;
  const row = from + i * columns;
  let sum = 0;
  for (let o = 0; o < columns; o++) {
   const slope = slopeY[o];
   gradient[row + o] += value * slope;
   sum += weights[row + o] * slope;
  }
  slopeX[i] = isRelu ? sum : sum * (1 - value * value);
 }
}
function layersOf(sizes) {
 const layers = [];
 let from = 0;
 for (let k = 0; k + 1 < sizes.length; k++) {
  const [rows, columns] = [sizes[k], sizes[k + 1]];
  const biases = from + rows * columns;
  layers.push({ from, rows, columns, biases });
  from = biases + columns;
 }
 if (from > MAX_WEIGHTS) {
  throw new RangeError(
   \`A network of \${sizes.join("-")} has \${from} weights, but at most \${MAX_WEIGHTS} can be trained; use fewer hidden units.\`,
  );
 }
 return layers;
}
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
function newAdam(weights, gradient, learningRate) {
 const first = new Float64Array(weights.length);
 const second = new Float64Array(weights.length);
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
const DEFAULTS = {
 seed: 0,
 num_workers: 4,
 timesteps_per_batch: 2000,
 num_sgd_iter: 4,
 sgd_batchsize: 128,
 lr: 5e-4,
 gamma: 0.99,
 lambda: 0.95,
 clip_param: 0.3,
 vf_loss_coeff: 0.5,
 entropy_coeff: 0,
 hidden: [32, 32],
 activation: "relu",
};
const WHOLE = [
 ["seed", 0, 2 ** 32 - 1],
 ["num_workers", 1, 64],
 ["timesteps_per_batch", 1, 100_000],
 ["num_sgd_iter", 1, 1000],
 ["sgd_batchsize", 1, 100_000],
];
const BETWEEN = [
 ["lr", 0, 1],
 ["gamma", 0, 1],
 ["lambda", 0, 1],
 ["clip_param", 0, 10],
 ["vf_loss_coeff", 0, 1000],
 ["entropy_coeff", 0, 1000],
];
const MAX_LAYERS = 4;
const MAX_UNITS = 512;
function settingsOf({ neuro, newTask, ...options }) {
 if (neuro === undefined || typeof newTask !== "function") {
  throw new TypeError(
   "PPO needs the library and a task: ppo.newTraining({ neuro, newTask: () => control.newCartPole(neuro, { maxSteps: 200 }) }).",
  );
 }
 for (const name of Object.keys(options)) {
  if (!Object.hasOwn(DEFAULTS, name)) {
   throw new RangeError(\`There is no setting "\${name}" of PPO; there are \${Object.keys(DEFAULTS).join(", ")}.\`);
  }
 }
 const settings = { ...DEFAULTS, ...options };
 for (const [name, low, high] of WHOLE) {
  mustBe(name, settings[name], Number.isInteger(settings[name]), \`a whole number from \${low} to \${high}\`, low, high);
 }
 for (const [name, low, high] of BETWEEN) mustBe(name, settings[name], true, \`from \${low} to \${high}\`, low, high);
 const { hidden, activation } = settings;
 if (
  !(
   Array.isArray(hidden) &&
   hidden.length <= MAX_LAYERS &&
   hidden.every((units) => Number.isInteger(units) && units >= 1 && units <= MAX_UNITS)
  )
 ) {
  throw new RangeError(
   \`"hidden" of PPO has at most \${MAX_LAYERS} layers of 1 to \${MAX_UNITS} units, but is \${shown(hidden)}.\`,
  );
 }
 if (activation !== "relu" && activation !== "tanh") {
  throw new RangeError(\`"activation" of PPO must be relu or tanh, but is \${shown(activation)}.\`);
 }
 return { neuro, newTask, ...settings };
}
function mustBe(name, value, isRight, what, low, high) {
 if (!(isRight && typeof value === "number" && value >= low && value <= high)) {
  throw new RangeError(\`"\${name}" of PPO must be \${what}, but is \${shown(value)}.\`);
 }
}
function shown(value) {
 if (Array.isArray(value)) return value.map(shown).join(", ");
 return typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : String(value);
}
function newChoices(count, { exp, log }) {
 const logs = new Float64Array(count);
 return {
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
  best(outputs) {
   let best = 0;
   for (let i = 1; i < count; i++) if (outputs[i] > outputs[best]) best = i;
   return best;
  },
 };
}
function newRollout(steps, inputs) {
 return {
  observations: new Float64Array(steps * inputs),
  actions: new Int32Array(steps),
  logProbabilities: new Float64Array(steps),
  rewards: new Float64Array(steps),
  values: new Float64Array(steps),
  ends: new Uint8Array(steps),
  restValues: new Float64Array(steps),
  advantages: new Float64Array(steps),
  returns: new Float64Array(steps),
 };
}
function estimateAdvantages(rollout, gamma, lambda) {
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
function standardize(rollouts) {
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
 const deviation = Math.max(1e-4, Math.sqrt(squares / count));
 for (const { advantages } of rollouts) {
  for (let t = 0; t < advantages.length; t++) advantages[t] = (advantages[t] - mean) / deviation;
 }
}
function newWorker(task, random, steps, { policy, critic, choices }) {
 const { inputs } = task;
 const rollout = newRollout(steps, inputs);
 let reward = 0;
 task.reset(random);
 return {
  rollout,
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
const POLICY_SCALE = 0.01;
function newLearner(settings, inputs, actions) {
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
  learnFrom(rollout, t, count, sums) {
   const seen = rollout.observations.subarray(t * inputs, (t + 1) * inputs);
   const logs = choices.logProbabilities(policy.run(seen));
   const action = rollout.actions[t];
   const advantage = rollout.advantages[t];
   const ratio = neuro.exp(logs[action] - rollout.logProbabilities[t]);
   const near = ratio < 1 - clip ? 1 - clip : ratio > 1 + clip ? 1 + clip : ratio;
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
const WINDOW = 100;
const FIRST_WORKER = 3;
function newTraining(options) {
 const settings = settingsOf(options);
 const { neuro, newTask, seed, num_workers, num_sgd_iter, sgd_batchsize, gamma, lambda } = settings;
 const tasks = Array.from({ length: num_workers }, () => newTask());
 const [{ inputs, action }] = tasks;
 if (typeof inputs !== "number" || action.kind !== "choice") {
  throw new RangeError(
   "PPO learns tasks that show a list of numbers and take choices, such as CartPole and Acrobot.",
  );
 }
 const learner = newLearner(settings, inputs, action.count);
 const steps = Math.ceil(settings.timesteps_per_batch / num_workers);
 const workers = tasks.map((task, k) => newWorker(task, neuro.newRandom(seed, FIRST_WORKER + k), steps, learner));
 const rollouts = workers.map(({ rollout }) => rollout);
 const samples = Int32Array.from({ length: num_workers * steps }, (_, i) => i);
 const order = neuro.newRandom(seed, 2);
 const recent = [];
 let timesteps = 0;
 let episodes = 0;
 function ended(reward, length) {
  episodes += 1;
  recent.push({ reward, length });
  if (recent.length > WINDOW) recent.shift();
 }
 const mean = (of) => recent.reduce((sum, episode) => sum + of(episode), 0) / recent.length;
 function shuffle() {
  for (let i = samples.length - 1; i > 0; i--) {
   const j = order.below(i + 1);
   const kept = samples[i];
   samples[i] = samples[j];
   samples[j] = kept;
  }
 }
 function pass() {
  const sums = { policy_loss: 0, vf_loss: 0, entropy: 0, kl: 0 };
  shuffle();
  for (let from = 0; from < samples.length; from += sgd_batchsize) {
   const to = Math.min(from + sgd_batchsize, samples.length);
   for (let i = from; i < to; i++) {
    const k = Math.floor(samples[i] / steps);
    learner.learnFrom(rollouts[k], samples[i] - k * steps, to - from, sums);
   }
   learner.step();
  }
  for (const name of Object.keys(sums)) sums[name] /= samples.length;
  return sums;
 }
 return {
  settings,
  policy: learner.policy,
  act: (observation) => learner.choices.best(learner.policy.run(observation)),
  iteration() {
   for (const worker of workers) {
    worker.play(ended);
    estimateAdvantages(worker.rollout, gamma, lambda);
   }
   timesteps += samples.length;
   standardize(rollouts);
   let info = {};
   for (let i = 0; i < num_sgd_iter; i++) info = pass();
   return {
    episode_reward_mean: mean(({ reward }) => reward),
    episode_len_mean: mean(({ length }) => length),
    timesteps_total: timesteps,
    episodes_total: episodes,
    info,
   };
  },
 };
}
return { newTraining };
})();
`;
