// Pendulum-v1 as Gymnasium 1.3.0 computes it: a torque from -2 to 2 swings a pendulum up and holds it there, 200 steps long.
// A step costs the square of the angle from upright, a tenth of its speed's and a thousandth of the torque's.
// The order of the operations is Gymnasium's, and what it rounds to 32 bits is so rounded.

const GRAVITY = 10;
const SECONDS = 0.05;
const MAX_TURN = 8;
const MAX_TORQUE = 2;

export function newPendulum({ sin, cos }, { wide = false } = {}) {
  const round = wide ? (x) => x : Math.fround;
  const state = new Float64Array(2);
  const observation = new Float32Array(3);

  function observe() {
    observation[0] = cos(state[0]);
    observation[1] = sin(state[0]);
    observation[2] = state[1];
  }

  const task = {
    name: "Pendulum-v1",
    inputs: 3,
    action: { kind: "number", low: -MAX_TORQUE, high: MAX_TORQUE },
    maxSteps: 200,
    solvedFrom: null,
    /** The angle from upright, which goes on over whole turns, and its speed. */
    state,
    observation,
    steps: 0,
    reward: 0,
    terminated: false,
    done: false,

    reset(random) {
      state[0] = -Math.PI + 2 * Math.PI * random.uniform();
      state[1] = -1 + 2 * random.uniform();
      observe();
      task.steps = 0;
      task.reward = 0;
      task.done = false;
    },

    step(action) {
      const angle = state[0];
      const turn = state[1];
      const torque = Math.min(Math.max(round(action), -MAX_TORQUE), MAX_TORQUE);
      const near = normalized(angle);
      task.reward = -(near * near + 0.1 * (turn * turn) + round(round(0.001) * round(torque * torque)));
      const faster = turn + (((3 * GRAVITY) / 2) * sin(angle) + round(3 * torque)) * SECONDS;
      state[1] = Math.min(Math.max(faster, -MAX_TURN), MAX_TURN);
      state[0] = angle + state[1] * SECONDS;
      observe();
      task.steps += 1;
      task.done = task.steps >= 200;
    },
  };
  return task;
}

/** From -pi up to pi, by a remainder that is never negative. */
function normalized(angle) {
  const rest = (angle + Math.PI) % (2 * Math.PI);
  return (rest < 0 ? rest + 2 * Math.PI : rest) - Math.PI;
}
