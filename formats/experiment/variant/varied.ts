import type { Mistake } from "../experiment.ts";
import type { Value } from "../expression/value.ts";
import { type Draw, DrawFault } from "./draw-config.ts";
import type { Settled } from "./settled.ts";
import type { VaryingPlace } from "./standing.ts";

/** What was chosen or drawn for a variant. */
export interface Varied {
  readonly place: VaryingPlace;
  readonly value: Value;
}

/** More are the same mistake made again. */
const MAX_MISTAKES = 20;

/** What differs between variants, grids and expressions alike, in the order of their paths; or what could not be drawn. */
export function variedIn(
  { evals, chosen }: Settled,
  draw: Draw,
):
  | { readonly ok: true; readonly varied: readonly Varied[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] } {
  const mistakes = new Set<Mistake>();
  // A grid's option may be an expression, or a grid: all stand at the same path, with the same value.
  const varied = new Map<number, Varied>();
  // In the file's order: a circle is told by the name that comes first there.
  for (const { place, node } of [...evals, ...chosen]) {
    if (varied.has(place.inPaths)) continue;
    try {
      varied.set(place.inPaths, { place, value: draw.value(node) });
    } catch (fault) {
      if (!(fault instanceof DrawFault)) throw fault;
      mistakes.add(fault.mistake);
      if (mistakes.size >= MAX_MISTAKES) break;
    }
  }
  if (mistakes.size > 0) return { ok: false, mistakes: [...mistakes] };
  return { ok: true, varied: [...varied.values()].toSorted((a, b) => a.place.inPaths - b.place.inPaths) };
}
