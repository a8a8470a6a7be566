import { hash128, mix32 } from "../../bytes/hash.ts";
import type { QmcSequence } from "./sequence.ts";

/** Indices there are: the largest power of two whose sums with a trial's number are exact. */
const INDICES = 2 ** 52;
/** A run's first indices, which no other run's start should fall into. */
const RUN = 2 ** 20;

/**
 * The Halton sequence (Halton 1960): the digits of the index in the dimension's prime base, mirrored at the point. Every
 * run is a window of 2^52 indices from its own start, and any window is as even as the first. Scrambled digit by digit
 * with d -> a d + c modulo the base (Matousek 1998), which breaks the ties between dimensions of large bases.
 */
export function haltonSequence(scramble: boolean, seed: number | string): QmcSequence {
  const primes: number[] = [];
  const seeds: number[] = [];
  return {
    point(start, number, dimensions) {
      const index = Math.floor(start * (INDICES - RUN)) + number;
      const point = new Float64Array(dimensions);
      for (let d = 0; d < dimensions; d++) {
        if (d >= primes.length) primes.push(nextPrime(primes));
        if (d >= seeds.length) seeds.push(hash128([seed, "halton", d])[0]);
        point[d] = radicalInverse(index, primes[d] as number, scramble ? (seeds[d] as number) : null);
      }
      return point;
    },
  };
}

function radicalInverse(index: number, base: number, seed: number | null): number {
  let left = index;
  let value = 0;
  // Digits beyond a double's 53 bits make no difference.
  for (let weight = 1 / base, place = 0; weight > 2 ** -54; weight /= base, place++) {
    // The remainder first: a rounded quotient may be too large.
    const digit = left % base;
    left = (left - digit) / base;
    value += (seed === null ? digit : scrambled(digit, base, mix32(seed + place))) * weight;
    if (seed === null && left === 0) break;
  }
  return Math.min(value, 1 - 2 ** -53);
}

function scrambled(digit: number, base: number, hash: number): number {
  const factor = 1 + (hash % (base - 1));
  return (factor * digit + (mix32(hash) % base)) % base;
}

function nextPrime(primes: readonly number[]): number {
  let candidate = (primes.at(-1) ?? 1) + 1;
  while (primes.some((prime) => candidate % prime === 0)) candidate++;
  return candidate;
}
