import { expect, test } from "vitest";
import { History } from "../history/history.ts";
import { PRUNER_OPTIONS, parsePruner } from "../spec/parse-pruner.ts";
import { prunerFor } from "./choice.ts";

const history = new History({ directions: ["minimize"] });

/** Every option an author may set of a pruner, in a way that all may be set together. */
const optionsOf = (name: keyof typeof PRUNER_OPTIONS): Record<string, number> =>
  Object.fromEntries(Object.entries(PRUNER_OPTIONS[name]).map(([option, { least }]) => [option, Math.max(least, 1)]));

test.each(Object.keys(PRUNER_OPTIONS) as (keyof typeof PRUNER_OPTIONS)[])(
  "what an author can say about the pruner %s is all known to it",
  (name) => {
    for (const wrapped of name === "patient" ? [undefined, { name: "median", minTrials: 2 }] : [undefined]) {
      const choice = parsePruner({ name, ...optionsOf(name), ...(wrapped === undefined ? {} : { wrapped }) });
      if (!choice.ok) throw new Error(choice.reason);
      expect(prunerFor(choice.value).snapshot(history).kind).toBeTypeOf("string");
    }
  },
);
