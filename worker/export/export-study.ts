import { writeJournal } from "../../formats/optuna/write-journal.ts";
import { portableStudy, portableTrial } from "../../formats/portable/of-trials.ts";
import type { PortableStudy, PortableTrial } from "../../formats/portable/portable-study.ts";
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

/** The study as a file of this format, piece by piece. */
export function* exportStudy({ spec, trials, held, known }: Exported, format: ExportFormat): Generator<string> {
  const study = portableStudy(spec, held, known);
  yield* exportPortable(study, { [Symbol.iterator]: () => numbered(trials(), spec) }, format);
}

/** The same of a study that is one of other tools already; its trials are gone through more than once. */
export function* exportPortable(
  study: Omit<PortableStudy, "trials">,
  all: Iterable<PortableTrial>,
  format: ExportFormat,
): Generator<string> {
  if (format === "journal") yield* writeJournal([{ ...study, trials: all }]);
  else if (format === "jsonl") yield* writeJsonLines(all);
  else {
    const names = new NameCollector();
    for (const trial of all) names.add(trial);
    yield* writeCsv(columnsOf(study, names.names()), all, { guardFormulas: false });
  }
}

function* numbered(trials: Iterable<FinishedTrial>, spec: StudySpec): Generator<PortableTrial> {
  let number = 0;
  for (const trial of trials) yield portableTrial(trial, number++, spec);
}
