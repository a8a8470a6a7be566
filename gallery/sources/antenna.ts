// gallery/objectives/antenna.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Twelve antennas in a line, all fed alike, whose waves add up broadside and should cancel elsewhere. The line is symmetric; what
// is chosen are six gaps, in wavelengths: the first between the two in the middle. The value is the highest side lobe in decibels
// below the main one. At gaps of a half, as is usual, it is -13.1.
const GAPS = 6;
/** Sines of angles from broadside: the main lobe has the first 0.18, as at gaps of a half, where its edge is 2 / 12 = 0.167. */
const FIRST = 0.18;
const DIRECTIONS = 400;

export default function (trial) {
  const places = [];
  let place = 0;
  for (let i = 0; i < GAPS; i++) {
    const gap = trial.suggestFloat(\`gap\${i}\`, 0.4, 1);
    place += i === 0 ? gap / 2 : gap;
    places.push(place);
  }
  let highest = 0;
  for (let i = 0; i <= DIRECTIONS; i++) {
    const sine = FIRST + ((1 - FIRST) * i) / DIRECTIONS;
    const field = places.reduce((sum, x) => sum + Math.cos(2 * Math.PI * x * sine), 0) / GAPS;
    highest = Math.max(highest, Math.abs(field));
  }
  return 20 * Math.log10(highest);
}
`;
