import { type TopLevel, topLevelOf } from "./top-level.ts";

/** More would no longer be read. */
const MOST_NAMES = 8;
/** As much of a name as tells which is meant. */
const MOST_CHARACTERS = 60;

/** Which of a script's values its experiment means by `script_entrypoint`. */
export type Entrypoint =
  | { readonly kind: "named" }
  /** The default export: it is called so, or has no name of its own. */
  | { readonly kind: "default" }
  /** One expression, which has no name to ask for. */
  | { readonly kind: "bare" }
  | { readonly kind: "missing"; readonly message: string };

/** Finds the function `name` among what stands at the top of a script, without running it; or says what it has instead. */
export function entrypointIn(top: TopLevel, name: string): Entrypoint {
  const { functions, variables, defaultName, defaultExport } = top;
  if (functions.includes(name) || variables.includes(name)) return { kind: "named" };
  if (defaultExport && (defaultName === null || defaultName === name)) return { kind: "default" };
  const exported = defaultName === null ? [] : [defaultName];
  const callable = [...new Set([...functions, ...exported])];
  const names = callable.length > 0 ? callable : variables;
  if (names.length === 0) return { kind: "bare" };
  const more = names.length > MOST_NAMES ? ", \u2026" : "";
  const has = names.slice(0, MOST_NAMES).map(shown).join(", ");
  const message = `The script has no function ${shown(name)}; it has ${has}${more}.`;
  return { kind: "missing", message };
}

const shown = (name: string): string =>
  name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}\u2026` : name;

/** Why a script's text does not have the function that its experiment names, in a sentence; null where it may have it. */
export function missingEntrypoint(source: string, name: string): string | null {
  const top = topLevelOf(source);
  const found = top.empty ? null : entrypointIn(top, name);
  return found?.kind === "missing" ? found.message : null;
}
