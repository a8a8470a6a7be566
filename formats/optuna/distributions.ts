import { MisuseError } from "../../study/errors.ts";
import { type Parsed, isRecord, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../../study/space/distribution.ts";
import { parsePythonJson, pythonJson } from "./python-json.ts";

/** The text of a distribution in Optuna's files, of today's form. */
export function writeDistribution(distribution: Distribution): string {
  if (distribution.kind === "categorical")
    return pythonJson({ name: "CategoricalDistribution", attributes: { choices: distribution.choices } });
  const { kind, low, high, log, step } = distribution;
  return pythonJson({
    name: kind === "float" ? "FloatDistribution" : "IntDistribution",
    attributes: { step, low, high, log },
  });
}

/** Reads today's form, the older names (`UniformDistribution` and so on) and the short form (`type`, `low`, `high`). */
export function readDistribution(text: string): Parsed<Distribution> {
  const json = parsePythonJson(text);
  if (!json.ok) return json;
  if (!isRecord(json.value)) return refused("a distribution is an object");
  const { name, type, attributes } = json.value;
  try {
    if (typeof name === "string" && isRecord(attributes)) return named(name, attributes);
    if (typeof type === "string") return short(type, json.value);
  } catch (error) {
    if (error instanceof MisuseError) return refused(error.message);
    throw error;
  }
  return refused("a distribution has a name and attributes");
}

function named(name: string, given: Record<string, unknown>): Parsed<Distribution> {
  const [low, high] = [Number(given["low"]), Number(given["high"])];
  switch (name) {
    case "FloatDistribution":
      return parsed(floatDistribution(low, high, { log: given["log"] === true, step: stepOf(given["step"]) }));
    case "UniformDistribution":
      return parsed(floatDistribution(low, high));
    case "LogUniformDistribution":
      return parsed(floatDistribution(low, high, { log: true }));
    case "DiscreteUniformDistribution":
      return parsed(floatDistribution(low, high, { step: Number(given["q"]) }));
    case "IntDistribution":
      return parsed(intDistribution(low, high, { log: given["log"] === true, step: stepOf(given["step"]) }));
    case "IntUniformDistribution":
      return parsed(intDistribution(low, high, { step: stepOf(given["step"]) }));
    case "IntLogUniformDistribution":
      return parsed(intDistribution(low, high, { log: true }));
    case "CategoricalDistribution":
      return choices(given["choices"]);
    default:
      return refused(`no distribution is called ${JSON.stringify(name.slice(0, 100))}`);
  }
}

function short(type: string, given: Record<string, unknown>): Parsed<Distribution> {
  if (type === "categorical") return choices(given["choices"]);
  const options = { log: given["log"] === true, step: stepOf(given["step"]) };
  const [low, high] = [Number(given["low"]), Number(given["high"])];
  if (type === "float") return parsed(floatDistribution(low, high, options));
  if (type === "int") return parsed(intDistribution(low, high, options));
  return refused(`no distribution has the type ${JSON.stringify(type.slice(0, 100))}`);
}

const stepOf = (step: unknown): number | undefined => (step === null || step === undefined ? undefined : Number(step));

function choices(given: unknown): Parsed<Distribution> {
  if (!Array.isArray(given)) return refused("the choices are a list");
  return parsed(categoricalDistribution(given as CategoricalChoice[]));
}
