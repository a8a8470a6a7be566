// MountainCarContinuous-v0 as Gymnasium 1.3.0 computes it: a car in a valley is too weak for the hill on its right and has to
// swing. The force is a number from -1 to 1; its square, as it was before it was clipped, costs a tenth of a point, and the
// flag at 0.45 is worth 100.
// A. Moore, Efficient memory-based learning for robot control, PhD thesis, Cambridge (1990).
// What Gymnasium rounds to 32 bits is so rounded, which depends on where a number came from: it begins an episode with 64
// bits and keeps 32 of them after each step; a bound is a number of Python, whose width is that of what it meets.

const f = Math.fround;
const POWER = 0.0015;
const MAX_SPEED = 0.07;
const LEFT = -1.2;
const RIGHT = 0.6;
const FLAG = 0.45;

export function newMountainCar({ cos }, { wide = false } = {}) {
  const round = wide ? (x) => x : f;
  const state = new Float64Array(2);
  const observation = new Float32Array(2);
  const task = {
    name: "MountainCarContinuous-v0",
    inputs: 2,
    action: { kind: "number", low: -1, high: 1 },
    maxSteps: 999,
    solvedFrom: 90,
    /** Place and speed. */
    state,
    observation,
    steps: 0,
    reward: 0,
    terminated: false,
    done: false,

    reset(random) {
      state[0] = -0.6 + (-0.4 - -0.6) * random.uniform();
      state[1] = 0;
      observation.set(state);
      task.steps = 0;
      task.reward = 0;
      task.terminated = false;
      task.done = false;
    },

    step(action) {
      const first = task.steps === 0;
      const force = round(action);
      const isClipped = force > 1 || force < -1;

      const slope = 0.0025 * cos(first ? 3 * state[0] : f(3 * state[0]));
      const change = isClipped ? Math.sign(force) * POWER - slope : round(round(force * round(POWER)) - round(slope));
      const isNarrow = !first && (isClipped || !wide);
      let speed = isNarrow ? f(state[1] + f(change)) : state[1] + change;
      const maxSpeed = isNarrow ? f(MAX_SPEED) : MAX_SPEED;
      const isFast = speed > maxSpeed || speed < -maxSpeed;
      if (isFast) speed = Math.sign(speed) * MAX_SPEED;

      const bound = !first && (isNarrow || isFast) ? f : (x) => x;
      let place = bound(state[0] + bound(speed));
      if (place > bound(RIGHT)) place = RIGHT;
      const isLeft = place <= bound(LEFT);
      if (isLeft) place = LEFT;
      if (isLeft && speed < 0) speed = 0;

      task.terminated = place >= bound(FLAG) && speed >= 0;
      task.reward = (task.terminated ? 100 : 0) - force * force * 0.1;
      state[0] = f(place);
      state[1] = f(speed);
      observation.set(state);
      task.steps += 1;
      task.done = task.terminated || task.steps >= 999;
    },
  };
  return task;
}
