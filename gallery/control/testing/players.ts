// Hand-written policies: what skilled play looks like, of nothing but what is observed.
type Seen = ArrayLike<number>;

/** Pushes the way that the pole leans and turns, and back to the middle. */
export const balances = (seen: Seen): number =>
  3 * at(seen, 2) + at(seen, 3) + 0.03 * at(seen, 1) + 0.05 * at(seen, 0) > 0 ? 1 : 0;

/** Turns the joint the way it turns already, which adds to the energy at every step. */
export const pumps = (seen: Seen): number => (at(seen, 5) > 0 ? 2 : 0);

/** Force the way the car is going. */
export const swings = (seen: Seen): number => (at(seen, 1) >= 0 ? 0.8 : -0.8);

/** Pumps until the pendulum's energy is that of standing upright, and holds it there. */
export function swingsUp(seen: Seen): number {
  const [up, aside, turn] = [at(seen, 0), at(seen, 1), at(seen, 2)];
  if (up > 0.8) return -(12 * aside + 3 * turn);
  const missing = 15 * (1 - up) - 0.5 * turn * turn;
  return (turn >= 0 ? 2 : -2) * Math.sign(missing);
}

const SIZE = 10;
const CHANNELS = { net: 0, apple: 1, stone: 2 };

export const isAt = (seen: Seen, row: number, column: number, what: keyof typeof CHANNELS): boolean =>
  at(seen, (row * SIZE + column) * 3 + CHANNELS[what]) === 1;

const columns = Array.from({ length: SIZE }, (_, column) => column);

/** The net's middle is the picker's column: beside a wall the net has two points. */
export function pickerOf(seen: Seen): number {
  const net = columns.filter((column) => isAt(seen, SIZE - 1, column, "net"));
  const first = net[0] ?? 0;
  return first === 0 && net.length === 2 ? 0 : first + 1;
}

const moved = (column: number, action: number): number =>
  Math.min(SIZE - 1, Math.max(0, column + (action === 1 ? -1 : action === 2 ? 1 : 0)));

/** Goes for the lowest apple, blind to stones. */
export function chases(seen: Seen): number {
  const picker = pickerOf(seen);
  for (let row = SIZE - 2; row >= 0; row--) {
    const apple = columns.find((column) => isAt(seen, row, column, "apple"));
    if (apple !== undefined) return apple < picker ? 1 : apple > picker ? 2 : 0;
  }
  return 0;
}

/** Sees all that will come down, and takes the best way from what comes last to what comes first. */
export function plans(seen: Seen): number {
  // What it is worth to stand in each column when the thing of a row comes down, and to go on as well as can be.
  let worth = columns.map(() => 0);
  for (let row = 0; row < SIZE - 1; row++) {
    const after = worth;
    worth = columns.map((column) => {
      const best = row === 0 ? 0 : Math.max(...[0, 1, 2].map((action) => after[moved(column, action)] ?? 0));
      return best + gained(seen, row, column);
    });
  }
  const values = [0, 1, 2].map((action) => worth[moved(pickerOf(seen), action)] ?? 0);
  return values.indexOf(Math.max(...values));
}

/** In the middle of the net an apple is as good as on its side, but leaves the shorter way to the next. */
function gained(seen: Seen, row: number, column: number): number {
  if (isAt(seen, row, column, "stone")) return -10;
  if (isAt(seen, row, column, "apple")) return 10;
  return [column - 1, column + 1].some((side) => side >= 0 && side < SIZE && isAt(seen, row, side, "apple")) ? 9 : 0;
}

function at(seen: Seen, i: number): number {
  return seen[i] ?? 0;
}
