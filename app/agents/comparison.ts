import type { TrainingOrder } from "../../worker/training/training-api.ts";
import type { Clamped, Communication } from "./settings-form.ts";

/** What trainings differ by; all else, their chance too, is the same. */
export type Compared = "communication" | "clamped";

type Kind = Communication | Clamped;

export const KINDS: Readonly<Record<Compared, readonly Kind[]>> = {
  communication: ["none", "sum", "neighbours", "all"],
  clamped: ["freeze", "end", "restart", "thaw", "inward"],
};

/** A training for each kind. */
export function ordersOf({ settings, seed }: TrainingOrder, compared: Compared): readonly TrainingOrder[] {
  return KINDS[compared].map((kind) => ({ settings: { ...settings, [compared]: kind }, seed }));
}

export const kindOf = ({ settings }: TrainingOrder, compared: Compared): Kind => settings[compared];
