import { isRecord, type Parsed, parsed, refused, unknownKey } from "../parsed.ts";
import type { PrunerChoice, SimplePruner } from "../pruners/choice.ts";

/** What a number may be. */
interface Limits {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** A thousand million: no objective reports more steps, and no study has more trials to wait for. */
const MAX_COUNT = 1e9;
const whole = (least: number, most = MAX_COUNT): Limits => ({ least, most, isWhole: true });
const real = (least: number, most: number): Limits => ({ least, most, isWhole: false });
const anyNumber = real(-Number.MAX_VALUE, Number.MAX_VALUE);

const PACE = { warmupSteps: whole(0), intervalSteps: whole(1) };
const MEDIAN = { startupTrials: whole(0), ...PACE, minTrials: whole(1) };
const RUNGS = { minResource: whole(1), reductionFactor: whole(2, 1_000), bootstrapCount: whole(0) };

/** Every number an author may set, by pruner; left out, a number has the pruner's default. */
export const PRUNER_OPTIONS: Readonly<Record<PrunerChoice["name"], Readonly<Record<string, Limits>>>> = {
  none: {},
  median: MEDIAN,
  percentile: { percentile: real(0, 100), ...MEDIAN },
  halving: { ...RUNGS, maxResource: whole(1), minEarlyStoppingRate: whole(0, 50) },
  hyperband: { ...RUNGS, maxResource: whole(1) },
  threshold: { lower: anyNumber, upper: anyNumber, ...PACE },
  patient: { patience: whole(0), minDelta: real(0, Number.MAX_VALUE) },
  wilcoxon: { pThreshold: real(0, 1), startupSteps: whole(0) },
};

/** The pruners that may judge in hindsight: the one option that is no number. */
export const mayJudgeInHindsight = (name: PrunerChoice["name"]): boolean => name === "halving" || name === "hyperband";

/** The options that must be there. */
const NEEDED: Partial<Record<PrunerChoice["name"], string>> = { percentile: "percentile", patient: "patience" };

/** What is wrong with `value` as this option, as one clause; null if nothing is. */
function faultOf(option: string, value: unknown, { least, most, isWhole }: Limits): string | null {
  const kind = isWhole ? "a whole number" : "a number";
  if (typeof value !== "number" || !(isWhole ? Number.isInteger(value) : Number.isFinite(value))) {
    return `the pruner's ${option} is not ${kind}`;
  }
  return value >= least && value <= most ? null : `the pruner's ${option} must be between ${least} and ${most}`;
}

/** A pruner with its options out of unknown input, or one clause that says what is wrong with it. */
export function parsePruner(input: unknown): Parsed<PrunerChoice> {
  if (!isRecord(input)) return refused("the pruner is not an object");
  const name = (Object.keys(PRUNER_OPTIONS) as PrunerChoice["name"][]).find((it) => it === input["name"]);
  if (name === undefined) return refused(`the pruner must be one of ${Object.keys(PRUNER_OPTIONS).join(", ")}`);
  const limits = PRUNER_OPTIONS[name];
  const others = name === "patient" ? ["wrapped"] : mayJudgeInHindsight(name) ? ["hindsight"] : [];
  const extra = unknownKey(input, ["name", ...Object.keys(limits), ...others]);
  if (extra !== null) return refused(`the pruner has the unknown key ${JSON.stringify(extra.slice(0, 40))}`);
  const needed = NEEDED[name];
  if (needed !== undefined && input[needed] === undefined) return refused(`the pruner's ${needed} is missing`);
  const options: Record<string, number> = {};
  for (const [option, its] of Object.entries(limits)) {
    const value = input[option];
    if (value === undefined) continue;
    const fault = faultOf(option, value, its);
    if (fault !== null) return refused(fault);
    options[option] = Number(value) + 0;
  }
  const fault = contradiction(name, options);
  if (fault !== null) return refused(fault);
  const { hindsight } = input;
  if (hindsight !== undefined && typeof hindsight !== "boolean")
    return refused("the pruner's hindsight is not true or false");
  // Its keys and values are those the table has for this name.
  const choice = { name, ...options, ...(hindsight === undefined ? {} : { hindsight }) } as PrunerChoice;
  return choice.name === "patient" && input["wrapped"] !== undefined
    ? withWrapped(choice, input["wrapped"])
    : parsed(choice);
}

function withWrapped(choice: Extract<PrunerChoice, { name: "patient" }>, input: unknown): Parsed<PrunerChoice> {
  if (isRecord(input) && input["name"] === "patient") return refused("the patient pruner wraps another patient one");
  const wrapped = parsePruner(input);
  return wrapped.ok ? parsed({ ...choice, wrapped: wrapped.value as SimplePruner }) : wrapped;
}

/** What no single option is to blame for. */
function contradiction(name: PrunerChoice["name"], options: Readonly<Record<string, number>>): string | null {
  const { lower, upper, minResource, maxResource, bootstrapCount = 0 } = options;
  if (name === "threshold" && lower === undefined && upper === undefined) return "the pruner has neither bound";
  if (lower !== undefined && upper !== undefined && lower > upper)
    return "the pruner's lower bound is above its upper one";
  if (maxResource !== undefined && maxResource < (minResource ?? 1))
    return "the pruner's maxResource is below its minResource";
  return name === "halving" && bootstrapCount > 0 && minResource === undefined
    ? "the pruner's bootstrapCount needs a minResource"
    : null;
}
