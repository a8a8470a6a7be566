import type { ConsoleLine } from "../../../agent/ports.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { Note } from "../../parts/Note.tsx";
import { asksForNothing, DIFFERENCE_MEANS, DIFFERENCE_MENDED, differenceWords, repeatWords } from "./test-run-words.ts";

/** What a test run found out besides values: whether they repeat, what the trials remark, what the objective wrote. */
export function TestRunFindings({ run }: { readonly run: TestRun }) {
  const { repeat, notes } = run;
  const repeated = repeatWords(repeat);
  return (
    <div className="stack findings">
      {repeat?.kind === "differs" ? (
        <Note tone="warn" icon="warn" title="The value does not repeat.">
          {differenceWords(repeat)} {DIFFERENCE_MEANS}
          <br />
          {DIFFERENCE_MENDED}
        </Note>
      ) : null}
      {asksForNothing(run) ? (
        <Note tone="warn" icon="warn" title="No parameter was asked for.">
          Every trial is the same, so there is nothing to search for. Ask for one, like{" "}
          <code>{'trial.suggestFloat("x", 0, 1)'}</code>.
        </Note>
      ) : null}
      {notes.map((sentence) => (
        <Note key={sentence} tone="warn" icon="warn">
          {sentence}
        </Note>
      ))}
      {repeated === null ? null : <p className="q sm">{repeated}</p>}
      {run.console.length === 0 ? null : <Console lines={run.console} />}
    </div>
  );
}

function Console({ lines }: { readonly lines: readonly ConsoleLine[] }) {
  return (
    <section className="conlines" aria-label="Console">
      <h2 className="q sm">Console</h2>
      <ol>
        {lines.map(({ level, text }, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines only ever come at the end
          <li key={i} className={level}>
            {level === "log" ? null : <b>{level === "error" ? "Error" : "Warning"} </b>}
            {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
