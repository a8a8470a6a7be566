import type { FormEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { whyNotPublished } from "../../agent/work/cores.ts";
import { useEngineStatus } from "../page-engine.ts";
import { machineCores } from "../parts/CoresPicker.tsx";
import { Main } from "../parts/page/Main.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { useTitle } from "../parts/use-title.ts";
import type { DraftErrors, DraftForm, Field } from "./draft.ts";
import { FIELDS, isTouched, readDraft, readTestDraft } from "./draft.ts";
import { EditorSide } from "./EditorSide.tsx";
import { draftAfterPublishing } from "./experiment/after-publishing.ts";
import { useFiles } from "./experiment/files/use-files.ts";
import { followed } from "./experiment/settings-of.ts";
import { useExperiment } from "./experiment/use-experiment.ts";
import { SettingsForm } from "./settings/SettingsForm.tsx";
import { sideBySide, studiesIn } from "./settings/side-by-side.ts";
import { useDraftForm } from "./use-draft-form.ts";
import { type PublishStep, usePublish } from "./use-publish.ts";
import "../styles/experiment.css";

/** Write an objective, try it, publish it. */
export default function NewStudyPage() {
  useTitle("New study in Waggle");
  const status = useEngineStatus();
  const engine = status.kind === "ready" ? status.page.engine : null;
  const mostCores = machineCores();
  const { form: kept, change, isKept } = useDraftForm(mostCores);
  const opened = useExperiment(kept);
  // Nobody has typed what the file says; it is kept with the next thing that somebody does.
  const said = opened.kind === "read" && opened.file.settings !== null ? followed(kept, opened.file.settings) : {};
  const form: DraftForm = { ...kept, ...said };
  const [errors, setErrors] = useState<DraftErrors>({});
  const source = useRef<HTMLTextAreaElement>(null);
  const publishing = usePublish();
  const { step, test } = publishing;
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (step.kind !== "unproven" && step.kind !== "failed") return;
    const focused = document.activeElement;
    if (focused === button.current || focused === document.body) note.current?.focus();
  }, [step.kind]);

  const edit = (part: Partial<DraftForm>): void => {
    change({ ...said, ...part });
    publishing.forget();
    if (Object.keys(errors).length > 0) setErrors({});
  };
  const files = useFiles(form, edit, mostCores);
  const refuse = (found: DraftErrors): void => {
    setErrors(found);
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first === "source") source.current?.focus();
    else if (first !== undefined) focusField(first);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy(step)) return;
    if (step.kind === "unproven") note.current?.focus();
    const read = readDraft(form, opened);
    const tried = readTestDraft(form, opened);
    const tooFew = read.ok ? whyNotPublished(form.cores, read.draft.resources?.cores ?? 1, mostCores) : null;
    if (!read.ok) refuse(read.errors);
    else if (tooFew !== null) refuse({ cores: `Not published. ${tooFew}` });
    else if (engine !== null && tried.ok)
      publishing.submit(engine, {
        studies: sideBySide(read.draft, studiesIn(form), form.cores),
        testDraft: tried.draft,
        left: draftAfterPublishing(form, opened),
      });
  };
  return (
    <form onSubmit={submit} noValidate className="newpage">
      <TopBar crumb={<span className="desk">Write an objective, try it, share the link</span>}>
        <span className="q sm desk">{draftWords(form, isKept)}</span>
        {/* Not disabled while it is busy: that would throw the focus away. */}
        <button ref={button} type="submit" className="b pri" disabled={engine === null} aria-disabled={isBusy(step)}>
          {buttonWords(step, studiesIn(form))}
        </button>
      </TopBar>
      <Main className="auth">
        <h1 className="sr">New study</h1>
        <EditorSide
          form={form}
          opened={opened}
          files={files}
          errors={errors}
          source={source}
          test={test}
          publish={step}
          publishNote={note}
          onPublishAnyway={() => engine !== null && publishing.publishAnyway(engine)}
          onChange={edit}
          onRefused={refuse}
        />
        <SettingsForm
          form={form}
          errors={errors}
          mostCores={mostCores}
          tried={test.state.kind === "done" ? test.state.run : null}
          onChange={edit}
        />
      </Main>
    </form>
  );
}

/** What is folded away cannot take the focus, so its fold opens first. */
function focusField(field: Field): void {
  const control = document.getElementById(`field-${field}`);
  const fold = control?.closest("details");
  if (fold) fold.open = true;
  control?.focus();
}

function buttonWords(step: PublishStep, studies: number): string {
  if (step.kind === "trying") return "Trying it";
  if (step.kind === "publishing") return "Publishing";
  return studies === 1 ? "Publish study" : `Publish ${studies} studies`;
}

const isBusy = (step: PublishStep): boolean => step.kind === "publishing" || step.kind === "trying";

function draftWords(form: DraftForm, isKept: boolean): string {
  if (!isKept) return "This browser keeps no draft";
  return isTouched(form) ? "Draft saved in this browser" : "";
}
