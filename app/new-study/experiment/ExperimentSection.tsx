import type { RefObject } from "react";
import { useRef, useState } from "react";
import { Loading } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { CodeEditor, placeCursor } from "../CodeEditor.tsx";
import type { DraftForm } from "../draft.ts";
import { emptyForm } from "../draft.ts";
import { NO_EXPERIMENT } from "./experiment-form.ts";
import { FileFindings } from "./FileFindings.tsx";
import { LoadFiles } from "./files/LoadFiles.tsx";
import { chooseExperiment } from "./files/take-files.ts";
import type { Opened } from "./opened.ts";
import { unfollowed } from "./settings-of.ts";

interface ExperimentSectionProps {
  readonly form: DraftForm;
  readonly text: string;
  readonly opened: Opened;
  /** Why the study was not published. */
  readonly error: string | null;
  readonly onChange: (part: Partial<DraftForm>) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRun: () => void;
  /** Takes the focus when the experiment goes. */
  readonly after: RefObject<HTMLTextAreaElement | null>;
}

/** The experiment file: its text, what is wrong with it, and the variants that follow from it. */
export function ExperimentSection(props: ExperimentSectionProps) {
  const { form, text, opened, error, onChange, onFiles, onRun, after } = props;
  const editor = useRef<HTMLTextAreaElement>(null);
  const [chosenLine, setChosenLine] = useState<number | null>(null);
  const file = opened.kind === "read" ? opened.file : null;
  const goTo = (line: number, column: number): void => {
    setChosenLine(line);
    placeCursor(editor.current, line, column);
  };
  const remove = (): void => {
    const { scriptFile, shelf } = form;
    onChange({ ...NO_EXPERIMENT, scriptFile, shelf, ...unfollowed(form, emptyForm(form.cores)) });
    after.current?.focus();
  };
  return (
    <section className="xp" aria-label="Experiment">
      <div className="tb">
        <b>{form.experimentFile}</b>
        {file === null || file.names.length < 2 ? null : (
          <select
            className="in slim"
            aria-label="Experiment to publish"
            value={file.experiment?.name ?? ""}
            onChange={(event) => {
              const name = event.currentTarget.value;
              onChange(chooseExperiment(form, name, file.paths.get(name) ?? null));
            }}
          >
            {file.names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
        <span className="sp" />
        <LoadFiles label="Load another file" onFiles={onFiles} />
        <button type="button" className="b s" onClick={remove}>
          Remove the experiment
        </button>
      </div>
      <p className="err above" id="experiment-error" role={error === null ? undefined : "alert"}>
        {error === null ? null : `Not published. ${error}`}
      </p>
      <div className="xpgrid">
        <CodeEditor
          ref={editor}
          id="field-experiment"
          label="Experiment file"
          text={text}
          placeholder="Write or paste the experiment here, in YAML or JSON"
          plain
          marked={chosenLine ?? file?.mistakes[0]?.line ?? null}
          isWrong={(file?.mistakes.length ?? 0) > 0}
          describedBy="experiment-findings experiment-error"
          onChange={(experiment) => {
            setChosenLine(null);
            onChange({ experiment });
          }}
          onRun={onRun}
        />
        <div className="xpside" id="experiment-findings" aria-live="polite">
          {file === null ? (
            <Unread opened={opened} />
          ) : file.isSettings ? (
            <Note
              tone="plain"
              icon="hexagon"
              title="These are settings of neuroevolution."
              action={
                <button type="button" className="b s" onClick={() => onFiles([new File([text], form.experimentFile)])}>
                  Fill them in
                </button>
              }
            >
              They have no variants to train: the form takes them.
            </Note>
          ) : (
            <FileFindings form={form} file={file} onChange={onChange} onGoTo={goTo} />
          )}
        </div>
      </div>
    </section>
  );
}

function Unread({ opened }: { readonly opened: Opened }) {
  return opened.kind === "unfetched" ? (
    <Note tone="error" icon="x" title="The file cannot be read here.">
      What reads experiment files could not be fetched. Is the seed reachable? Reload the page.
    </Note>
  ) : (
    <Loading what="Reading the file" />
  );
}
