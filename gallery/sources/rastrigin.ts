// gallery/objectives/rastrigin.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Rastrigin's function in five dimensions: a bowl full of dents, about 11^5 of them, one of which is the lowest.
// Best value 0, where every x is 0.
const DIMENSIONS = 5;

export default function rastrigin(trial) {
  let value = 10 * DIMENSIONS;
  for (let i = 0; i < DIMENSIONS; i++) {
    const x = trial.suggestFloat("x" + i, -5.12, 5.12);
    value += x * x - 10 * Math.cos(2 * Math.PI * x);
  }
  return value;
}
`;
