// CartPole-v0 and -v1 as Gymnasium 1.3.0 computes them: a cart is pushed left (0) or right (1) so that its pole stays up.
// Each step is worth 1; it ends where the pole leans over 12 degrees or the cart leaves the track.
// A. Barto, R. Sutton and C. Anderson, Neuronlike adaptive elements that can solve difficult learning control problems,
// IEEE Transactions on Systems, Man, and Cybernetics 13 (1983).
// The order of the operations is Gymnasium's, so that sums round alike.

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = POLE_MASS + 1;
/** Of the pole's half. */
const LENGTH = 0.5;
const MASS_LENGTH = POLE_MASS * LENGTH;
const PUSH = 10;
const SECONDS = 0.02;
const EDGE = 2.4;
const LEAN = (12 * 2 * Math.PI) / 360;

/** v0 is `newCartPole(maths, { maxSteps: 200 })`. */
export function newCartPole({ sin, cos }, { maxSteps = 500 } = {}) {
  const state = new Float64Array(4);
  const observation = new Float32Array(4);
  const task = {
    name: maxSteps === 200 ? "CartPole-v0" : "CartPole-v1",
    inputs: 4,
    action: { kind: "choice", count: 2 },
    maxSteps,
    solvedFrom: maxSteps === 200 ? 195 : 475,
    /** Cart's place and speed, pole's angle from upright and its speed. */
    state,
    observation,
    steps: 0,
    reward: 0,
    terminated: false,
    done: false,

    reset(random) {
      for (let i = 0; i < 4; i++) state[i] = -0.05 + 0.1 * random.uniform();
      observation.set(state);
      task.steps = 0;
      task.reward = 0;
      task.terminated = false;
      task.done = false;
    },

    step(action) {
      const speed = state[1];
      const angle = state[2];
      const turn = state[3];
      const cosine = cos(angle);
      const sine = sin(angle);
      const push = ((action === 1 ? PUSH : -PUSH) + MASS_LENGTH * (turn * turn) * sine) / TOTAL_MASS;
      const turning =
        (GRAVITY * sine - cosine * push) / (LENGTH * (4 / 3 - (POLE_MASS * (cosine * cosine)) / TOTAL_MASS));
      const speeding = push - (MASS_LENGTH * turning * cosine) / TOTAL_MASS;
      state[0] += SECONDS * speed;
      state[1] += SECONDS * speeding;
      state[2] += SECONDS * turn;
      state[3] += SECONDS * turning;
      observation.set(state);
      const down = state[0] < -EDGE || state[0] > EDGE || state[2] < -LEAN || state[2] > LEAN;
      // Who goes on after the end gets nothing more for it.
      task.reward = down && task.terminated ? 0 : 1;
      task.terminated = task.terminated || down;
      task.steps += 1;
      task.done = task.terminated || task.steps >= maxSteps;
    },
  };
  return task;
}
