import { MAX_VARIANT_NAME_LENGTH } from "../../../study/spec/spec-limits.ts";
import { hiddenCharacter } from "../../../study/spec/visible-text.ts";
import type { Experiment } from "../experiment.ts";
import type { Budget } from "../expression/budget.ts";
import type { Value } from "../expression/value.ts";
import { shortFloatText, textOf } from "../expression/value-text.ts";
import type { Varied } from "./varied.ts";

/** Some of it may not be shown. */
const MAX_UNCUT_LENGTH = 2 * MAX_VARIANT_NAME_LENGTH;
/** To write a value with five digits. */
const NAME_STEPS = 4;

/**
 * `script_mnist_0_activation=relu`, as Ray Tune prints it: several are joined by commas, in the order of their paths, and a
 * float has five digits. Where a whole option is named, the parts chosen in it are not named again. Shortened where it is too
 * long; the number tells it apart from all others.
 */
export function variantName(
  { alg, env }: Experiment,
  number: number,
  varied: readonly Varied[],
  budget: Budget,
): string {
  const start = [alg, ...(env === null ? [] : [env]), number].join("_");
  const values = valuesText(varied, budget);
  const name = plain(values === "" ? start : `${start}_${values}`);
  return name.length <= MAX_VARIANT_NAME_LENGTH ? name : `${cut(name, MAX_VARIANT_NAME_LENGTH - 1)}…`;
}

/** As many as can be shown. */
function valuesText(varied: readonly Varied[], budget: Budget): string {
  let text = "";
  for (const { place, value } of wholes(varied)) {
    if (text.length > MAX_UNCUT_LENGTH) break;
    text += `${text === "" ? "" : ","}${place.name.slice(0, MAX_UNCUT_LENGTH)}=${shortText(value, budget)}`;
  }
  return text;
}

/** Without what stands inside another of them. In the order of paths a part comes right after what it is a part of. */
function wholes(varied: readonly Varied[]): readonly Varied[] {
  const kept: Varied[] = [];
  for (const each of varied) {
    const before = kept.at(-1)?.place.path;
    if (before === undefined || before.some((step, i) => step !== each.place.path[i])) kept.push(each);
  }
  return kept;
}

function shortText(value: Value, budget: Budget): string {
  budget.spend(NAME_STEPS);
  const text = typeof value === "number" ? shortFloatText(value) : textOf(value, budget);
  return text.slice(0, MAX_UNCUT_LENGTH).replaceAll("/", "_");
}

/** Without what ends a line, or misleads its reader. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return hiddenCharacter(line) === null ? line : line.replace(/(?![\u200c-\u200d])[\p{Cf}]/gu, "");
}

/** At most so many units, no character halved. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
