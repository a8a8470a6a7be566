/** The objective an empty editor shows: as small as one can be that uses both kinds of parameters. */
export const EXAMPLE = `export default (trial) => {
  const x = trial.suggestFloat("x", -100, 100)
  const y = trial.suggestCategorical("y", [-1, 0, 1])
  return x ** 2 + y
}
`;
