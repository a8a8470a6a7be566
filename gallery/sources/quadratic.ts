// gallery/objectives/quadratic.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// The smallest study worth watching: a parabola and a whole number. Best value -1, at x = 0 and y = -1.
export default function quadratic(trial) {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestInt("y", -1, 1);
  return x ** 2 + y;
}
`;
