import { choice, integer, type Rng } from "../../study/rng.ts";

/** Small parts of which an expression, or its author, may ask very many. */
const COSTLY_TERMS = [
  "len(np.random.normal(0, 1, size=9999))",
  "len(np.random.choice(999, size=999, p=[1/999]*999))",
  "len(random.sample(range(9999), 9999))",
  "sum(list(range(9999)))",
  "3**600//7**300%7",
  "(3**600+_i)/7**300",
  "round(1.1e-300, 320)",
  "round(10**299, -299)%7",
  "len(str([0.1]*900))",
  "len(str([3**600]*30))",
  "float('0.1234567890123456789')",
  "len('ab'*5000)",
  "len(spec.config.long)",
  "spec.config.deep.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b",
  "([3**600]*999 == [3**600]*999)",
  "math.exp(math.sin(2.0))",
];
const COUNTS = [1, 2, 10, 25, 100, 400, 1_000, 2_600] as const;

/** A small file that asks for much: many grids, grids in grids, long lists and numbers, times many variants. */
export function costlyText(rng: Rng): string {
  const parts = [
    ...Array.from({ length: integer(rng, 0, 1) }, () => manyGrids(rng)),
    ...Array.from({ length: integer(rng, 0, 1) }, () => nestedGrids(rng)),
    ...Array.from({ length: integer(rng, 0, 2) }, (_, i) => `e${i}: {eval: ${JSON.stringify(costlyExpression(rng))}}`),
    `long: ${"x".repeat(choice(rng, COUNTS))}`,
    `deep: ${"{b: ".repeat(16)}1${"}".repeat(16)}`,
  ];
  return [
    "it:",
    `  num_trials: ${choice(rng, [1, 40, 400, 10_000])}`,
    "  config:",
    ...parts.flatMap((part) => part.split("\n")).map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function manyGrids(rng: Rng): string {
  const options = choice(rng, ["[1]", "[1, 2]", "[{grid_search: [1, 2]}]", "[{eval: _i}, 2]"]);
  return Array.from({ length: choice(rng, COUNTS) }, (_, i) => `g${i}: {grid_search: ${options}}`).join("\n");
}

function nestedGrids(rng: Rng): string {
  const depth = integer(rng, 1, 28);
  const [open, close] = choice(rng, [
    ["{grid_search: [", "]}"],
    ["{grid_search: [{b: ", "}]}"],
    ["{grid_search: [0, ", "]}"],
  ] as const);
  return `n: ${open.repeat(depth)}1${close.repeat(depth)}`;
}

function costlyExpression(rng: Rng): string {
  const term = choice(rng, COSTLY_TERMS);
  const times = choice(rng, [1, 4, Math.floor(1_900 / (term.length + 1))]);
  return times === 1 ? term : `sum([${`${term},`.repeat(times)}])`;
}
