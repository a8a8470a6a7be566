import { writeJournal } from "../../formats/optuna/write-journal.ts";
import { portableStudy, portableTrial } from "../../formats/portable/of-trials.ts";
import type { PortableTrial, StudyInPieces } from "../../formats/portable/portable-study.ts";
import { columnsOf, NameCollector } from "../../formats/tables/columns.ts";
import { writeCsv } from "../../formats/tables/csv.ts";
import { writeJsonLines } from "../../formats/tables/json-lines.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";

export const EXPORT_FORMATS = ["journal", "csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Exported {
  readonly spec: StudySpec;
  /** The trials held, as often as they are asked for. */
  readonly trials: () => Iterable<FinishedTrial>;
  readonly held: number;
  /** In the whole study, as far as is known. */
  readonly known: number;
}

/** The study in the terms of other tools. */
export const portableOf = ({ spec, trials, held, known }: Exported): StudyInPieces => ({
  ...portableStudy(spec, held, known),
  trials: { [Symbol.iterator]: () => numbered(trials(), spec) },
});

/** The study as a file of this format, piece by piece. */
export function* exportStudy(study: StudyInPieces, format: ExportFormat): Generator<string> {
  if (format === "journal") yield* writeJournal([study]);
  else if (format === "jsonl") yield* writeJsonLines(study.trials);
  else {
    const names = new NameCollector();
    for (const trial of study.trials) names.add(trial);
    yield* writeCsv(columnsOf(study, names.names()), study.trials, { guardFormulas: false });
  }
}

function* numbered(trials: Iterable<FinishedTrial>, spec: StudySpec): Generator<PortableTrial> {
  let number = 0;
  for (const trial of trials) yield portableTrial(trial, number++, spec);
}
