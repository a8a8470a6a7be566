import { MisuseError } from "../errors.ts";
import { isRecord, isWellFormedText, type Parsed, parsed, refused, unknownKey } from "../parsed.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "./distribution.ts";

const KEYS = {
  float: ["kind", "low", "high", "log", "step"],
  int: ["kind", "low", "high", "log", "step"],
  categorical: ["kind", "choices"],
} as const;

function construct(input: Record<string, unknown>): Distribution | string {
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
export function parseDistribution(input: unknown): Parsed<Distribution> {
  if (!isRecord(input)) return refused("a distribution is not an object");
  const kind = input["kind"];
  if (kind !== "float" && kind !== "int" && kind !== "categorical") return refused("a distribution's kind is unknown");
  const extra = unknownKey(input, KEYS[kind]);
  if (extra !== null) return refused(`a distribution has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
  try {
    const made = construct(input);
    if (typeof made === "string") return refused(made);
    if (made.kind !== "categorical" && made.high !== input["high"]) return refused("high is not on the grid of step");
    return parsed(made);
  } catch (error) {
    if (error instanceof MisuseError) return refused(error.message);
    throw error;
  }
}
