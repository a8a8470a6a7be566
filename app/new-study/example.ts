/** The objective an empty editor shows: as small as one can be that uses both kinds of parameters. */
export const EXAMPLE = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100)
  const y = trial.suggestCategorical("y", [-1, 0, 1])
  return x ** 2 + y
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
