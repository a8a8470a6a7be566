// Acrobot-v1 as Gymnasium 1.3.0 computes it: two links hang from a hinge, and a torque of -1, 0 or 1 (action 0, 1, 2) at
// the joint between them has to swing the free end over a height of 1. Each step until then is worth -1, the last one 0.
// R. Sutton, Generalization in reinforcement learning: successful examples using sparse coarse coding, NIPS 8 (1996);
// the equations are those of Sutton and Barto's book, integrated by Runge and Kutta's fourth order.
// The order of the operations is Gymnasium's, so that sums round alike.

const GRAVITY = 9.8;
const SECONDS = 0.2;
const MAX_TURN_1 = 4 * Math.PI;
const MAX_TURN_2 = 9 * Math.PI;

export function newAcrobot({ sin, cos }) {
  const state = new Float64Array(4);
  const observation = new Float32Array(6);
  const at = new Float64Array(4);
  const slopes = [new Float64Array(4), new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const [k1, k2, k3, k4] = slopes;

  /** How fast `at` changes; links of length and mass 1, their centres in the middle, moments of inertia 1. */
  function derive(torque, slope) {
    const turn1 = at[2];
    const turn2 = at[3];
    const cosine = cos(at[1]);
    const sine = sin(at[1]);
    const d1 = 0.25 + (1.25 + cosine) + 1 + 1;
    const d2 = 0.25 + 0.5 * cosine + 1;
    const phi2 = 0.5 * GRAVITY * cos(at[0] + at[1] - Math.PI / 2);
    const phi1 = -0.5 * (turn2 * turn2) * sine - turn2 * turn1 * sine + 1.5 * GRAVITY * cos(at[0] - Math.PI / 2) + phi2;
    const turning2 = (torque + (d2 / d1) * phi1 - 0.5 * (turn1 * turn1) * sine - phi2) / (1.25 - (d2 * d2) / d1);
    slope[0] = turn1;
    slope[1] = turn2;
    slope[2] = -(d2 * turning2 + phi1) / d1;
    slope[3] = turning2;
  }

  function deriveAhead(seconds, along, torque, slope) {
    for (let i = 0; i < 4; i++) at[i] = state[i] + seconds * along[i];
    derive(torque, slope);
  }

  function integrate(torque) {
    at.set(state);
    derive(torque, k1);
    deriveAhead(SECONDS / 2, k1, torque, k2);
    deriveAhead(SECONDS / 2, k2, torque, k3);
    deriveAhead(SECONDS, k3, torque, k4);
    for (let i = 0; i < 4; i++) state[i] += (SECONDS / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }

  function observe() {
    observation[0] = cos(state[0]);
    observation[1] = sin(state[0]);
    observation[2] = cos(state[1]);
    observation[3] = sin(state[1]);
    observation[4] = state[2];
    observation[5] = state[3];
  }

  const task = {
    name: "Acrobot-v1",
    inputs: 6,
    action: { kind: "choice", count: 3 },
    maxSteps: 500,
    solvedFrom: -100,
    /** The first link's angle from hanging down, the second's from the first's, and their speeds. */
    state,
    observation,
    steps: 0,
    reward: 0,
    terminated: false,
    done: false,

    reset(random) {
      for (let i = 0; i < 4; i++) state[i] = Math.fround(-0.1 + 0.2 * random.uniform());
      observe();
      task.steps = 0;
      task.reward = 0;
      task.terminated = false;
      task.done = false;
    },

    step(action) {
      integrate(action - 1);
      state[0] = wrapped(state[0]);
      state[1] = wrapped(state[1]);
      state[2] = Math.min(Math.max(state[2], -MAX_TURN_1), MAX_TURN_1);
      state[3] = Math.min(Math.max(state[3], -MAX_TURN_2), MAX_TURN_2);
      observe();
      task.terminated = -cos(state[0]) - cos(state[1] + state[0]) > 1;
      task.reward = task.terminated ? 0 : -1;
      task.steps += 1;
      task.done = task.terminated || task.steps >= 500;
    },
  };
  return task;
}

/** Between -pi and pi, both included. */
function wrapped(angle) {
  let near = angle;
  while (near > Math.PI) near -= 2 * Math.PI;
  while (near < -Math.PI) near += 2 * Math.PI;
  return near;
}
