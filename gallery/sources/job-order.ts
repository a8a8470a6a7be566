// gallery/objectives/job-order.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Fourteen jobs, one machine: in which order? What is finished late costs its weight for every hour. The instance is our own; its
// best order costs 213, which trying all subsets of jobs that may come first proves (Held and Karp 1962). There are 87 billion orders.
const HOURS = [8, 9, 3, 3, 9, 6, 4, 4, 3, 1, 7, 9, 2, 6];
const WEIGHTS = [3, 3, 4, 5, 3, 2, 1, 2, 1, 2, 3, 1, 4, 3];
const DUE = [21, 31, 26, 41, 33, 34, 47, 29, 24, 22, 20, 44, 34, 36];

export default function (trial) {
  let clock = 0;
  let cost = 0;
  for (const job of trial.suggestPermutation("order", HOURS.length)) {
    clock += HOURS[job];
    cost += WEIGHTS[job] * Math.max(0, clock - DUE[job]);
  }
  return cost;
}
`;
