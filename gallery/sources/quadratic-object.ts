// gallery/objectives/quadratic-object.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// The quadratic as an object: what a trial needs is prepared once, here the power, and each trial calls run.
// Best value -1, at x = 0 and y = -1.
class Quadratic {
  constructor(power = 2) {
    this.power = power;
  }

  run(trial) {
    const x = trial.suggestFloat("x", -100, 100);
    const y = trial.suggestInt("y", -1, 1);
    return x ** this.power + y;
  }
}

export default new Quadratic(2);
`;
