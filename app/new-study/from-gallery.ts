import type { GalleryEntry } from "../../gallery/gallery.ts";
import type { DraftForm } from "./draft.ts";
import { emptyForm } from "./draft.ts";
import { prunerFormOf } from "./settings/pruner-form.ts";
import { samplerFormOf } from "./settings/sampler-form.ts";

/** What choosing `entry`, whose text is `source`, changes in the form; cores and listing stay as they are. */
export function fromGallery(entry: GalleryEntry, source: string): Partial<DraftForm> {
  const { budget } = entry;
  // What was said of another objective (its start points, its metrics) would be wrong of this one.
  const { cores: _, listed: __, ...fresh } = emptyForm(1);
  return {
    ...fresh,
    name: entry.title,
    source,
    language: "auto",
    objectives: [{ name: entry.metric, direction: entry.direction, unit: entry.unit }],
    ...samplerFormOf(entry.sampler),
    ...prunerFormOf(entry.pruner),
    timeoutSeconds: String(entry.trialTimeoutMs / 1000),
    budget: budget.kind,
    trialsPerRound: String(budget.trialsPerRound),
    ...(budget.kind === "rounds" ? { rounds: String(budget.rounds) } : {}),
    ...(budget.kind === "trials" ? { total: String(budget.total) } : {}),
    ...(budget.kind === "time" ? { seconds: String(budget.seconds) } : {}),
  };
}
