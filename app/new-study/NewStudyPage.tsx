import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { useLocation } from "wouter";
import type { GalleryEntry } from "../../gallery/gallery.ts";
import { sentenceOf, useEngineStatus } from "../page-engine.ts";
import type { PageEngine } from "../page-engine.ts";
import { defaultCores, machineCores } from "../parts/CoresPicker.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Note } from "../parts/Note.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { useTitle } from "../parts/use-title.ts";
import { dropForm, keepForm, restoreForm } from "./draft-storage.ts";
import { FIELDS, languageOf, readDraft, readTestDraft } from "./draft.ts";
import type { DraftErrors, DraftForm } from "./draft.ts";
import { GalleryPicker } from "./GalleryPicker.tsx";
import { ObjectiveEditor } from "./ObjectiveEditor.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { TestRunPanel } from "./TestRunPanel.tsx";
import { firstError, useTestRun } from "./use-test-run.ts";

/** Long enough not to write at every key, short enough that a reload loses nothing noticeable. */
const KEEP_DELAY_MS = 300;

/** Write an objective, try it, publish it. */
export default function NewStudyPage() {
  useTitle("New study in Waggle");
  const status = useEngineStatus();
  const page = status.kind === "ready" ? status.page : null;
  const most = machineCores();
  const { form, change, kept } = useForm(most);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [marked, setMarked] = useState<number | null>(null);
  const source = useRef<HTMLTextAreaElement>(null);
  const test = useTestRun();
  const publishing = usePublish();

  const edit = (part: Partial<DraftForm>): void => {
    change(part);
    if (Object.keys(errors).length > 0) setErrors({});
    if (part.source !== undefined) setMarked(null);
  };
  const refuse = (found: DraftErrors): void => {
    setErrors(found);
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first === "source") source.current?.focus();
    else if (first !== undefined) document.getElementById(`field-${first}`)?.focus();
  };
  const runTest = (): void => {
    const read = readTestDraft(form);
    if (!read.ok) refuse(read.errors);
    else if (page !== null && test.state.kind !== "running") {
      setMarked(null);
      test.start(page.engine, read.draft);
    }
  };
  const publish = (event: FormEvent): void => {
    event.preventDefault();
    const read = readDraft(form);
    if (!read.ok) refuse(read.errors);
    else if (page !== null) publishing.publish(page, read.draft, form.cores);
  };
  const goTo = (line: number): void => {
    setMarked(line);
    const area = source.current;
    if (area === null) return;
    const start =
      form.source
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start);
  };
  const error = firstError(test.state);
  useEffect(() => setMarked(error?.line ?? null), [error]);
  const busy = page === null || publishing.busy;
  const language = languageOf(form);

  return (
    <form onSubmit={publish} noValidate className="newpage">
      <TopBar crumb={<span className="desk">Write an objective, try it, share the link</span>}>
        <span className="q sm desk">{kept ? "Draft saved in this browser" : "This browser keeps no draft"}</span>
        <button type="submit" className="b pri" disabled={busy}>
          {publishing.busy ? "Publishing" : "Publish study"}
        </button>
      </TopBar>
      <main className="auth" tabIndex={-1}>
        <h1 className="sr">New study</h1>
        <div className="ed">
          <div className="tb">
            <b className="desk">objective.{language === "typescript" ? "ts" : "js"}</b>
            <select
              className="in slim"
              aria-label="Language"
              value={form.language}
              onChange={(event) => edit({ language: readLanguage(event.currentTarget.value) })}
            >
              <option value="auto">
                {language === "typescript" ? "TypeScript (detected)" : "JavaScript (detected)"}
              </option>
              <option value="javascript">JavaScript</option>
              <option value="typescript">TypeScript</option>
            </select>
            <span className="sp" />
            <GalleryPicker
              replaces={form.source.trim() !== ""}
              onPick={(entry) => {
                edit(formOf(entry));
                source.current?.focus();
              }}
            />
            <button
              type="button"
              className="b s"
              disabled={page === null || test.state.kind === "running"}
              onClick={runTest}
            >
              <Icon name="play" />
              Test run
            </button>
          </div>
          <ObjectiveEditor
            ref={source}
            source={form.source}
            marked={marked}
            error={errors.source ?? null}
            onChange={(text) => edit({ source: text })}
            onRun={runTest}
          />
          <div className="edfoot">
            <p className="err" id="source-error" role={errors.source === undefined ? undefined : "alert"}>
              {errors.source}
            </p>
            <p className="qq xs desk" id="source-help">
              Tab indents; press Esc, then Tab to move on. Ctrl Enter tries it.
            </p>
            <PublishProblem
              page={page}
              engineFailure={status.kind === "failed" ? status.message : null}
              failure={publishing.failure}
            />
          </div>
          <TestRunPanel
            state={test.state}
            unit={form.unit}
            onStop={() => page !== null && test.stop(page.engine)}
            onGoTo={goTo}
          />
        </div>
        <SettingsForm form={form} errors={errors} mostCores={most} onChange={edit} />
      </main>
    </form>
  );
}

function PublishProblem(props: {
  readonly page: PageEngine | null;
  readonly engineFailure: string | null;
  readonly failure: string | null;
}) {
  const message = props.failure ?? props.engineFailure;
  if (message === null) return null;
  return (
    <Note
      tone="error"
      icon="x"
      role="alert"
      title={props.failure === null ? "This browser cannot take part." : "Not published."}
    >
      {message}
    </Note>
  );
}

function useForm(most: number) {
  const [form, setForm] = useState(() => restoreForm(defaultCores(most), most));
  const [kept, setKept] = useState(true);
  useEffect(() => {
    const keep = (): void => setKept(keepForm(form));
    const timer = setTimeout(keep, KEEP_DELAY_MS);
    window.addEventListener("pagehide", keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", keep);
    };
  }, [form]);
  const change = (part: Partial<DraftForm>): void => setForm((before) => ({ ...before, ...part }));
  return { form, change, kept };
}

function usePublish() {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const publish = (
    page: PageEngine,
    draft: Parameters<PageEngine["engine"]["createStudy"]>[0],
    cores: number,
  ): void => {
    setBusy(true);
    setFailure(null);
    page.engine.createStudy(draft, cores).then(
      (studyId) => {
        navigate(`/s/${studyId}`, { state: { published: true } });
        dropForm();
      },
      (thrown: unknown) => {
        setFailure(sentenceOf(thrown));
        setBusy(false);
      },
    );
  };
  return { publish, busy, failure };
}

function formOf(entry: GalleryEntry): Partial<DraftForm> {
  const { budget } = entry;
  return {
    name: entry.title,
    source: entry.source,
    language: "auto",
    direction: entry.direction,
    unit: entry.unit,
    sampler: entry.sampler.name,
    pruner: entry.pruner.name,
    timeoutSeconds: String(entry.trialTimeoutMs / 1000),
    budget: budget.kind,
    trialsPerRound: String(budget.trialsPerRound),
    ...(budget.kind === "rounds" ? { rounds: String(budget.rounds) } : {}),
    ...(budget.kind === "trials" ? { total: String(budget.total) } : {}),
    ...(budget.kind === "time" ? { seconds: String(budget.seconds) } : {}),
  };
}

const readLanguage = (value: string): DraftForm["language"] =>
  value === "javascript" || value === "typescript" ? value : "auto";
