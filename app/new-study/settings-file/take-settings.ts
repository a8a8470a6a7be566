import type { DraftForm } from "../draft.ts";
import type { Dropped } from "../experiment/files/dropped-files.ts";
import { takeFiles } from "../experiment/files/take-files.ts";
import { fromSettings } from "./from-settings.ts";

/** What of the files has been taken, and what not. */
export interface TakenFiles {
  readonly change: Partial<DraftForm>;
  /** What was not taken, and why: a sentence each. */
  readonly refused: readonly string[];
  /** The settings file that has been taken over. */
  readonly settings: { readonly name: string; readonly notes: readonly string[] } | null;
}

/** What reads settings files, fetched when the first is there. */
type Reader = typeof import("../../../formats/evolution/read-settings.ts");
const UNFETCHED = "What reads such files could not be fetched. Is the seed reachable? Reload the page.";

/** Whether it is worth looking closer: two of the keys stand at the beginning of lines, or in JSON. */
export const mayBeSettings = (text: string): boolean =>
  /^[\s{]*["']?(?:vm|experiment)["']?\s*:/m.test(text) &&
  /(?:^|[{,])\s*["']?(?:generations|population|survivors|champions|cpus)["']?\s*:\s*\S/m.test(text);

/** What becomes of files: settings are taken over into the form, all others as experiments and scripts. Never rejects. */
export async function takeDropped(
  form: DraftForm,
  dropped: Dropped,
  mostCores: number,
  fetchReader: () => Promise<Reader> = () => import("../../../formats/evolution/read-settings.ts"),
): Promise<TakenFiles> {
  const plain = (): TakenFiles => ({ ...takeFiles(form, dropped), settings: null });
  if (!dropped.experiments.some(({ text }) => mayBeSettings(text))) return plain();
  const reader = await fetchReader().catch(() => null);
  if (reader === null) return { change: {}, refused: [...dropped.refused, UNFETCHED], settings: null };
  const file = dropped.experiments.find(({ text }) => reader.isEvolutionSettings(text));
  if (file === undefined) return plain();
  const refuse = (sentence: string): TakenFiles => ({
    change: {},
    refused: [...dropped.refused, sentence],
    settings: null,
  });
  if (dropped.experiments.length > 1) {
    const names = dropped.experiments.map(({ name }) => name).join(", ");
    return refuse(
      `A study has one file of settings or of experiments, and these are several: ${names}. Drop one of them.`,
    );
  }
  const read = reader.readSettings(file.text);
  if (!read.ok) return refuse(`${file.name}: ${read.reason}`);
  const scripts = takeFiles({ ...form, experiment: null }, { ...dropped, experiments: [] });
  const { change, notes } = fromSettings({ ...form, ...scripts.change }, read.value, mostCores);
  return {
    change: { ...scripts.change, ...change },
    refused: scripts.refused,
    settings: { name: file.name, notes },
  };
}
