import type { Json } from "../../study/json.ts";
import { isRecord } from "../../study/parsed.ts";
import type { Distribution, ParamDistribution, ParamValue } from "../../study/space/distribution.ts";
import { parseDistribution } from "../../study/space/parse-distribution.ts";
import { contains } from "../../study/space/distribution.ts";
import { isVector, MAX_SEED, type VectorDistribution } from "../../study/space/vector-distribution.ts";
import { isPlain, type PortableTrial } from "../portable/portable-study.ts";
import { vectorAttr, vectorName } from "./journal-words.ts";

export interface PlainParams {
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** User attributes in which the lists stand whole. */
  readonly attrs: Readonly<Record<string, Json>>;
}

/** Parameters whose values are lists, as one parameter `name[i]` for each number, so that other tools can model and draw them. */
export function withoutVectors(trial: Pick<PortableTrial, "distributions" | "params">): PlainParams {
  const distributions = new Map<string, Distribution>();
  const params = new Map<string, ParamValue>();
  const attrs = new Map<string, Json>();
  const lists: [string, VectorDistribution, readonly number[]][] = [];
  for (const [name, distribution] of Object.entries(trial.distributions)) {
    const value = trial.params[name];
    if (value === undefined) continue;
    if (isVector(distribution) && Array.isArray(value)) lists.push([name, distribution, value]);
    if (!isPlain(distribution)) continue;
    distributions.set(name, distribution);
    params.set(name, value);
  }
  for (const [name, distribution, value] of lists) {
    attrs.set(vectorAttr(name), { ...distribution, value });
    // A parameter that happens to be called so already stays what it is; the list stands in the attribute all the same.
    if (value.some((_, i) => params.has(`${name}[${i}]`))) continue;
    for (const [i, item] of value.entries()) {
      distributions.set(`${name}[${i}]`, itemOf(distribution));
      params.set(`${name}[${i}]`, item);
    }
  }
  return {
    distributions: Object.fromEntries(distributions),
    params: Object.fromEntries(params),
    attrs: Object.fromEntries(attrs),
  };
}

/** The inverse: lists that stand in attributes are parameters again. What is no such attribute of ours stays as it is. */
export function withVectors(trial: PortableTrial): PortableTrial {
  const found = Object.entries(trial.userAttrs).flatMap(([key, attr]) => {
    const name = vectorName(key);
    const list = name === null ? null : listOf(attr);
    return name === null || list === null ? [] : [{ key, name, ...list }];
  });
  if (found.length === 0) return trial;
  const distributions = new Map<string, ParamDistribution>(Object.entries(trial.distributions));
  const params = new Map<string, ParamValue>(Object.entries(trial.params));
  const userAttrs = new Map(Object.entries(trial.userAttrs));
  for (const { key, name, distribution, value } of found) {
    userAttrs.delete(key);
    const items = value.map((_, i) => `${name}[${i}]`);
    if (items.every((item, i) => params.get(item) === value[i]))
      for (const item of items) {
        distributions.delete(item);
        params.delete(item);
      }
    distributions.set(name, distribution);
    params.set(name, value);
  }
  return {
    ...trial,
    distributions: Object.fromEntries(distributions),
    params: Object.fromEntries(params),
    userAttrs: Object.fromEntries(userAttrs),
  };
}

function itemOf(distribution: VectorDistribution): Distribution {
  if (distribution.kind === "simplex") return { kind: "float", low: 0, high: 1, log: false, step: null };
  const high = distribution.kind === "permutation" ? distribution.n - 1 : MAX_SEED;
  return { kind: "int", low: 0, high, log: false, step: 1 };
}

function listOf(attr: Json): { distribution: VectorDistribution; value: readonly number[] } | null {
  if (!isRecord(attr)) return null;
  const { value, ...given } = attr;
  const read = parseDistribution(given);
  if (!read.ok || !isVector(read.value) || !contains(read.value, value)) return null;
  return { distribution: read.value, value: value as readonly number[] };
}
