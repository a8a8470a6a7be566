// The tasks as texts, for objectives to begin with. Written by control-source.test.ts.

export const taskTexts = {
  "cart-pole": `// CartPole-v0 and -v1 as Gymnasium 1.3.0 computes them: a cart is pushed left (0) or right (1) so that its pole stays up.
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

/** v0 is \`newCartPole(maths, { maxSteps: 200 })\`. */
function newCartPole({ sin, cos }, { maxSteps = 500 } = {}) {
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
`,
  acrobot: `// Acrobot-v1 as Gymnasium 1.3.0 computes it: two links hang from a hinge, and a torque of -1, 0 or 1 (action 0, 1, 2) at
// the joint between them has to swing the free end over a height of 1. Each step until then is worth -1, the last one 0.
// R. Sutton, Generalization in reinforcement learning: successful examples using sparse coarse coding, NIPS 8 (1996);
// the equations are those of Sutton and Barto's book, integrated by Runge and Kutta's fourth order.
// The order of the operations is Gymnasium's, so that sums round alike.

const GRAVITY = 9.8;
const SECONDS = 0.2;
const MAX_TURN_1 = 4 * Math.PI;
const MAX_TURN_2 = 9 * Math.PI;

function newAcrobot({ sin, cos }) {
  const state = new Float64Array(4);
  const observation = new Float32Array(6);
  const at = new Float64Array(4);
  const slopes = [new Float64Array(4), new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const [k1, k2, k3, k4] = slopes;

  /** How fast \`at\` changes; links of length and mass 1, their centres in the middle, moments of inertia 1. */
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
`,
  "mountain-car": `// MountainCarContinuous-v0 as Gymnasium 1.3.0 computes it: a car in a valley is too weak for the hill on its right and has to
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

function newMountainCar({ cos }, { wide = false } = {}) {
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
`,
  pendulum: `// Pendulum-v1 as Gymnasium 1.3.0 computes it: a torque from -2 to 2 swings a pendulum up and holds it there, 200 steps long.
// A step costs the square of the angle from upright, a tenth of its speed's and a thousandth of the torque's.
// The order of the operations is Gymnasium's, and what it rounds to 32 bits is so rounded.

const GRAVITY = 10;
const SECONDS = 0.05;
const MAX_TURN = 8;
const MAX_TORQUE = 2;

function newPendulum({ sin, cos }, { wide = false } = {}) {
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
`,
  orchard: `// Orchard: a game on 10 x 10 points, in the manner of MinAtar (K. Young and T. Tian, MinAtar: an Atari-inspired testbed for
// thorough and reproducible reinforcement learning experiments, arXiv 1903.03176); its rules are its own.
//
// 1. A picker stands in the bottom row, at first in a column that is drawn, and holds a net of three points: the picker's own
//    and one on either side, unless a wall is there. Action 0 stays, 1 goes a column to the left, 2 to the right, as far as
//    the walls.
// 2. Then whatever hangs in the air falls by one row. What reaches the bottom row is caught there, hits, or is gone.
// 3. An apple in the net is worth 1. Of the picker's energy of 30 a lost apple costs 1, and a stone that hits the picker 2;
//    stones fall through the net's sides.
// 4. Every fourth step, from the first on, an apple appears in the top row, at most three columns from the one before it (the
//    first: from the picker); every fourth step, from the third on, a stone, in any column. So no row ever holds two things.
// 5. An episode ends when no energy is left, and after 500 steps: 123 apples have come down by then.
//
// All apples can be caught and all stones avoided, whatever is drawn: from one apple to the next there are four steps for at
// most three columns, and between them falls one stone, which the step that is left over goes around.

const SIZE = 10;
const PERIOD = 4;
const REACH = PERIOD - 1;
/** The net: so many points on either side. */
const SIDE = 1;
const ENERGY = 30;
const LOSS = 1;
const BLOW = 2;
const NET = 0;
const APPLE = 1;
const STONE = 2;
const CHANNELS = 3;
const NOTHING = 0;

function newOrchard({ maxSteps = 500 } = {}) {
  /** What falls in each row, and where. */
  const kinds = new Uint8Array(SIZE);
  const columns = new Uint8Array(SIZE);
  const observation = new Float32Array(SIZE * SIZE * CHANNELS);
  let source = null;
  let picker = 0;
  let lastApple = 0;

  function show(row, column, channel, value) {
    observation[(row * SIZE + column) * CHANNELS + channel] = value;
  }

  /** Only what stands in the picture is wiped out or painted. */
  function paint(value) {
    const right = Math.min(SIZE - 1, picker + SIDE);
    for (let column = Math.max(0, picker - SIDE); column <= right; column++) show(SIZE - 1, column, NET, value);
    for (let row = 0; row < SIZE; row++) {
      if (kinds[row] !== NOTHING) show(row, columns[row], kinds[row], value);
    }
  }

  function fall() {
    for (let row = SIZE - 1; row > 0; row--) {
      kinds[row] = kinds[row - 1];
      columns[row] = columns[row - 1];
    }
    kinds[0] = NOTHING;
  }

  function appear() {
    const turn = task.steps % PERIOD;
    if (turn === 0) {
      const low = Math.max(0, lastApple - REACH);
      const high = Math.min(SIZE - 1, lastApple + REACH);
      lastApple = low + source.below(high - low + 1);
      kinds[0] = APPLE;
      columns[0] = lastApple;
    } else if (turn === PERIOD / 2) {
      kinds[0] = STONE;
      columns[0] = source.below(SIZE);
    }
  }

  function judge() {
    const kind = kinds[SIZE - 1];
    const gap = Math.abs(columns[SIZE - 1] - picker);
    task.reward = kind === APPLE && gap <= SIDE ? 1 : 0;
    if (kind === APPLE && gap > SIDE) task.energy -= LOSS;
    if (kind === STONE && gap === 0) task.energy -= BLOW;
    task.energy = Math.max(0, task.energy);
  }

  const task = {
    name: "Orchard",
    inputs: [SIZE, SIZE, CHANNELS],
    action: { kind: "choice", count: 3 },
    maxSteps,
    solvedFrom: null,
    /** 1 where there is the net, an apple, a stone: the three channels of each point, row by row from the top. */
    observation,
    steps: 0,
    reward: 0,
    terminated: false,
    done: false,
    energy: ENERGY,

    reset(random) {
      source = random;
      observation.fill(0);
      kinds.fill(NOTHING);
      picker = source.below(SIZE);
      lastApple = picker;
      task.steps = 0;
      task.reward = 0;
      task.terminated = false;
      task.done = false;
      task.energy = ENERGY;
      paint(1);
    },

    step(action) {
      paint(0);
      if (action === 1 && picker > 0) picker -= 1;
      if (action === 2 && picker < SIZE - 1) picker += 1;
      fall();
      appear();
      judge();
      paint(1);
      task.steps += 1;
      task.terminated = task.energy === 0;
      task.done = task.terminated || task.steps >= maxSteps;
    },

    /** What a page needs to draw the game. */
    scene() {
      const things = [];
      for (let row = 0; row < SIZE; row++) {
        const kind = kinds[row] === APPLE ? "apple" : "stone";
        if (kinds[row] !== NOTHING) things.push({ kind, row, column: columns[row] });
      }
      const net = { from: Math.max(0, picker - SIDE), to: Math.min(SIZE - 1, picker + SIDE) };
      return { rows: SIZE, columns: SIZE, picker, net, things, energy: task.energy };
    },
  };
  return task;
}
`,
  episode: `/**
 * The rewards of one episode, added up. \`act\` says what to do of what is observed; \`random\` is a source of the episode's own;
 * \`show\`, if there is one, is given a frame of the beginning and one of every step.
 */
function runEpisode(task, act, random, show) {
  let sum = 0;
  task.reset(random);
  show?.(frameOf(task, sum));
  while (!task.done) {
    task.step(act(task.observation));
    sum += task.reward;
    show?.(frameOf(task, sum));
  }
  return sum;
}

/** What a page needs to draw where the episode is. */
function frameOf(task, reward) {
  const place = task.scene === undefined ? { state: Array.from(task.state) } : { scene: task.scene() };
  return { task: task.name, step: task.steps, reward, ...place };
}
`,
};
