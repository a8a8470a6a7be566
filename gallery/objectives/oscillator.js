// A weight on a spring was let go, and where it was has been measured forty times: which oscillation, dying away, was it? The
// measurements were made up with amplitude 2, decay 0.15, frequency 1.7, phase 0.6 and offset 0.3, and noise of a deviation of 0.1.
// The value is how far the curve is from them: the root of the mean square.
const STEP = 0.4;
// prettier-ignore
const MEASURED = [
  2.0, 0.72, -0.42, -1.15, -1.27, -0.58, 0.22, 1.07, 1.61, 1.25, 0.78, 0.08, -0.42, -0.69, -0.22, 0.24, 0.72, 0.93,
  0.88, 0.54, 0.25, -0.16, -0.29, -0.11, 0.04, 0.45, 0.81, 0.84, 0.52, 0.35, 0.14, 0.1, 0.12, 0.17, 0.4, 0.46, 0.39,
  0.44, 0.4, 0.24,
];

export default function (trial) {
  const amplitude = trial.suggestFloat("amplitude", 0.1, 10, { log: true });
  const decay = trial.suggestFloat("decay", 0.01, 1, { log: true });
  const frequency = trial.suggestFloat("frequency", 0.5, 5);
  const phase = trial.suggestFloat("phase", -Math.PI, Math.PI);
  const offset = trial.suggestFloat("offset", -2, 2);
  const squares = MEASURED.map((measured, i) => {
    const time = i * STEP;
    return (measured - offset - amplitude * Math.exp(-decay * time) * Math.cos(frequency * time + phase)) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
