import { MAX_CURVE_METRICS } from "./curves-page.ts";

/** Names that are counted, of which MAX_CURVE_METRICS are shown: the rarest half is forgotten when there are more. */
export const MAX_HEARD_METRICS = 512;

/** How many trials reported a name. */
export interface Heard {
  readonly own: number;
  readonly all: number;
}

/** Whose name is worth more to keep comes first: what the study names, then own trials' names, then what most report. */
function byWorth(heard: ReadonlyMap<string, Heard>, placed: ReadonlySet<string>): readonly string[] {
  const rank = ([name, { own }]: [string, Heard]): number => (placed.has(name) ? 0 : own > 0 ? 1 : 2);
  return [...heard].sort((a, b) => rank(a) - rank(b) || b[1].all - a[1].all).map(([name]) => name);
}

export const namesToForget = (heard: ReadonlyMap<string, Heard>, placed: ReadonlySet<string>): readonly string[] =>
  byWorth(heard, placed).slice(MAX_HEARD_METRICS / 2);

/** At most MAX_CURVE_METRICS: the objectives first, the others in the order they were heard in. */
export function namesShown(
  heard: ReadonlyMap<string, Heard>,
  placed: ReadonlySet<string>,
  objectives: readonly string[],
): readonly string[] {
  const shown = new Set(byWorth(heard, placed).slice(0, MAX_CURVE_METRICS));
  const first = objectives.filter((name) => shown.has(name));
  return [...first, ...Array.from(heard.keys()).filter((name) => shown.has(name) && !objectives.includes(name))];
}
