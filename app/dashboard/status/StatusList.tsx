import { useState } from "react";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { Wave } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatCount, plural } from "../../parts/numbers.ts";
import { PageButtons } from "../PageButtons.tsx";
import { GroupBar } from "./GroupBar.tsx";
import { StatusTable } from "./StatusTable.tsx";
import { groupCounts, PAGE_ROWS, SHORT_ROWS, type StatusRow } from "./status-rows.ts";
import { EMPTY_WORDS } from "./status-words.ts";
import { type Listing, useStatusRows } from "./use-status-rows.ts";

interface StatusListProps {
  readonly engine: EngineApi;
  readonly snapshot: AgentSnapshot;
  readonly onAskWhatHappened: (row: StatusRow) => void;
}

/** What runs, what waits and what has ended, a trial a row: the first of all, or all of them page by page. */
export function StatusList({ engine, snapshot, onAskWhatHappened }: StatusListProps) {
  const [listing, setListing] = useState<Listing>({ group: null, page: null });
  const [open, setOpen] = useState<string | null>(null);
  const { rows, total, asking, failure } = useStatusRows(engine, snapshot, listing, open !== null);
  // A row that went in the moment it was pressed: nothing is open, and nothing may stand still for it.
  if (open !== null && !rows.some(({ key }) => key === open)) setOpen(null);
  const counts = groupCounts(snapshot);
  const known = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const show = (next: Listing): void => {
    setListing(next);
    setOpen(null);
  };
  // Who has left is answered no more.
  const closed = snapshot.state === "left";
  const { group, page } = listing;
  return (
    <>
      <GroupBar
        counts={counts}
        chosen={group}
        disabled={closed}
        onChoose={(next) => show({ group: next, page: next === null ? null : 0 })}
      />
      {failure === null ? null : (
        <Note tone="error" icon="x" title="The trials could not be read.">
          {failure}
        </Note>
      )}
      {rows.length > 0 ? (
        <StatusTable
          rows={rows}
          objectives={snapshot.spec.objectives}
          open={open}
          onOpen={setOpen}
          onAskWhatHappened={onAskWhatHappened}
        />
      ) : asking ? (
        <Wave />
      ) : (
        <p className="q sm">{group === null ? "No trial has begun yet." : EMPTY_WORDS[group]}</p>
      )}
      {page === null ? (
        known > rows.length && total > SHORT_ROWS ? (
          <div className="row q sm pager">
            <button type="button" className="b s" disabled={closed} onClick={() => show({ group: null, page: 0 })}>
              Show all {formatCount(known)}
            </button>
            {open === null ? null : <span>No row moves while a trial is open.</span>}
          </div>
        ) : null
      ) : (
        <Pages
          page={page}
          total={total}
          unlisted={Math.max(0, (group === null ? known : counts[group]) - total)}
          still={open !== null}
          closed={closed}
          onTurn={(next) => show({ group, page: next })}
          onFewer={group === null ? () => show({ group: null, page: null }) : null}
        />
      )}
    </>
  );
}

interface PagesProps {
  readonly page: number;
  readonly total: number;
  /** Known by their number alone. */
  readonly unlisted: number;
  readonly still: boolean;
  readonly closed: boolean;
  readonly onTurn: (page: number) => void;
  readonly onFewer: (() => void) | null;
}

function Pages({ page, total, unlisted, still, closed, onTurn, onFewer }: PagesProps) {
  if (total <= PAGE_ROWS && page === 0 && unlisted === 0 && onFewer === null) return null;
  return (
    <div className="row q sm pager">
      <span>
        {total === 0 ? "" : rangeWords(page, total)}
        {unlisted === 0 ? "" : `, and ${formatCount(unlisted)} known by their number alone`}
        {still ? ". No row moves while a trial is open." : ""}
      </span>
      <span className="sp" />
      {onFewer === null ? null : (
        <button type="button" className="b s ghost" onClick={onFewer}>
          Show fewer
        </button>
      )}
      {total <= PAGE_ROWS && page === 0 ? null : (
        <PageButtons page={page} isLast={(page + 1) * PAGE_ROWS >= total} closed={closed} onTurn={onTurn} />
      )}
    </div>
  );
}

function rangeWords(page: number, total: number): string {
  const last = Math.min(total, (page + 1) * PAGE_ROWS);
  return `${formatCount(Math.min(last, page * PAGE_ROWS + 1))} to ${formatCount(last)} of ${plural(total, "trial")}`;
}
