import { memo } from "react";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { errorDetail, errorTitle } from "../../parts/error-words.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, plural } from "../../parts/numbers.ts";
import { Shape } from "../../parts/StateMark.tsx";
import type { ErrorGroup } from "./group-errors.ts";
import { groupErrors } from "./group-errors.ts";

/** As many as fit beside the contributors; the table of trials has them all. */
const MAX_SHOWN = 5;

interface ErrorsPanelProps {
  readonly snapshot: AgentSnapshot;
  readonly onShowLine: (line: number) => void;
}

/** Why trials failed, newest first, with the place in the author's own source. */
export const ErrorsPanel = memo(function ErrorsPanel({ snapshot, onShowLine }: ErrorsPanelProps) {
  const { recentErrors, failedCount, prunedCount } = snapshot;
  const ownName = ownNameIn(snapshot.peers);
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
          {groupErrors(recentErrors)
            .slice(0, MAX_SHOWN)
            .map((group) => (
              <ErrorItem key={group.trial} group={group} ownName={ownName} onShowLine={onShowLine} />
            ))}
        </ul>
      )}
    </section>
  );
});

/** Your name, unless somebody else bears it too: then an error does not tell whose it is. */
function ownNameIn(peers: AgentSnapshot["peers"]): string | null {
  const own = peers.find((peer) => peer.isYou)?.name ?? null;
  return peers.some((peer) => !peer.isYou && peer.name === own) ? null : own;
}

interface ErrorItemProps {
  readonly group: ErrorGroup;
  readonly ownName: string | null;
  readonly onShowLine: (line: number) => void;
}

function ErrorItem({ group: { error, by, count }, ownName, onShowLine }: ErrorItemProps) {
  const { line } = error;
  const [newest = ""] = by;
  return (
    <li>
      <span className="g">
        <Shape state="failed" />
      </span>
      <span className="what">
        <b>{errorTitle(error)}</b>
        <span className="message" title={error.message.slice(0, 600)}>
          {errorDetail(error).slice(0, 200)}
        </span>
        <span className="qq xs">
          {count === 1 ? "on " : `${formatCount(count)} times lately, on `}
          {newest === ownName ? (
            "your tab"
          ) : (
            <>
              the tab of <Name>{newest}</Name>
            </>
          )}
          {by.length > 1 ? ` and ${plural(by.length - 1, "other")}` : ""}
        </span>
      </span>
      {line === null ? null : (
        <button type="button" className="lnk sm" onClick={() => onShowLine(line)}>
          Show line {line}
        </button>
      )}
    </li>
  );
}
