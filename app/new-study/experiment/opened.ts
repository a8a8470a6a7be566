import type { Experiment, FileNote, Mistake, Variant } from "../../../formats/experiment/experiment.ts";
import type { FilledSettings } from "./experiment-form.ts";

/** An experiment file as read so far, for the text in the form and the choices made beside it. */
export interface OpenedFile {
  /** The text it was read from. */
  readonly text: string;
  /** Of all experiments in the file; none where it cannot be read. */
  readonly names: readonly string[];
  /** The chosen one; null where the file cannot be read. */
  readonly experiment: Experiment | null;
  /** Of the chosen one; none where they cannot be made. */
  readonly variants: readonly Variant[];
  /** What it says of the settings; null where it cannot be read. */
  readonly settings: FilledSettings | null;
  readonly mistakes: readonly Mistake[];
  /** Of each experiment, where its script is said to be. */
  readonly paths: ReadonlyMap<string, string | null>;
  /** The script that the page brings for the algorithm of the file; null where the editor's is used. */
  readonly ownSource: string | null;
  /** The editor does not hold the script that is asked for. */
  readonly lacksScript: boolean;
  /** It has no experiments, but settings of neuroevolution, which fill the form in. */
  readonly isSettings: boolean;
  /** Another seed gives other variants. */
  readonly isRandom: boolean;
  readonly notes: readonly FileNote[];
}

export type Opened =
  | { readonly kind: "none" }
  /** What reads files is on its way here. */
  | { readonly kind: "fetching" }
  | { readonly kind: "unfetched" }
  | { readonly kind: "read"; readonly file: OpenedFile };

/** "Line 3, column 5: " */
export const placeWords = ({ line, column }: Pick<Mistake, "line" | "column">): string =>
  `Line ${line}, column ${column}`;

/** The script that the page brings for a file as `text` has it; null where the editor's is used. */
export const ownSourceOf = (opened: Opened, text: string): string | null =>
  opened.kind === "read" && opened.file.text === text ? opened.file.ownSource : null;

/** The chosen experiment with its variants where they can be published as `text` says; else why not, in a sentence. */
export function readyOf(
  opened: Opened,
  text: string,
): { readonly experiment: Experiment; readonly variants: readonly Variant[] } | { readonly fault: string } {
  if (opened.kind === "unfetched")
    return { fault: "What reads experiment files could not be fetched. Is the seed reachable? Reload the page." };
  if (opened.kind !== "read" || opened.file.text !== text)
    return { fault: "The experiment file is being read. Try again in a moment." };
  const { experiment, variants, mistakes } = opened.file;
  const [first] = mistakes;
  if (first !== undefined) return { fault: `${placeWords(first)}: ${first.message}` };
  if (experiment === null || variants.length === 0) return { fault: "The experiment file has no variants to try." };
  return { experiment, variants };
}
