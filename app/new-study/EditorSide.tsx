import type { RefObject } from "react";
import { useState } from "react";
import type { StudyDraft } from "../../worker/engine/engine-api.ts";
import { useEngineStatus } from "../page-engine.ts";
import { Note } from "../parts/Note.tsx";
import type { DraftErrors, DraftForm } from "./draft.ts";
import { readTestDraft } from "./draft.ts";
import { EditorBar } from "./EditorBar.tsx";
import { EXAMPLE } from "./example.ts";
import { HiddenNote } from "./HiddenNote.tsx";
import { ObjectiveEditor } from "./ObjectiveEditor.tsx";
import { PublishNote } from "./PublishNote.tsx";
import { TestRunPanel } from "./test-run/TestRunPanel.tsx";
import { firstError, isOutdated, type TestRunControl } from "./test-run/use-test-run.ts";
import type { PublishStep } from "./use-publish.ts";

interface EditorSideProps {
  readonly form: DraftForm;
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
  const { form, errors, source, test, publish, publishNote, onPublishAnyway, onChange, onRefused } = props;
  const status = useEngineStatus();
  const engine = status.kind === "ready" ? status.page.engine : null;
  const [chosenLine, setChosenLine] = useState<number | null>(null);
  const outdated = test.state.kind !== "running" && isOutdated(test.state, testDraftOf(form));
  const failedLine = outdated ? null : (firstError(test.state)?.line ?? null);

  const run = (): void => {
    const read = readTestDraft(form);
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
  return (
    <div className="ed">
      <EditorBar
        form={form}
        canRun={engine !== null && test.state.kind !== "running"}
        onChange={onChange}
        onPicked={() => source.current?.focus()}
        onRun={run}
      />
      <p className="err above" id="source-error" role={errors.source === undefined ? undefined : "alert"}>
        {errors.source}
      </p>
      <ObjectiveEditor
        ref={source}
        source={form.source}
        marked={chosenLine ?? failedLine}
        error={errors.source ?? null}
        onChange={(text) => {
          setChosenLine(null);
          onChange({ source: text });
        }}
        onExample={() => {
          onChange({ source: EXAMPLE });
          source.current?.focus();
        }}
        onRun={run}
      />
      <div className="edfoot">
        <p className="qq xs desk" id="source-help">
          Tab indents; press Esc, then Tab to move on. Ctrl Enter tries it.
        </p>
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
        onStop={() => engine !== null && test.stop(engine)}
        onGoTo={goTo}
      />
    </div>
  );
}

function testDraftOf(form: DraftForm): StudyDraft | null {
  const read = readTestDraft(form);
  return read.ok ? read.draft : null;
}

/** Its steps are folds, problems or seeds: which comes first means nothing. */
const takesAnyOrder = ({ pruner, wrapped }: DraftForm): boolean =>
  pruner === "wilcoxon" || (pruner === "patient" && wrapped === "wilcoxon");

/** Puts the cursor at the start of `line`, counted from 1. */
function placeCursor(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const start = area.value
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start);
}
