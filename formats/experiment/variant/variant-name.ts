import { MAX_VARIANT_NAME_LENGTH } from "../../../study/spec/spec-limits.ts";
import { hiddenCharacter } from "../../../study/spec/visible-text.ts";
import { pathText } from "../config-node.ts";
import type { Experiment } from "../experiment.ts";
import type { Budget } from "../expression/budget.ts";
import type { Value } from "../expression/value.ts";
import { shortFloatText, textOf } from "../expression/value-text.ts";
import type { Varied } from "./varied.ts";

/**
 * `script_mnist_0_activation=relu`, as Ray Tune prints it: several are joined by commas, in the order of their paths, and a
 * float has five digits. Where a whole option is named, the parts chosen in it are not named again. Shortened where it is too long; the number tells it apart from all others.
 */
export function variantName(
  { alg, env }: Experiment,
  number: number,
  varied: readonly Varied[],
  budget: Budget,
): string {
  const start = [alg, ...(env === null ? [] : [env]), number].join("_");
  const values = wholes(varied)
    .map(({ path, value }) => `${pathText(path)}=${shortText(value, budget)}`)
    .join(",");
  const name = plain(values === "" ? start : `${start}_${values}`);
  return name.length <= MAX_VARIANT_NAME_LENGTH ? name : `${cut(name, MAX_VARIANT_NAME_LENGTH - 1)}…`;
}

/** Without what stands inside another of them. In the order of paths a part comes right after what it is a part of. */
function wholes(varied: readonly Varied[]): readonly Varied[] {
  const kept: Varied[] = [];
  for (const each of varied) {
    const before = kept.at(-1)?.path;
    if (before === undefined || before.some((step, i) => step !== each.path[i])) kept.push(each);
  }
  return kept;
}

function shortText(value: Value, budget: Budget): string {
  const text = typeof value === "number" ? shortFloatText(value) : textOf(value, budget);
  return text.slice(0, 2 * MAX_VARIANT_NAME_LENGTH).replaceAll("/", "_");
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
