import { MisuseError } from "../../../study/errors.ts";

/** What an objective may ask of its trial, as docs/objective-api.md lists it. */
const MEMBERS = [
  "suggestFloat",
  "suggestInt",
  "suggestCategorical",
  "suggestPermutation",
  "suggestSimplex",
  "suggestSeeds",
  "report",
  "shouldPrune",
  "setConstraint",
  "setUserAttr",
  "rng",
  "seed",
  "sigma",
  "isWatched",
  "show",
  "number",
] as const;

/** Names that other optimizers have, or once had, for what a trial does here; in lower case, without underscores. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  suggestuniform: "suggestFloat(name, low, high)",
  suggestloguniform: "suggestFloat(name, low, high, { log: true })",
  suggestdiscreteuniform: "suggestFloat(name, low, high, { step })",
  suggestinteger: "suggestInt(name, low, high)",
  suggestchoice: "suggestCategorical(name, choices)",
  suggestbool: "suggestCategorical(name, [true, false])",
  suggestboolean: "suggestCategorical(name, [true, false])",
  suggestorder: "suggestPermutation(name, n)",
  suggestshares: "suggestSimplex(name, n)",
  suggestdirichlet: "suggestSimplex(name, n)",
  suggestseed: "suggestSeeds(name, { maxLength: 1 })",
  prune: "shouldPrune(), then throw new TrialPruned()",
};

/** The sentence for a name that no trial has, if it is clear what was meant; else null. */
export function meantInstead(name: string): string | null {
  const plain = name.replaceAll("_", "").toLowerCase();
  const other = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
  if (other !== undefined) return `trial.${name} is not there; write trial.${other}.`;
  const nearest = nearestMember(plain);
  return nearest === null ? null : `trial.${name} is not there; did you mean trial.${nearest}?`;
}

/**
 * Makes reading a misspelt name of a trial an error that says the right one. It stands at the very end of the prototype
 * chain, so that only names that are not there pay for it; any other of these is undefined, as everywhere.
 */
export function guardNames(trialPrototype: object): void {
  const guard = new Proxy(
    {},
    {
      get(target, key, receiver): unknown {
        const meant = typeof key === "string" && !(key in target) ? meantInstead(key) : null;
        if (meant !== null) throw new MisuseError(meant);
        return Reflect.get(target, key, receiver);
      },
    },
  );
  Object.setPrototypeOf(trialPrototype, guard);
}

/** At most two slips, and one for every three letters. */
function nearestMember(plain: string): string | null {
  let best: string | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const member of MEMBERS) {
    const slips = slipsBetween(plain, member.toLowerCase());
    if (slips < fewest && slips <= Math.min(2, Math.floor(member.length / 3))) [best, fewest] = [member, slips];
  }
  return best;
}

/** Letters left out, put in, changed or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const at = (from: readonly number[], k: number): number => from[k] ?? Number.POSITIVE_INFINITY;
      let slips = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) slips = Math.min(slips, at(beforeLast, j - 2) + 1);
      row.push(slips);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? Number.POSITIVE_INFINITY;
}
