import { stopRulesOf } from "../../../formats/experiment/stop-rules.ts";
import { trainableWords } from "../../parts/study/study-words.ts";
import type { DraftForm } from "../draft.ts";
import { DrawsField } from "./DrawsField.tsx";
import { standsForWords, UNNAMED } from "./files/take-files.ts";
import { MistakeList, NoteList } from "./MistakeList.tsx";
import { OwnNote } from "./OwnNote.tsx";
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
      {experiment === null ? null : (
        <OwnNote form={form} trains={experiment.trains} ownSource={file.ownSource} onChange={onChange} />
      )}
      {names.length < 2 ? null : <p className="q sm">{othersWords(names, experiment?.name ?? "")}</p>}
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

function othersWords(names: readonly string[], chosen: string): string {
  const others = names.length - 1;
  const more = others === 1 ? "one more experiment" : `${others} more experiments`;
  const next = names[names.indexOf(chosen) + 1];
  const after = next === undefined ? "" : ` Once it is published, this draft goes on with ${next}.`;
  return `The file has ${more}. Each is a study of its own: this one is published.${after}`;
}
