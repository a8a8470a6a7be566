/** How often the notebook says how far it is. */
const EVERY = 100;

/** What the notebook prints after the first episode and each hundredth further one, which it counts from 0; else null. */
export function progressLine({ episode, averageReward }) {
  const number = episode - 1;
  return number % EVERY === 0 ? `Episode ${number}, Avg Reward: ${averageReward.toFixed(2)}` : null;
}

/** What the notebook prints in the end, of what `play` came to. */
export function finalLines({ target, value, difference }) {
  const written = Number.isInteger(target) ? target.toFixed(1) : String(target);
  return [
    `Target value: ${written}`,
    `Final optimized value: ${value.toFixed(4)}`,
    `Difference: ${difference.toFixed(4)}`,
  ];
}
