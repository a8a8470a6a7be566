import { normal, type Rng } from "../../rng.ts";

/** A random direction, by half the time along few axes, with a length in [0, 1]. */
export function randomInBall(dimensions: number, rng: Rng): Float64Array {
  const point = new Float64Array(dimensions);
  const share = rng.next() < 0.5 ? 1 : Math.max(1 / dimensions, 0.3);
  let square = 0;
  for (let d = 0; d < dimensions; d++) {
    if (rng.next() < share) point[d] = normal(rng);
    square += (point[d] as number) ** 2;
  }
  if (square === 0) {
    point[Math.floor(rng.next() * dimensions)] = 1;
    square = 1;
  }
  const length = rng.next() ** (1 / Math.max(2, dimensions / 2)) / Math.sqrt(square);
  for (let d = 0; d < dimensions; d++) point[d] = (point[d] as number) * length;
  return point;
}

/** A point at a random small distance, of any order of magnitude down to a hundredth. */
export function nearby(point: Float64Array, rng: Rng): Float64Array {
  const scale = 10 ** (-2 * rng.next()) / Math.sqrt(point.length);
  return point.map((x) => x + scale * normal(rng));
}
