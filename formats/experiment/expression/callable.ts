import type { Rng } from "../../../study/rng.ts";
import type { Budget } from "./budget.ts";
import { refuseValue } from "./fault.ts";
import type { Value } from "./value.ts";

/** What a function may use besides its arguments. */
export interface Tools {
  readonly rng: Rng;
  readonly budget: Budget;
}

/** One of the functions that an expression can call. */
export interface Callable {
  /** Names of the arguments, in order; those from `needed` on may be left out. */
  readonly parameters: readonly string[];
  readonly needed: number;
  /** One entry for each parameter; undefined for those left out. With `isOpen`, any number of arguments. */
  readonly call: (args: readonly (Value | undefined)[], tools: Tools) => Value;
  /** Takes any number of arguments. */
  readonly isOpen: boolean;
}

/** `parameters` as Python's documents write them: "a b?" has one that may be left out, "values*" any number. */
export function callable(parameters: string, call: Callable["call"]): Callable {
  const names = parameters.split(" ").filter((name) => name !== "");
  return {
    parameters: names.map((name) => name.replace(/[?*]$/, "")),
    needed: names.filter((name) => !/[?*]$/.test(name)).length,
    call,
    isOpen: names.some((name) => name.endsWith("*")),
  };
}

/** Puts arguments into the order of the parameters; refuses too few, too many and unknown ones, by `name` of the function. */
export function callWith(
  name: string,
  { parameters, needed, call, isOpen }: Callable,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
  tools: Tools,
): Value {
  if (isOpen) {
    if (named.size > 0) refuseValue(`${name} takes no arguments by name here`);
    if (args.length === 0) refuseValue(`${name} needs an argument`);
    return call(args, tools);
  }
  const signature = `${name}(${parameters.join(", ")})`;
  if (args.length > parameters.length)
    refuseValue(`${signature} takes ${countOf(parameters.length)}, not ${args.length}`);
  const ordered: (Value | undefined)[] = parameters.map((_, i) => args[i]);
  for (const [key, value] of named) {
    const place = parameters.indexOf(key);
    if (place < 0) refuseValue(`${signature} has no argument ${key} here`);
    if (ordered[place] !== undefined) refuseValue(`${signature} is given ${key} twice`);
    ordered[place] = value;
  }
  const missing = parameters.findIndex((_, i) => i < needed && ordered[i] === undefined);
  if (missing >= 0) refuseValue(`${signature} is not given ${parameters[missing] ?? ""}`);
  return call(ordered, tools);
}

const countOf = (arguments_: number): string => (arguments_ === 1 ? "1 argument" : `${arguments_} arguments`);
