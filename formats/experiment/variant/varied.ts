import type { ConfigMap, ConfigNode, ConfigPath } from "../config-node.ts";
import type { Mistake } from "../experiment.ts";
import type { Value } from "../expression/value.ts";
import { type Draw, DrawFault } from "./draw-config.ts";
import { partsOf, pathOrder } from "./grid-choices.ts";

/** What was chosen or drawn for a variant. */
export interface Varied {
  readonly path: ConfigPath;
  readonly value: Value;
}

/** More are the same mistake made again. */
const MAX_MISTAKES = 20;

/** What differs between variants, grids and expressions alike, in the order of their paths; or what could not be drawn. */
export function variedIn(
  config: ConfigMap,
  grids: readonly ConfigPath[],
  draw: Draw,
):
  | { readonly ok: true; readonly varied: readonly Varied[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] } {
  const mistakes = new Set<Mistake>();
  const varied: Varied[] = [];
  // In the file's order: a circle is told by the name that comes first there.
  for (const path of [...evalsIn(config, []), ...grids]) {
    try {
      varied.push({ path, value: draw.value(nodeAt(config, path), ["config", ...path]) });
    } catch (fault) {
      if (!(fault instanceof DrawFault)) throw fault;
      if (mistakes.size < MAX_MISTAKES) mistakes.add(fault.mistake);
    }
  }
  return mistakes.size > 0 ? { ok: false, mistakes: [...mistakes] } : { ok: true, varied: distinct(varied) };
}

/** In the order of their paths. A grid's option may be an expression: both stand at the same path. */
function distinct(varied: readonly Varied[]): readonly Varied[] {
  const sorted = varied.toSorted((a, b) => pathOrder(a.path, b.path));
  return sorted.filter(({ path }, i) => pathOrder(path, sorted[i + 1]?.path ?? []) !== 0);
}

function evalsIn(node: ConfigNode, path: ConfigPath): readonly ConfigPath[] {
  if (node.kind === "eval") return [path];
  return partsOf(node).flatMap(([step, part]) => evalsIn(part, [...path, step]));
}

const nodeAt = (config: ConfigNode, path: ConfigPath): ConfigNode =>
  path.reduce((node, step) => partsOf(node).find(([key]) => key === step)?.[1] ?? node, config);
