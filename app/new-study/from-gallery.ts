import { type GalleryEntry, objectivesOf } from "../../gallery/entry.ts";
import type { DraftForm } from "./draft.ts";
import { emptyForm } from "./draft.ts";
import { detectLanguage } from "./language.ts";
import { budgetFormOf } from "./settings/budget-form.ts";
import { prunerFormOf } from "./settings/pruner-form.ts";
import { samplerFormOf } from "./settings/sampler-form.ts";

/** What choosing `entry`, whose text is `source`, changes in the form; cores and listing stay as they are. */
export function fromGallery(entry: GalleryEntry, source: string): Partial<DraftForm> {
  // What was said of another objective (its start points, its metrics) would be wrong of this one.
  const { cores: _, listed: __, isPrivate: ___, ...fresh } = emptyForm(1);
  return {
    ...fresh,
    name: entry.title,
    source,
    // Where it would be recognised, it is recognised anew once the text is changed.
    language: detectLanguage(source) === entry.language ? "auto" : entry.language,
    objectives: objectivesOf(entry),
    constraints: entry.constraints.join(", "),
    ...(entry.experiment === null
      ? {}
      : {
          experiment: entry.experiment.text,
          experimentFile: entry.experiment.fileName,
          scriptFile: entry.experiment.scriptName,
        }),
    ...samplerFormOf(entry.sampler),
    ...prunerFormOf(entry.pruner),
    timeoutSeconds: String(entry.trialTimeoutMs / 1000),
    ...budgetFormOf(entry.budget),
  };
}

/** The same where a settings file has filled in the form: what that says stands, and the entry says the rest, as how far to mutate. */
export function besideSettings(entry: GalleryEntry, source: string, form: DraftForm): Partial<DraftForm> {
  const fresh = fromGallery(entry, source);
  if (entry.sampler.name !== "deepga" || form.sampler !== "deepga") return fresh;
  const { population, survivors, champions } = form.deepga;
  const { experiments, budget, generations } = form;
  const said = Object.fromEntries(
    Object.entries({ population, survivors, champions }).filter(([, typed]) => typed !== undefined),
  );
  return { ...fresh, deepga: { ...fresh.deepga, ...said }, experiments, budget, generations };
}
