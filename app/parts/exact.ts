import type { ParamValue } from "../../study/space/distribution.ts";

/** The value with every digit that tells it from its neighbours: read back, it is the same. A list as JSON. */
export const exactText = (value: ParamValue): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** A tooltip is read at a glance. */
const MAX_TITLE = 300;

/** `exactText` for a tooltip: of a long list the beginning. */
export function exactTitle(value: ParamValue): string {
  const text = exactText(value);
  return text.length > MAX_TITLE && typeof value === "object" ? `${text.slice(0, MAX_TITLE)}…` : text;
}

/** Values by name as JSON, a line each, to paste into a program: every number comes back as it was. */
export function exactJson(params: Readonly<Record<string, ParamValue>>): string {
  const lines = Object.entries(params).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}
