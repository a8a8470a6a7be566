import { dividedCores, numbered } from "../../../formats/evolution/bred-study.ts";
import type { StudyDraft } from "../../../worker/engine/engine-api.ts";
import { isolated } from "../../parts/isolated.ts";
import { formatCount, plural } from "../../parts/numbers.ts";
import { type DeepGaForm, readExperiments } from "./deepga-form.ts";

/** A study that is published, and the cores that the author's own tab lends to it. */
export interface OneStudy {
  readonly draft: StudyDraft;
  readonly cores: number;
}

/** How many studies the form describes; one where that is not to be told. */
export const studiesIn = (
  form: DeepGaForm & { readonly sampler: string; readonly experiment: string | null },
): number => (form.sampler === "deepga" && form.experiment === null ? (readExperiments(form, {}) ?? 1) : 1);

/** The studies that are published side by side, each with its share of the cores. */
export function sideBySide(draft: StudyDraft, count: number, cores: number): readonly OneStudy[] {
  if (count === 1) return [{ draft, cores }];
  const shares = dividedCores(cores, count);
  return numbered(draft, count).map((each, i) => ({ draft: each, cores: shares[i] ?? 0 }));
}

/** What is published, said before; null where it is one study. */
export function sideBySideWords(name: string, count: number, cores: number): string | null {
  if (count === 1) return null;
  const base = name.trim();
  const [first, last] = [1, count].map((i) => isolated(`${base} ${i} of ${count}`));
  const names = base === "" ? "" : `: ${first} ${count === 2 ? "and" : "to"} ${last}`;
  return `Published as ${formatCount(count)} studies that know nothing of each other${names}. ${lentWords(count, cores)} Each has its own link; all stand among your studies.`;
}

function lentWords(count: number, cores: number): string {
  if (cores === 0) return "Your tab watches them.";
  const shares = dividedCores(cores, count);
  const [most = 0, least = 0] = [shares[0], shares.at(-1)];
  if (cores < count) return `Your tab works on all, one trial at a time each, on ${plural(cores, "core")}.`;
  return most === least
    ? `Your tab lends ${plural(most, "core")} to each.`
    : `Your tab lends ${least} or ${plural(most, "core")} to each.`;
}
