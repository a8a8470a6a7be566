// Orchard: a game on 10 x 10 points, in the manner of MinAtar (K. Young and T. Tian, MinAtar: an Atari-inspired testbed for
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

export function newOrchard({ maxSteps = 500 } = {}) {
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
