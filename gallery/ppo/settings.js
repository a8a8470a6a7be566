/** Names of RLlib's first PPO, values of our own where CartPole wants others. */
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

/** All settings of a training; throws a sentence where one is unknown or cannot be. */
export function settingsOf({ neuro, newTask, ...options }) {
  if (neuro === undefined || typeof newTask !== "function") {
    throw new TypeError(
      "PPO needs the library and a task: ppo.newTraining({ neuro, newTask: () => control.newCartPole(neuro, { maxSteps: 200 }) }).",
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new RangeError(`There is no setting "${name}" of PPO; there are ${Object.keys(DEFAULTS).join(", ")}.`);
    }
  }
  const settings = { ...DEFAULTS, ...options };
  for (const [name, low, high] of WHOLE) {
    mustBe(name, settings[name], Number.isInteger(settings[name]), `a whole number from ${low} to ${high}`, low, high);
  }
  for (const [name, low, high] of BETWEEN) mustBe(name, settings[name], true, `from ${low} to ${high}`, low, high);
  const { hidden, activation } = settings;
  if (
    !(
      Array.isArray(hidden) &&
      hidden.length <= MAX_LAYERS &&
      hidden.every((units) => Number.isInteger(units) && units >= 1 && units <= MAX_UNITS)
    )
  ) {
    throw new RangeError(
      `"hidden" of PPO has at most ${MAX_LAYERS} layers of 1 to ${MAX_UNITS} units, but is ${shown(hidden)}.`,
    );
  }
  if (activation !== "relu" && activation !== "tanh") {
    throw new RangeError(`"activation" of PPO must be relu or tanh, but is ${shown(activation)}.`);
  }
  return { neuro, newTask, ...settings };
}

function mustBe(name, value, isRight, what, low, high) {
  if (!(isRight && typeof value === "number" && value >= low && value <= high)) {
    throw new RangeError(`"${name}" of PPO must be ${what}, but is ${shown(value)}.`);
  }
}

/** As it was written: a text that looks like a number has its quotes. */
function shown(value) {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : String(value);
}
