import type { RefObject } from "react";
import { useLayoutEffect, useState } from "react";
import type { StudyDraft } from "../../worker/engine/engine-api.ts";
import { useEngineStatus } from "../page-engine.ts";
import { Note } from "../parts/Note.tsx";
import { placeCursor, showLine } from "./CodeEditor.tsx";
import type { DraftErrors, DraftForm } from "./draft.ts";
import { readTestDraft } from "./draft.ts";
import { EditorBar } from "./EditorBar.tsx";
import { EXAMPLE, SCRIPT_EXAMPLE, SEEDS_EXAMPLE } from "./example.ts";
import { ExperimentSection } from "./experiment/ExperimentSection.tsx";
import { FileNotes } from "./experiment/files/FileNotes.tsx";
import type { Files } from "./experiment/files/use-files.ts";
import { LooksTrainable } from "./experiment/LooksTrainable.tsx";
import type { Opened } from "./experiment/opened.ts";
import { HiddenNote } from "./HiddenNote.tsx";
import { ObjectiveEditor } from "./ObjectiveEditor.tsx";
import { objectiveLine } from "./objective-line.ts";
import { PublishNote } from "./PublishNote.tsx";
import { maximized } from "./settings/objectives-form.ts";
import { TestRunPanel } from "./test-run/TestRunPanel.tsx";
import { firstError, isOutdated, type TestRunControl } from "./test-run/use-test-run.ts";
import type { PublishStep } from "./use-publish.ts";

interface EditorSideProps {
  readonly form: DraftForm;
  readonly opened: Opened;
  readonly files: Files;
  readonly errors: DraftErrors;
  readonly source: RefObject<HTMLTextAreaElement | null>;
  readonly test: TestRunControl;
  readonly publish: PublishStep;
  readonly publishNote: RefObject<HTMLDivElement | null>;
  readonly onPublishAnyway: () => void;
  readonly onChange: (part: Partial<DraftForm>) => void;
  readonly onRefused: (errors: DraftErrors) => void;
}

/** The objective: where it is written, and what it does when it runs. */
export function EditorSide(props: EditorSideProps) {
  const { form, opened, files, errors, source, test, publish, publishNote, onPublishAnyway, onChange, onRefused } =
    props;
  const status = useEngineStatus();
  const engine = status.kind === "ready" ? status.page.engine : null;
  const [chosenLine, setChosenLine] = useState<number | null>(null);
  const outdated = test.state.kind !== "running" && isOutdated(test.state, testDraftOf(form, opened));
  const failedLine = outdated ? null : (firstError(test.state)?.line ?? null);

  const run = (): void => {
    const read = readTestDraft(form, opened);
    if (!read.ok) onRefused(read.errors);
    else if (engine !== null && test.state.kind !== "running") {
      setChosenLine(null);
      test.start(engine, read.draft);
    }
  };
  const goTo = (line: number): void => {
    setChosenLine(line);
    placeCursor(source.current, line);
  };
  // A text from the gallery may begin with hundreds of lines of libraries: what it asks for stands after them.
  const [picked, setPicked] = useState(0);
  useLayoutEffect(() => {
    const line = picked === 0 ? null : objectiveLine(source.current?.value ?? "");
    if (line !== null) showLine(source.current, line);
  }, [picked, source]);
  const isScript = form.experiment !== null;
  const example = isScript ? SCRIPT_EXAMPLE : form.sampler === "deepga" ? SEEDS_EXAMPLE : EXAMPLE;
  return (
    <div className={isScript ? "ed withxp" : "ed"}>
      <FileNotes files={files} />
      {form.experiment === null ? null : (
        <ExperimentSection
          form={form}
          text={form.experiment}
          opened={opened}
          error={errors.experiment ?? null}
          onChange={onChange}
          onFiles={files.open}
          onRun={run}
          after={source}
        />
      )}
      <EditorBar
        form={form}
        hasSettings={files.settings !== null}
        canRun={engine !== null && test.state.kind !== "running"}
        onChange={onChange}
        onPicked={() => {
          source.current?.focus({ preventScroll: true });
          setPicked(picked + 1);
        }}
        onFiles={files.open}
        onRun={run}
      />
      <p className="err above" id="source-error" role={errors.source === undefined ? undefined : "alert"}>
        {errors.source}
      </p>
      <ObjectiveEditor
        ref={source}
        source={form.source}
        isScript={isScript}
        example={example}
        marked={chosenLine ?? failedLine}
        error={errors.source ?? null}
        onChange={(text) => {
          setChosenLine(null);
          onChange({ source: text, ...(form.source.trim() === "" ? { scriptFile: null } : {}) });
        }}
        onExample={() => {
          onChange({ source: example, scriptFile: null, ...(example === SEEDS_EXAMPLE ? maximized(form) : {}) });
          source.current?.focus();
        }}
        onRun={run}
      />
      <div className="edfoot">
        <p className="qq xs desk" id="source-help">
          Tab indents; press Esc, then Tab to move on. Ctrl Enter tries it.
        </p>
        <LooksTrainable form={form} onChange={onChange} />
        <HiddenNote source={form.source} onGoTo={goTo} />
        <PublishNote ref={publishNote} step={publish} onAnyway={onPublishAnyway} />
        {status.kind === "failed" ? (
          <Note tone="error" icon="x" role="alert" title="This browser cannot take part.">
            {status.message}
          </Note>
        ) : null}
      </div>
      <TestRunPanel
        state={test.state}
        outdated={outdated}
        objectives={form.objectives}
        anyOrder={takesAnyOrder(form)}
        onTake={(objectives) => onChange({ objectives })}
        onStop={() => engine !== null && test.stop(engine)}
        onGoTo={goTo}
      />
    </div>
  );
}

function testDraftOf(form: DraftForm, opened: Opened): StudyDraft | null {
  const read = readTestDraft(form, opened);
  return read.ok ? read.draft : null;
}

/** Its steps are folds, problems or seeds: which comes first means nothing. */
const takesAnyOrder = ({ pruner, wrapped }: DraftForm): boolean =>
  pruner === "wilcoxon" || (pruner === "patient" && wrapped === "wilcoxon");
