// Two goals at odds (ZDT1: Zitzler, Deb and Thiele 2000): what makes the one smaller makes the other larger. No trial is the best;
// those that no other beats in both lie on a front, the best one of which is f2 = 1 - sqrt(f1), where x1 to x29 are 0.
const DIMENSIONS = 30;

export default function (trial) {
  const f1 = trial.suggestFloat("x0", 0, 1);
  let sum = 0;
  for (let i = 1; i < DIMENSIONS; i++) sum += trial.suggestFloat(`x${i}`, 0, 1);
  const g = 1 + (9 * sum) / (DIMENSIONS - 1);
  return [f1, g * (1 - Math.sqrt(f1 / g))];
}
