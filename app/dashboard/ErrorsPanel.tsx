import type { StudySnapshot } from "../../worker/engine-api.ts";
import { errorTitle } from "../parts/error-words.ts";
import { Name } from "../parts/Name.tsx";
import { formatCount, plural } from "../parts/numbers.ts";
import { Shape } from "../parts/StateMark.tsx";

/** As many as fit beside the contributors. */
const MAX_SHOWN = 6;

interface ErrorsPanelProps {
  readonly snapshot: StudySnapshot;
  readonly onShowLine: (line: number) => void;
}

/** Why trials failed, newest first, with the place in the author's own source. */
export function ErrorsPanel({ snapshot, onShowLine }: ErrorsPanelProps) {
  const { recentErrors, failedCount, prunedCount } = snapshot;
  return (
    <section className="p errors" style={{ "--c": 18 } as React.CSSProperties} aria-labelledby="errors">
      <header>
        <h2 id="errors">Failed trials</h2>
        <span className="hint">
          {formatCount(failedCount)} failed, {formatCount(prunedCount)} pruned
        </span>
      </header>
      {recentErrors.length === 0 ? (
        <p className="q sm">
          {failedCount === 0
            ? "No trial has failed."
            : `${plural(failedCount, "trial")} failed; the reasons are in the table.`}
        </p>
      ) : (
        <ul className="feed">
          {recentErrors.slice(0, MAX_SHOWN).map(({ trial, by, error }) => {
            const { line } = error;
            return (
              <li key={trial}>
                <span className="g">
                  <Shape state="failed" />
                </span>
                <span className="what">
                  <b>{errorTitle(error)}</b>
                  <span className="message" title={error.message.slice(0, 600)}>
                    {error.message.slice(0, 200)}
                  </span>
                  <span className="qq xs">
                    on the tab of <Name>{by}</Name>
                  </span>
                </span>
                {line === null ? null : (
                  <button type="button" className="lnk sm" onClick={() => onShowLine(line)}>
                    Show line {line}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
