import { isRecord, type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  isChoice,
  isParamName,
  MAX_CHOICE_LENGTH,
  MAX_PARAMS,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import { parsePythonJson, pythonJson } from "../optuna/python-json.ts";
import { withoutVectors } from "../optuna/vectors.ts";

/** As the original peer names them; of these it takes numbers alone. */
type ParamType = "float" | "int" | "categorical";

/** Longer than any message of `MAX_PARAMS` parameters with names and values of their longest, twice over. */
export const MAX_MESSAGE_LENGTH = 4 << 20;

/** A best value with what it was found at. */
export interface Best {
  /** May be infinite. */
  readonly value: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Same names as `params`. */
  readonly distributions: Readonly<Record<string, ParamDistribution>>;
}

/** What a message says; the ranges that its parameters came from it does not. */
export interface ToldBest {
  readonly value: number;
  readonly params: Readonly<Record<string, CategoricalChoice>>;
  readonly types: Readonly<Record<string, ParamType>>;
}

/**
 * The message by which a peer of OptunaP2P (LearnToShare) tells the others of its best, without a line break. The parameters' types are
 * those they were asked for by, not what a value happens to look like; a list is `name[0]`, `name[1]` and so on.
 */
export function writeBest({ value, params, distributions }: Best): string {
  const plain = withoutVectors({ params, distributions });
  const types = Object.entries(plain.distributions).map(([name, { kind }]) => [name, kind] as const);
  return pythonJson({ best_value: value, best_params: plain.params, param_types: Object.fromEntries(types) });
}

/** Reads such a message. Refuses in one sentence; what a stranger sends is held to what a trial may have. */
export function readBest(text: string): Parsed<ToldBest> {
  if (text.length > MAX_MESSAGE_LENGTH) return refused(`a message has at most ${MAX_MESSAGE_LENGTH} characters`);
  const json = parsePythonJson(text);
  if (!json.ok) return refused(`the message is no JSON: ${json.reason}`);
  if (!isRecord(json.value)) return refused("the message is no object");
  const { best_value: value, best_params: params, param_types: types } = json.value;
  if (typeof value !== "number" || Number.isNaN(value)) return refused("best_value is no number");
  if (!isRecord(params)) return refused("best_params is no object");
  if (!isRecord(types)) return refused("param_types is no object");
  const entries = Object.entries(params);
  if (entries.length > MAX_PARAMS) return refused(`best_params has more than ${MAX_PARAMS} parameters`);
  const read: [string, CategoricalChoice, ParamType][] = [];
  for (const [name, param] of entries) {
    const shown = JSON.stringify(name.slice(0, 60));
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (!isParamName(name)) return refused(`no parameter may be called ${shown}`);
    if (!isParamType(type)) return refused(`param_types says neither float, int nor categorical of ${shown}`);
    if (!isOfType(param, type)) return refused(`the value of ${shown} is none of type ${type}`);
    read.push([name, param, type]);
  }
  return parsed({
    value,
    params: Object.fromEntries(read.map(([name, param]) => [name, param])),
    types: Object.fromEntries(read.map(([name, , type]) => [name, type])),
  });
}

const isParamType = (type: unknown): type is ParamType => type === "float" || type === "int" || type === "categorical";

function isOfType(value: unknown, type: ParamType): value is CategoricalChoice {
  if (type === "float") return typeof value === "number" && Number.isFinite(value);
  if (type === "int") return Number.isSafeInteger(value);
  return isChoice(value) && (typeof value !== "string" || value.length <= MAX_CHOICE_LENGTH);
}
