import type { CategoricalChoice, ParamValue } from "../../study/space/distribution.ts";
import type { TrialContext } from "../../study/trial/suggest.ts";

/** What a worker asks a trial for, in the words of the API. */
export type AskedParam =
  | {
      readonly type: "float" | "int";
      readonly low: number;
      readonly high: number;
      readonly log?: boolean | undefined;
      readonly step?: number | null | undefined;
    }
  | { readonly type: "categorical"; readonly choices: readonly CategoricalChoice[] };

export interface Suggested {
  readonly name: string;
  readonly asked: AskedParam;
}

/** The same calls as an objective makes in a jail. Throws `MisuseError` for ranges without a meaning. */
export function suggestIn(context: TrialContext, { name, asked }: Suggested): ParamValue {
  if (asked.type === "categorical") return context.suggestCategorical(name, asked.choices);
  const { low, high, log = false, step = null } = asked;
  if (asked.type === "float") return context.suggestFloat(name, low, high, { log, step });
  // Clients that say "no step" as null mean the least one there is.
  return context.suggestInt(name, low, high, step === null ? { log } : { log, step });
}
