import { stopRulesOf } from "../../../formats/experiment/stop-rules.ts";
import { trainableWords } from "../../parts/study/study-words.ts";
import type { DraftForm } from "../draft.ts";
import { DrawsField } from "./DrawsField.tsx";
import { standsForWords, UNNAMED } from "./files/take-files.ts";
import { MistakeList, NoteList } from "./MistakeList.tsx";
import type { OpenedFile } from "./opened.ts";
import { VariantCounts, VariantTable } from "./VariantTable.tsx";

interface FileFindingsProps {
  readonly form: DraftForm;
  readonly file: OpenedFile;
  readonly onChange: (part: Partial<DraftForm>) => void;
  readonly onGoTo: (line: number, column: number) => void;
}

/** What the file says: its mistakes, or the study that follows from it. */
export function FileFindings({ form, file, onChange, onGoTo }: FileFindingsProps) {
  const { experiment, variants, mistakes, notes, names } = file;
  const canTake = file.lacksScript && form.source.trim() !== "";
  return (
    <>
      {mistakes.length === 0 ? null : <MistakeList places={mistakes} onGoTo={onGoTo} />}
      {canTake ? (
        <button type="button" className="b s start" onClick={() => onChange({ scriptFile: null })}>
          Take {form.scriptFile ?? UNNAMED} for it
        </button>
      ) : null}
      {experiment === null || variants.length === 0 ? null : (
        <>
          <VariantCounts variants={variants} />
          <p className="q sm">
            {trainableWords({ variants: variants.length, repeat: 1 }, stopRulesOf(experiment), experiment.resources)}.
          </p>
        </>
      )}
      {file.lacksScript || experiment === null ? null : <Stands form={form} path={experiment.scriptPath} />}
      {names.length < 2 ? null : <p className="q sm">{othersWords(names.length - 1)}</p>}
      {file.isRandom && variants.length > 0 ? (
        <DrawsField draws={form.draws} onChange={(draws) => onChange({ draws })} />
      ) : null}
      {variants.length === 0 ? null : <VariantTable key={experiment?.name} variants={variants} />}
      <NoteList places={notes} onGoTo={onGoTo} />
    </>
  );
}

function Stands({ form, path }: { readonly form: DraftForm; readonly path: string | null }) {
  const words = standsForWords(path, form.scriptFile);
  return words === null ? null : <p className="q sm">{words}</p>;
}

const othersWords = (others: number): string =>
  others === 1
    ? "The file has one more experiment. Each is a study of its own: this one is published, the other stays in the file."
    : `The file has ${others} more experiments. Each is a study of its own: this one is published, the others stay in the file.`;
