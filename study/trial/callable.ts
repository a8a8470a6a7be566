/** A function, or an object that is there to be called: with a method `call` or `run`. (Only functions have `bind`.) */
export type Callable<F> = F | { readonly call: F; readonly bind?: never } | { readonly run: F; readonly bind?: never };

type AnyFunction = (...given: never) => unknown;

/** The function to call, with as many parameters as it was written with; or what is wrong with it, in a sentence. */
export function functionIn(callable: unknown): AnyFunction | string {
  if (typeof callable === "function") {
    return isClass(callable)
      ? "The objective is a class; give an instance of it, as in new Objective()."
      : (callable as AnyFunction);
  }
  if (typeof callable !== "object" || callable === null) {
    const kind = callable === null || callable === undefined ? String(callable) : `a ${typeof callable}`;
    return `The objective must be a function, but it is ${kind}.`;
  }
  for (const name of ["call", "run"]) {
    const method: unknown = Reflect.get(callable, name);
    // `bind` keeps the number of parameters.
    if (typeof method === "function") return (method as (...given: readonly unknown[]) => unknown).bind(callable);
  }
  return "The objective is an object without a method call(trial) or run(trial); give it one, or give a function.";
}

const isClass = (callable: object): boolean => /^class\b/.test(Function.prototype.toString.call(callable));
