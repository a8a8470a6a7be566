/** The notebook's, and what it leaves open. */
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

/** What an agent's network sees, besides its own slice: nothing, the sum of all, the slices on either side, or all. */
const COMMUNICATION = ["none", "sum", "neighbours", "all"];

/** What happens where a clamp holds parameters: docs/agents.md. */
const CLAMPED = ["freeze", "end", "restart", "thaw", "inward"];

const WHOLE = [
  ["agents", 1, 1000],
  ["parameters", 1, 10_000],
  ["hidden", 1, 1024],
  ["episodes", 1, 1_000_000],
  ["steps", 1, 10_000],
];
const POSITIVE = ["tolerance", "learningRate"];

/** All settings of a training; throws a sentence where one is unknown or cannot be. */
export function settingsOf(options) {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new RangeError(`There is no setting "${name}" of agents; there are ${Object.keys(DEFAULTS).join(", ")}.`);
    }
  }
  const settings = { ...DEFAULTS, ...options };
  for (const [name, low, high] of WHOLE) {
    const value = settings[name];
    if (!(Number.isInteger(value) && value >= low && value <= high)) {
      throw new RangeError(`"${name}" of agents must be a whole number from ${low} to ${high}, but is ${value}.`);
    }
  }
  for (const name of POSITIVE) {
    if (!(settings[name] > 0 && settings[name] < Infinity)) {
      throw new RangeError(`"${name}" of agents must be a number above 0, but is ${settings[name]}.`);
    }
  }
  const { agents, parameters, target, communication, clamped } = settings;
  if (parameters < agents) {
    throw new RangeError(
      `Each agent owns a parameter at least, but there are ${agents} agents for ${parameters}; use fewer agents.`,
    );
  }
  if (!(Math.abs(target) <= parameters)) {
    throw new RangeError(
      `${parameters} parameters within -1 and 1 add up to ${parameters} at most, but the target is ${target}; ` +
        `use a nearer target or more parameters.`,
    );
  }
  mustBeOneOf("communication", communication, COMMUNICATION);
  mustBeOneOf("clamped", clamped, CLAMPED);
  return settings;
}

function mustBeOneOf(name, value, all) {
  if (!all.includes(value)) {
    throw new RangeError(`"${name}" of agents must be one of ${all.join(", ")}, but is ${value}.`);
  }
}
