import type { Expression } from "./expression/expression.ts";
import type { Place } from "./place.ts";
import type { ScalarValue } from "./yaml/tree.ts";

/** A part of a configuration: values, and what is put in their place in each variant. */
export type ConfigNode = ConfigScalar | ConfigList | ConfigMap | ConfigGrid | ConfigEval;

export interface ConfigScalar extends Place {
  readonly kind: "scalar";
  readonly value: ScalarValue;
}

export interface ConfigList extends Place {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
}

export interface ConfigMap extends Place {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, ConfigNode>;
}

/** `{ grid_search: [...] }`: each of its options in turn. */
export interface ConfigGrid extends Place {
  readonly kind: "grid";
  /** At least one. */
  readonly options: readonly ConfigNode[];
}

/** `{ eval: "..." }`: what the expression gives, drawn anew for each variant. */
export interface ConfigEval extends Place {
  readonly kind: "eval";
  readonly expression: Expression;
  /** Where the expression's text begins; null if it stands there in other characters, with escapes or line breaks. */
  readonly textAt: Place | null;
}

/** How to come to a part: keys of maps and places in lists. */
export type ConfigPath = readonly (string | number)[];

export const pathText = (path: ConfigPath): string => path.join(".");
