import * as v from "valibot";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  isParamName,
  MAX_PARAMS,
  type ParamDistribution,
} from "../../study/space/distribution.ts";
import { parseDistribution } from "../../study/space/parse-distribution.ts";
import { MAX_VECTOR_NUMBERS, type TrialSpace, vectorNumbers } from "../../study/space/search-space.ts";
import { isVector, vectorLength } from "../../study/space/vector-distribution.ts";
import { float64Bytes, float64Of } from "./float64.ts";

/** Arrays, numbers, strings, booleans and bytes alone: what msgpack carries without loss. Three levels deep. */
export function plainSpace(space: TrialSpace): unknown[] {
  return [[...space.names], space.distributions.map(plainDistribution)];
}

const shape = v.strictTuple([
  v.pipe(
    v.array(
      v.pipe(
        v.string(),
        v.check((name) => isParamName(name)),
      ),
    ),
    v.maxLength(MAX_PARAMS),
    v.check((names) => new Set(names).size === names.length),
  ),
  v.pipe(v.array(v.array(v.unknown())), v.maxLength(MAX_PARAMS)),
]);

/** The inverse, of a stranger's input. */
export function parseSpace(plain: unknown): Parsed<TrialSpace> {
  const result = v.safeParse(shape, plain, { abortEarly: true });
  if (!result.success) return refused(`a space has another shape: ${result.issues[0].message}`);
  const [names, items] = result.output;
  if (names.length !== items.length) return refused("a space lacks a name or a distribution");
  const distributions: ParamDistribution[] = [];
  for (const item of items) {
    const distribution = parseDistribution(distributionInput(item));
    if (!distribution.ok) return distribution;
    distributions.push(distribution.value);
  }
  if (vectorNumbers(distributions) > MAX_VECTOR_NUMBERS) return refused("a space's lists are too long");
  return parsed({ names, distributions });
}

const VECTOR_KINDS = { permutation: 3, simplex: 4, seeds: 5 } as const;

function plainDistribution(distribution: ParamDistribution): unknown[] {
  if (distribution.kind === "categorical") return [2, ...distribution.choices.map(plainChoice)];
  if (isVector(distribution)) return [VECTOR_KINDS[distribution.kind], vectorLength(distribution)];
  const { kind, low, high, log, step } = distribution;
  return [kind === "float" ? 0 : 1, float64Bytes([low, high]), log, step === null ? null : float64Bytes([step])];
}

/** msgpack would turn -0 into 0. */
const plainChoice = (choice: CategoricalChoice): unknown =>
  typeof choice === "number" ? float64Bytes([choice]) : choice;

function distributionInput(plain: readonly unknown[]): unknown {
  const [kind, ...rest] = plain;
  if (kind === 2) {
    return { kind: "categorical", choices: rest.map((c) => (c instanceof Uint8Array ? float64Of(c)?.[0] : c)) };
  }
  const vector = (["permutation", "simplex", "seeds"] as const).find((it) => VECTOR_KINDS[it] === kind);
  if (vector !== undefined) return vectorInput(vector, rest);
  const [bounds, log, step] = rest;
  const [low, high] = bounds instanceof Uint8Array ? (float64Of(bounds) ?? []) : [];
  const stride = step instanceof Uint8Array ? float64Of(step)?.[0] : step;
  return { kind: kind === 0 ? "float" : kind === 1 ? "int" : null, low, high, log, step: stride };
}

function vectorInput(kind: keyof typeof VECTOR_KINDS, [length, ...more]: readonly unknown[]): unknown {
  if (more.length > 0) return null;
  return kind === "seeds" ? { kind, maxLength: length } : { kind, n: length };
}
