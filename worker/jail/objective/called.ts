import { trainableObjective } from "../../../study/trainable/trainable-objective.ts";
import { functionIn } from "../../../study/trial/callable.ts";
import type { TrialContext } from "../../../study/trial/suggest.ts";
import type { JailProgram } from "../wire/jail-wire.ts";

/** What the loop calls for each trial; or why there is none, in a sentence. */
export type Called = { readonly objective: (trial: TrialContext) => unknown } | { readonly fault: string };

interface Clocks {
  nowMs(): number;
  wallMs(): number;
}

/** The program's default export as the objective of its trials: a function, or an object that can be called. */
export function calledOf(exported: unknown, program: JailProgram, clocks: Clocks): Called {
  const found = functionIn(exported);
  if (typeof found === "string") return { fault: found };
  const call = found as AnyFunction;
  if (program.trainable === undefined) return plain(call);
  return hasOneParameter(exported) ? ONE_PARAMETER : trained(call, program, program.trainable, clocks);
}

const ONE_PARAMETER: Called = {
  fault:
    "This study has variants, so its script must have train(config, reporter), a function with two parameters; the one found has one.",
};

const ONE = String.raw`\(\s*(?:[\w$]+|\{[^{}()]*\})\s*,?\s*\)`;
const ONE_PARAMETER_TEXT = new RegExp(
  String.raw`^(?:async\b\s*)?(?:(?:function\b\s*)?\*?\s*[\w$]*\s*${ONE}|[\w$]+\s*=>)`,
);

/**
 * Whether what is called is written with one parameter, as far as its text is simple: `length` does not count those that
 * have a default, and `train(config, reporter = null)` has two.
 */
function hasOneParameter(exported: unknown): boolean {
  if (typeof exported === "object" && exported !== null) {
    const methods = ["call", "run"].map((name): unknown => Reflect.get(exported, name));
    return hasOneParameter(methods.find((method) => typeof method === "function"));
  }
  return (
    typeof exported === "function" &&
    exported.length === 1 &&
    ONE_PARAMETER_TEXT.test(Function.prototype.toString.call(exported))
  );
}

type AnyFunction = (...given: readonly unknown[]) => unknown;

/** Where variants are missing, a second parameter would be nothing. */
function plain(call: AnyFunction): Called {
  if (call.length !== 2) return { objective: (trial) => call(trial) };
  return {
    fault:
      "The objective has two parameters, as train(config, reporter) has, but this study has no variants to train. Load an experiment file that says them, or write the objective with the trial as its one parameter.",
  };
}

function trained(
  call: AnyFunction,
  { names = [], worker, studyId }: JailProgram,
  { trials, configs, kept, log, hostname }: NonNullable<JailProgram["trainable"]>,
  clocks: Clocks,
): Called {
  const keptNames = new Set(kept);
  const objective = trainableObjective(call, {
    trials,
    names,
    configOf: (index) => JSON.parse(configs[index % configs.length] ?? "null"),
    worldOf: ({ number }) => ({
      about: { experiment_id: studyId, trial_id: `${log}:${number}`, pid: worker, hostname },
      nowMs: () => clocks.nowMs(),
      wallMs: () => clocks.wallMs(),
      kept: keptNames,
    }),
  });
  return { objective };
}
