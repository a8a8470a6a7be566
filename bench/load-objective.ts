import { stripTypeScriptTypes } from "node:module";

/** What a module made of an objective's text hands out: the objective, and the inner functions asked for. */
export type ObjectiveModule<Inner> = Inner & { readonly default: (trial: unknown) => number };

/**
 * Loads the text of an objective as a module of its own. `inner` names functions of the text's top level to hand out
 * too, so that a test or an evaluation runs the very code that the jail runs. The caller says their types.
 */
export async function loadObjective<Inner>(
  objective: { readonly language: "javascript" | "typescript"; readonly source: string },
  inner: readonly (string & keyof Inner)[] = [],
): Promise<ObjectiveModule<Inner>> {
  const { language, source } = objective;
  const javascript = language === "typescript" ? stripTypeScriptTypes(source) : source;
  const text = inner.length > 0 ? `${javascript}\nexport { ${inner.join(", ")} };\n` : javascript;
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}
