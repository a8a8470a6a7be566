import type { GalleryEntry } from "../../gallery/gallery.ts";
import type { DraftForm } from "./draft.ts";
import { prunerFormOf } from "./pruner-form.ts";

/** What choosing `entry` changes in the form; cores and listing stay as they are. */
export function fromGallery(entry: GalleryEntry): Partial<DraftForm> {
  const { budget } = entry;
  return {
    name: entry.title,
    source: entry.source,
    language: "auto",
    direction: entry.direction,
    unit: entry.unit,
    sampler: entry.sampler.name,
    ...prunerFormOf(entry.pruner),
    timeoutSeconds: String(entry.trialTimeoutMs / 1000),
    budget: budget.kind,
    trialsPerRound: String(budget.trialsPerRound),
    ...(budget.kind === "rounds" ? { rounds: String(budget.rounds) } : {}),
    ...(budget.kind === "trials" ? { total: String(budget.total) } : {}),
    ...(budget.kind === "time" ? { seconds: String(budget.seconds) } : {}),
  };
}
