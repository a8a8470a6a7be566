// The files of gallery/agents as one text without imports. Written by agents-source.test.ts.

export const agentsSource = `// Agents that learn together to make a sum: networks, their gradient, Adam and the world they move in.
const agents = (() => {
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
 agents: 4,
 parameters: 20,
 hidden: 64,
 target: 5,
 episodes: 1000,
 steps: 50,
 tolerance: 0.1,
 learningRate: 1e-3,
 communication: "all",
 clamped: "end",
};
const COMMUNICATION = ["none", "sum", "neighbours", "all"];
const CLAMPED = ["freeze", "end", "restart", "thaw", "inward"];
const WHOLE = [
 ["agents", 1, 1000],
 ["parameters", 1, 10_000],
 ["hidden", 1, 1024],
 ["episodes", 1, 1_000_000],
 ["steps", 1, 10_000],
];
const POSITIVE = ["tolerance", "learningRate"];
function settingsOf(options) {
 for (const name of Object.keys(options)) {
  if (!Object.hasOwn(DEFAULTS, name)) {
   throw new RangeError(\`There is no setting "\${name}" of agents; there are \${Object.keys(DEFAULTS).join(", ")}.\`);
  }
 }
 const settings = { ...DEFAULTS, ...options };
 for (const [name, low, high] of WHOLE) {
  const value = settings[name];
  if (!(Number.isInteger(value) && value >= low && value <= high)) {
   throw new RangeError(\`"\${name}" of agents must be a whole number from \${low} to \${high}, but is \${value}.\`);
  }
 }
 for (const name of POSITIVE) {
  if (!(settings[name] > 0 && settings[name] < Infinity)) {
   throw new RangeError(\`"\${name}" of agents must be a number above 0, but is \${settings[name]}.\`);
  }
 }
 const { agents, parameters, target, communication, clamped } = settings;
 if (parameters < agents) {
  throw new RangeError(
   \`Each agent owns a parameter at least, but there are \${agents} agents for \${parameters}; use fewer agents.\`,
  );
 }
 if (!(Math.abs(target) <= parameters)) {
  throw new RangeError(
   \`\${parameters} parameters within -1 and 1 add up to \${parameters} at most, but the target is \${target}; \` +
    \`use a nearer target or more parameters.\`,
  );
 }
 mustBeOneOf("communication", communication, COMMUNICATION);
 mustBeOneOf("clamped", clamped, CLAMPED);
 return settings;
}
function mustBeOneOf(name, value, all) {
 if (!all.includes(value)) {
  throw new RangeError(\`"\${name}" of agents must be one of \${all.join(", ")}, but is \${value}.\`);
 }
}
function newWorld({ agents, parameters, target, tolerance }) {
 const state = new Float64Array(parameters);
 const world = {
  state,
  slices: slicesOf(parameters, agents),
  sum: 0,
  reward: 0,
  done: false,
  held: new Int8Array(parameters),
  frozen: false,
  reset(random) {
   for (let i = 0; i < parameters; i++) state[i] = 2 * random.uniform() - 1;
   world.held.fill(0);
   settle();
   world.done = false;
  },
  step(changes) {
   for (let i = 0; i < parameters; i++) {
    const moved = state[i] + changes[i];
    world.held[i] = moved > 1 ? 1 : moved < -1 ? -1 : 0;
    state[i] = moved > 1 ? 1 : moved < -1 ? -1 : moved;
   }
   settle();
  },
 };
 function settle() {
  let sum = 0;
  for (let i = 0; i < parameters; i++) sum += state[i];
  world.sum = sum;
  world.reward = -Math.abs(target - sum);
  world.done = -world.reward < tolerance;
  world.frozen = world.held.every((side) => side !== 0);
 }
 return world;
}
function slicesOf(parameters, agents) {
 const size = Math.floor(parameters / agents);
 const larger = parameters % agents;
 let from = 0;
 return Array.from({ length: agents }, (_, k) => {
  const slice = { from, to: from + size + (k < larger ? 1 : 0) };
  from = slice.to;
  return slice;
 });
}
function fillSlopes({ sum, held, frozen }, { agents, target, clamped }, slopes) {
 const slope = agents * Math.sign(sum - target);
 const passes = clamped === "inward" || (clamped === "thaw" && frozen);
 for (let i = 0; i < slopes.length; i++) {
  const leadsInwards = passes && held[i] * slope > 0;
  slopes[i] = held[i] === 0 || leadsInwards ? slope : 0;
 }
}
function newAgent({ hidden, communication, learningRate }, slices, k, random) {
 const { from, to } = slices[k];
 const shown = shownTo(k, slices, communication);
 const seesSum = communication === "sum";
 const observation = new Float64Array(shown.length + (seesSum ? 1 : 0));
 const network = newNetwork([observation.length, hidden, hidden, to - from], "relu", random);
 const adam = newAdam(network.weights, network.gradient, learningRate);
 return {
  network,
  act({ state, sum }, changes) {
   for (let i = 0; i < shown.length; i++) observation[i] = state[shown[i]];
   if (seesSum) observation[shown.length] = sum;
   changes.set(network.run(observation), from);
  },
  learn(slopes) {
   for (let i = from; i < to; i++) network.outputSlopes[i - from] = slopes[i];
   network.back();
   adam.step();
  },
 };
}
function shownTo(k, slices, communication) {
 const indices = ({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i);
 if (communication === "all") return slices.flatMap(indices);
 const { length } = slices;
 const around = communication === "neighbours" ? [(k + length - 1) % length, (k + 1) % length] : [];
 return [...new Set([k, ...around])].flatMap((each) => indices(slices[each]));
}
const WINDOW = 100;
const MAX_STARTS = 100_000;
function newTraining(options, random) {
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
  parameters: world.state,
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
  evaluate(random, starts = 500) {
   if (!(Number.isInteger(starts) && starts >= 1 && starts <= MAX_STARTS)) {
    throw new RangeError(\`Agents are judged by 1 to \${MAX_STARTS} starts, but here are \${starts}.\`);
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
const EVERY = 100;
function progressLine({ episode, averageReward }) {
 const number = episode - 1;
 return number % EVERY === 0 ? \`Episode \${number}, Avg Reward: \${averageReward.toFixed(2)}\` : null;
}
function finalLines({ target, value, difference }) {
 const written = Number.isInteger(target) ? target.toFixed(1) : String(target);
 return [
  \`Target value: \${written}\`,
  \`Final optimized value: \${value.toFixed(4)}\`,
  \`Difference: \${difference.toFixed(4)}\`,
 ];
}
return { newTraining, progressLine, finalLines, settingsOf, newWorld, newAgent, fillSlopes };
})();
`;
