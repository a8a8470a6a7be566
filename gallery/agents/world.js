/**
 * Parameters whose sum is to be a target. All agents move at once, each its own slice, and every agent is paid alike, by how
 * far the sum is off. What they add, all slices in a row, is `changes`.
 */
export function newWorld({ agents, parameters, target, tolerance }) {
  const state = new Float64Array(parameters);
  const world = {
    state,
    slices: slicesOf(parameters, agents),
    sum: 0,
    /** Of the last step, for each agent. */
    reward: 0,
    /** Whether the last step came near enough to the target. */
    done: false,
    /** Where the last step would have left the bounds: 1 beyond the upper one, -1 beyond the lower one, else 0. */
    held: new Int8Array(parameters),
    /** All parameters are held: no change of an agent moves the sum, and what it learns by is 0. */
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

/** Where each agent's slice begins and ends; the first ones own one parameter more where they do not come out even. */
export function slicesOf(parameters, agents) {
  const size = Math.floor(parameters / agents);
  const larger = parameters % agents;
  let from = 0;
  return Array.from({ length: agents }, (_, k) => {
    const slice = { from, to: from + size + (k < larger ? 1 : 0) };
    from = slice.to;
    return slice;
  });
}

/**
 * The slope of the loss, the sum over the agents of |target - sum|, in what each parameter was changed by. A clamp is level
 * beyond its bounds, so that what it holds has the slope 0. `clamped` says what lets a slope that leads inwards pass all the same.
 */
export function fillSlopes({ sum, held, frozen }, { agents, target, clamped }, slopes) {
  const slope = agents * Math.sign(sum - target);
  const passes = clamped === "inward" || (clamped === "thaw" && frozen);
  for (let i = 0; i < slopes.length; i++) {
    const leadsInwards = passes && held[i] * slope > 0;
    slopes[i] = held[i] === 0 || leadsInwards ? slope : 0;
  }
}
