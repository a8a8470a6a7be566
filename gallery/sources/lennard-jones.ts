// gallery/objectives/lennard-jones.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Thirteen atoms that attract each other from afar and repel each other when near (Lennard and Jones): where do they come to rest?
// The lowest energy known is -44.326801, an icosahedron around one atom. There are more than a thousand other places of rest, of
// which the best has -41.47. Each trial places the atoms, then lets them slide downhill to the next place of rest: so its value is
// that of a valley, not of a slope.
const ATOMS = 13;
/** A little more than the icosahedron is wide: so it fits in, whichever of its atoms is the first. */
const RANGE = 2.2;
const STEPS = 300;

/** Of all pairs 4 (r^-12 - r^-6); adds its slopes to \`slopes\`, from which it clears what was there. */
function energyOf(places, slopes) {
  slopes.fill(0);
  let energy = 0;
  for (let i = 0; i < places.length; i += 3) {
    for (let j = 0; j < i; j += 3) {
      const dx = places[i] - places[j];
      const dy = places[i + 1] - places[j + 1];
      const dz = places[i + 2] - places[j + 2];
      const square = dx * dx + dy * dy + dz * dz;
      const sixth = 1 / square ** 3;
      energy += 4 * sixth * (sixth - 1);
      const slope = (24 * sixth * (1 - 2 * sixth)) / square;
      slopes[i] += slope * dx;
      slopes[i + 1] += slope * dy;
      slopes[i + 2] += slope * dz;
      slopes[j] -= slope * dx;
      slopes[j + 1] -= slope * dy;
      slopes[j + 2] -= slope * dz;
    }
  }
  return energy;
}

/** Slides downhill: a step longer after each that led down, and half as long after one that did not. No atom moves far at once. */
function settle(places) {
  let slopes = new Float64Array(places.length);
  let energy = energyOf(places, slopes);
  let moved = new Float64Array(places.length);
  let movedSlopes = new Float64Array(places.length);
  let length = 0.01;
  for (let step = 0; step < STEPS; step++) {
    const steepest = Math.max(...slopes.map(Math.abs));
    const scale = Math.min(length, 0.1 / steepest);
    for (let i = 0; i < places.length; i++) moved[i] = places[i] - scale * slopes[i];
    const next = energyOf(moved, movedSlopes);
    if (next < energy) {
      [places, moved] = [moved, places];
      [slopes, movedSlopes] = [movedSlopes, slopes];
      energy = next;
      length *= 1.2;
    } else {
      length = scale / 2;
    }
  }
  return energy;
}

export default function (trial) {
  // Turned or moved as a whole a cluster has the same energy. So the first atom stays in the origin, the second on a line, the
  // third in a plane: 33 parameters are left of 39.
  const places = new Float64Array(3 * ATOMS);
  places[3] = trial.suggestFloat("x1", 0.9, RANGE);
  places[6] = trial.suggestFloat("x2", -RANGE, RANGE);
  places[7] = trial.suggestFloat("y2", 0, RANGE);
  for (let atom = 3; atom < ATOMS; atom++) {
    places[3 * atom] = trial.suggestFloat(\`x\${atom}\`, -RANGE, RANGE);
    places[3 * atom + 1] = trial.suggestFloat(\`y\${atom}\`, -RANGE, RANGE);
    places[3 * atom + 2] = trial.suggestFloat(\`z\${atom}\`, -RANGE, RANGE);
  }
  return settle(places);
}
`;
