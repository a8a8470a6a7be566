// gallery/objectives/rosenbrock.ts as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Rosenbrock's function in four dimensions: a narrow, curved valley that is easy to find and hard to follow.
// Best value 0, where every x is 1.
const DIMENSIONS = 4;

interface Trial {
  suggestFloat(name: string, low: number, high: number): number;
}

export default function rosenbrock(trial: Trial): number {
  let value = 0;
  let previous = trial.suggestFloat("x0", -5, 10);
  for (let i = 1; i < DIMENSIONS; i++) {
    const x = trial.suggestFloat("x" + String(i), -5, 10);
    value += 100 * (x - previous ** 2) ** 2 + (1 - previous) ** 2;
    previous = x;
  }
  return value;
}
`;
