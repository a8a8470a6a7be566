import type { ConsoleLine } from "../../../agent/ports.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { Note } from "../../parts/Note.tsx";
import { HintText } from "./HintText.tsx";
import {
  asksForNothing,
  DIFFERENCE_MEANS,
  DIFFERENCE_MENDED,
  differenceWords,
  infiniteWords,
  remarksOf,
  repeatWords,
  violatedByAll,
} from "./test-run-words.ts";

interface TestRunWarningsProps {
  readonly run: TestRun;
  /** The study's pruner takes steps in any order. */
  readonly anyOrder: boolean;
}

/** What the author should know before the values: why they could not be a best, and what the trials remark. */
export function TestRunWarnings({ run, anyOrder }: TestRunWarningsProps) {
  const { repeat } = run;
  const violated = violatedByAll(run);
  const infinite = infiniteWords(run);
  return (
    <div className="stack findings">
      {repeat?.kind === "differs" ? (
        <Note tone="warn" icon="warn" title="The value does not repeat.">
          <HintText text={differenceWords(repeat)} /> {DIFFERENCE_MEANS}
          <br />
          {DIFFERENCE_MENDED}
        </Note>
      ) : null}
      {asksForNothing(run) ? (
        <Note tone="warn" icon="warn" title="No parameter was asked for.">
          So there is nothing to search for. Ask for one, like <code>{'trial.suggestFloat("x", 0, 1)'}</code>.
        </Note>
      ) : null}
      {violated === null ? null : (
        <Note tone="warn" icon="warn" title="No trial keeps the constraints.">
          Violated: {violated.join(", ")}. A trial that violates a constraint is never the best, so a study in which
          none keeps them finds nothing. A constraint is kept where its value is 0 or less.
        </Note>
      )}
      {infinite === null ? null : (
        <Note tone="warn" icon="warn" title={infinite}>
          In a swarm an infinite value stands in the table, but is never the shared best. Return a finite number, or
          throw an error where there is none.
        </Note>
      )}
      {remarksOf(run, anyOrder).map(({ text }) => (
        <Note key={text} tone="warn" icon="warn">
          <HintText text={text} />
        </Note>
      ))}
    </div>
  );
}

/** What is there to read after the values: whether the last one repeats, and what the objective wrote. */
export function TestRunDetails({ run }: { readonly run: TestRun }) {
  const repeated = repeatWords(run.repeat);
  return (
    <div className="stack findings">
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
          <li key={i}>
            {level === "log" ? null : <b>{level === "error" ? "error " : "warning "}</b>}
            {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
