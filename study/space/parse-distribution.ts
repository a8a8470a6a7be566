import { MisuseError } from "../errors.ts";
import { isRecord, isWellFormedText, type Parsed, parsed, refused, unknownKey } from "../parsed.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  floatDistribution,
  intDistribution,
  type ParamDistribution,
} from "./distribution.ts";
import { isVector, permutationDistribution, seedsDistribution, simplexDistribution } from "./vector-distribution.ts";

const KEYS = {
  float: ["kind", "low", "high", "log", "step"],
  int: ["kind", "low", "high", "log", "step"],
  categorical: ["kind", "choices"],
  permutation: ["kind", "n"],
  simplex: ["kind", "n"],
  seeds: ["kind", "maxLength"],
} as const;

const isKind = (kind: unknown): kind is keyof typeof KEYS => typeof kind === "string" && Object.hasOwn(KEYS, kind);

function construct(input: Record<string, unknown>): ParamDistribution | string {
  const { kind, n, maxLength } = input;
  if (kind === "seeds") {
    return typeof maxLength === "number" ? seedsDistribution(maxLength) : "maxLength is not a number";
  }
  if (kind === "permutation" || kind === "simplex") {
    if (typeof n !== "number") return "n is not a number";
    return kind === "permutation" ? permutationDistribution(n) : simplexDistribution(n);
  }
  if (input["kind"] === "categorical") {
    if (!Array.isArray(input["choices"])) return "choices is not an array";
    if (input["choices"].some((choice) => typeof choice === "string" && !isWellFormedText(choice))) {
      return "a choice is not valid text";
    }
    return categoricalDistribution(input["choices"] as CategoricalChoice[]);
  }
  const { low, high, log, step } = input;
  if (typeof low !== "number" || typeof high !== "number") return "low and high are not both numbers";
  if (typeof log !== "boolean") return "log is not a boolean";
  if (input["kind"] === "int") {
    return typeof step === "number" ? intDistribution(low, high, { log, step }) : "step is not a number";
  }
  if (step !== null && typeof step !== "number") return "step is neither a number nor null";
  return floatDistribution(low, high, { log, step });
}

/** A distribution out of unknown input, exactly as our constructors would make it, or the reason why not. */
export function parseDistribution(input: unknown): Parsed<ParamDistribution> {
  if (!isRecord(input)) return refused("a distribution is not an object");
  const kind = input["kind"];
  if (!isKind(kind)) return refused("a distribution's kind is unknown");
  const extra = unknownKey(input, KEYS[kind]);
  if (extra !== null) return refused(`a distribution has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
  try {
    const made = construct(input);
    if (typeof made === "string") return refused(made);
    if (made.kind !== "categorical" && !isVector(made) && made.high !== input["high"])
      return refused("high is not on the grid of step");
    return parsed(made);
  } catch (error) {
    if (error instanceof MisuseError) return refused(error.message);
    throw error;
  }
}
