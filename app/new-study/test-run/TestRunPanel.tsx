import { directionOf } from "../../../formats/experiment/aim.ts";
import type { TrialError } from "../../../study/trial/trial.ts";
import type { StudyDraft, TestRun } from "../../../worker/engine/engine-api.ts";
import { errorDetail, errorTitle, loadErrorTitle } from "../../parts/error-words.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Wave } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatDuration } from "../../parts/numbers.ts";
import { TEST_TRIAL_SECONDS } from "../experiment/draft-of.ts";
import type { ObjectiveRow } from "../settings/objectives-form.ts";
import { HintText } from "./HintText.tsx";
import { TestRunDetails, TestRunWarnings } from "./TestRunFindings.tsx";
import { TestRunTable } from "./TestRunTable.tsx";
import { countWords, earlyEndWords, isWarned, progressWords } from "./test-run-words.ts";
import type { TestRunState } from "./use-test-run.ts";
import { failedTrial, firstError, TEST_TRIALS } from "./use-test-run.ts";
import { offeredMetrics } from "./variant-trials.ts";

interface TestRunPanelProps {
  readonly state: TestRunState;
  /** The objective or a setting is another one by now. */
  readonly outdated: boolean;
  /** What the values are called and measured in. */
  readonly objectives: readonly ObjectiveRow[];
  /** The study's pruner takes steps in any order. */
  readonly anyOrder: boolean;
  /** The study is about these from now on. */
  readonly onTake: (objectives: readonly ObjectiveRow[]) => void;
  readonly onStop: () => void;
  readonly onGoTo: (line: number) => void;
}

/** What the objective does when it runs: parameters, values, times, or the error and where it is. */
export function TestRunPanel({ outdated, ...body }: TestRunPanelProps) {
  return (
    <div className="out" aria-live="polite">
      {outdated ? (
        <p className="q sm outdated">Outdated: the objective or a setting has changed since. Try it again.</p>
      ) : null}
      <div className={outdated ? "faded" : undefined}>
        <PanelBody {...body} />
      </div>
    </div>
  );
}

function PanelBody({ state, objectives, anyOrder, onTake, onStop, onGoTo }: Omit<TestRunPanelProps, "outdated">) {
  switch (state.kind) {
    case "none":
      return (
        <p className="q sm">
          Try the objective before you publish it: {TEST_TRIALS} trials run in this tab, in the same box as a
          volunteer's, and nobody else sees them.
        </p>
      );
    case "running":
      return (
        <>
          <div className="row">
            <Wave />
            <span>{progressWords(state.run, TEST_TRIALS)}</span>
            <button type="button" className="b s sp" onClick={onStop}>
              <Icon name="stop" />
              Stop
            </button>
          </div>
          {state.run === null ? null : (
            <TestRunTable
              trials={state.run.trials}
              trainable={state.draft.trainable ?? null}
              objectives={measured(state.draft, objectives)}
            />
          )}
        </>
      );
    case "refused":
      return (
        <Note tone="error" icon="x" title="The trials could not run.">
          {state.message}
        </Note>
      );
    case "done":
      return (
        <Results
          run={state.run}
          draft={state.draft}
          objectives={objectives}
          anyOrder={anyOrder}
          error={firstError(state)}
          onTake={onTake}
          onGoTo={onGoTo}
        />
      );
  }
}

interface ResultsProps {
  readonly run: TestRun;
  readonly draft: StudyDraft;
  readonly objectives: readonly ObjectiveRow[];
  readonly anyOrder: boolean;
  readonly error: TrialError | null;
  readonly onTake: TestRunPanelProps["onTake"];
  readonly onGoTo: (line: number) => void;
}

/** Green only where there is nothing to mend. */
const SIGN = {
  no: { badge: "badge no", icon: "x" },
  stopped: { badge: "badge", icon: "stop" },
  warned: { badge: "badge", icon: "warn" },
  ok: { badge: "badge ok", icon: "check" },
} as const;

function Results({ run, draft, objectives, anyOrder, error, onTake, onGoTo }: ResultsProps) {
  const { source } = draft.objective;
  const trainable = draft.trainable ?? null;
  const failed = run.trials.find((trial) => trial.error !== null);
  const names = objectives.map(({ name }) => name.trim());
  const offered = failed === undefined || trainable === null ? [] : offeredMetrics(failed, names);
  const early = earlyEndWords(run);
  const sign = error !== null ? "no" : early !== null ? "stopped" : isWarned(run, anyOrder) ? "warned" : "ok";
  const slowest = Math.max(0, ...run.trials.map((trial) => trial.durationMs));
  return (
    <>
      <div className="row">
        <span className={SIGN[sign].badge}>
          <Icon name={SIGN[sign].icon} />
          {countWords(run)}
        </span>
        {run.trials.length === 0 ? null : <span className="q sm sp">slowest {formatDuration(slowest)}</span>}
      </div>
      {early === null ? null : <p className="q sm">{early}</p>}
      {error === null ? null : <ErrorAt error={error} trial={failedTrial(run)} source={source} onGoTo={onGoTo} />}
      {offered.length === 0 ? null : (
        <div className="row wide offered">
          <span className="q sm">Make the study about what it reported:</span>
          {offered.map((name) => (
            <button
              key={name}
              type="button"
              className="b s"
              onClick={() => onTake([{ name, direction: directionOf(name), unit: "" }])}
            >
              {directionOf(name) === "maximize" ? "Maximize" : "Minimize"} {name}
            </button>
          ))}
        </div>
      )}
      <TestRunWarnings run={run} anyOrder={anyOrder} />
      {run.trials.length === 0 ? null : (
        <TestRunTable trials={run.trials} trainable={trainable} objectives={measured(draft, objectives)} />
      )}
      {trainable === null ? null : (
        <p className="q sm after">A trial of a test run ends at its first report after {TEST_TRIAL_SECONDS} s.</p>
      )}
      <TestRunDetails run={run} />
    </>
  );
}

/** A script was asked for its objectives by these names, whatever they are by now; what an objective returns has its place alone. */
const measured = ({ trainable, objectives = [] }: StudyDraft, now: readonly ObjectiveRow[]): readonly ObjectiveRow[] =>
  trainable ? objectives : now;

interface ErrorAtProps extends Pick<ResultsProps, "onGoTo"> {
  readonly source: string;
  readonly error: TrialError;
  /** Which one failed, from 1; null: none has run, because the objective could not even be read. */
  readonly trial: number | null;
}

function ErrorAt({ error, trial, source, onGoTo }: ErrorAtProps) {
  const { line } = error;
  const text = line === null ? undefined : source.split("\n")[line - 1];
  return (
    <div className="stack errorat">
      <Note
        tone="error"
        icon="x"
        title={trial === null ? `${loadErrorTitle(error)}:` : `${errorTitle(error)} (trial ${trial}):`}
        action={
          line === null ? null : (
            <button type="button" className="b s ghost" onClick={() => onGoTo(line)}>
              Show line {line}
            </button>
          )
        }
      >
        <span className="message">
          <HintText text={errorDetail(error).slice(0, 600)} />
        </span>
      </Note>
      {text === undefined ? null : (
        <pre className="errorline">
          <span className="ln">{line}</span>
          {text.slice(0, 300)}
          {"\n"}
          {error.column === null ? null : (
            <span className="caret" aria-hidden="true">
              <span className="ln" />
              {`${" ".repeat(Math.min(300, Math.max(0, error.column - 1)))}^`}
            </span>
          )}
        </pre>
      )}
    </div>
  );
}
