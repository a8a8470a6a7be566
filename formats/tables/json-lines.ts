import type { Json } from "../../study/json.ts";
import type { PortableTrial } from "../portable/portable-study.ts";

/**
 * One JSON object a line for each trial. An infinity is `1e999`, which is JSON and which JavaScript and Python read as one; NaN is
 * null.
 */
export function* writeJsonLines(trials: Iterable<PortableTrial>): Generator<string> {
  for (const trial of trials) {
    const { number, state, values, params, distributions, intermediate, userAttrs, systemAttrs, startMs, endMs } =
      trial;
    yield `${plainJson({
      number,
      state,
      values,
      params,
      distributions: distributions as unknown as Json,
      intermediate,
      user_attrs: userAttrs,
      system_attrs: systemAttrs,
      start_ms: startMs,
      end_ms: endMs,
    })}\n`;
  }
}

function plainJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? "null" : value > 0 ? "1e999" : "-1e999";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(plainJson).join()}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${plainJson(item)}`)
    .join()}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
