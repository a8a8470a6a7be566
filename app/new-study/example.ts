/** The objective an empty editor shows: as small as one can be that uses both kinds of parameters. */
export const EXAMPLE = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100)
  const y = trial.suggestCategorical("y", [-1, 0, 1])
  return x ** 2 + y
}
`;

/** As small as an objective of generations can be: what a seed means is the objective's own. A network's weights are the gallery's. */
export const SEEDS_EXAMPLE = `// Seeds move x and y; the best near 1 and 2.
export default (trial) => {
  let [x, y] = [0, 0]
  for (const s of trial.suggestSeeds("seeds", { maxLength: 1000 })) {
    x += (s % 1000) / 500 - 1
    y += (s % 997) / 498 - 1
  }
  return -Math.hypot(x - 1, y - 2)
}
`;

/** As small as a script can be that variants are tried with: what it does with them is the author's. */
export const SCRIPT_EXAMPLE = `export default function train(config, reporter) {
  for (let step = 1; step <= 20; step++) {
    const mean_accuracy = 1 - Math.exp(-step / 10)
    reporter({ timesteps_total: step, mean_accuracy })
  }
}
`;
