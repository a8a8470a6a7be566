import { memo, useState } from "react";
import type { TrialsQuery } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { Wave } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatCount, plural } from "../../parts/numbers.ts";
import { Choices } from "../Choices.tsx";
import { PageButtons } from "../PageButtons.tsx";
import { TrialTable } from "./TrialTable.tsx";
import type { TrialsAsOf } from "./use-trials.ts";
import { useTrials } from "./use-trials.ts";

/** Fits a screen; the engine allows 200. */
const PAGE_SIZE = 15;

interface TrialsPanelProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly asOf: TrialsAsOf;
  readonly objectives: readonly ObjectiveSpec[];
  /** The best, or the best trade-offs. */
  readonly bestTrials: ReadonlySet<string>;
  /** Nothing stands beside it. */
  readonly wide: boolean;
  /** A generation's champion each: no tab's own, and none of them failed. */
  readonly isBred: boolean;
}

const SORTS = [
  ["newest", "Newest"],
  ["best", "Best"],
] as const;
const FILTERS = [
  ["all", "All"],
  ["own", "Yours"],
  ["failed", "Failed"],
] as const;

/** The trials this tab holds, newest or best first, a page at a time. */
export const TrialsPanel = memo(function TrialsPanel(props: TrialsPanelProps) {
  const { engine, studyId, asOf, objectives, bestTrials, wide, isBred } = props;
  const [sort, setSort] = useState<TrialsQuery["sort"]>("newest");
  const [only, setOnly] = useState<(typeof FILTERS)[number][0]>("all");
  const [page, setPage] = useState(0);
  const [open, setOpen] = useState<string | null>(null);
  const query = { offset: page * PAGE_SIZE, limit: PAGE_SIZE, sort, only };
  // Under the eyes of who reads or copies a trial its row must not move away.
  const found = useTrials(engine, studyId, query, asOf, open !== null);
  // A row that went in the moment it was pressed: nothing is open, and nothing may stand still for it.
  if (open !== null && found.page !== null && !found.page.rows.some(({ trial }) => trial === open)) setOpen(null);
  const total = found.page?.total ?? 0;
  // Who has left is answered no more: the page that was there stays.
  const closed = asOf.state === "left";
  const turnTo = (next: number): void => {
    setPage(next);
    setOpen(null);
  };
  const choose = (change: () => void): void => {
    change();
    turnTo(0);
  };
  return (
    <section className="p trials" style={{ "--c": wide ? 60 : 42 } as React.CSSProperties} aria-labelledby="trials">
      <header>
        <h2 id="trials">{isBred ? "Champions" : "Trials"}</h2>
        <span className="sp" />
        <Choices
          label="Order"
          options={SORTS}
          value={sort}
          disabled={closed}
          onChange={(value) => choose(() => setSort(value))}
        />
        {isBred ? null : (
          <Choices
            label="Show"
            options={FILTERS}
            value={only}
            disabled={closed}
            onChange={(value) => choose(() => setOnly(value))}
          />
        )}
      </header>
      {found.failure === null ? null : (
        <Note tone="error" icon="x" title="The trials could not be read.">
          {found.failure}
        </Note>
      )}
      {found.page === null ? (
        found.failure === null ? (
          <Wave />
        ) : null
      ) : found.page.rows.length === 0 ? (
        <p className="q sm">{isBred ? "No generation has closed yet." : EMPTY[only]}</p>
      ) : (
        <TrialTable
          rows={found.page.rows}
          objectives={objectives}
          bestTrials={bestTrials}
          isBred={isBred}
          open={open}
          onOpen={setOpen}
        />
      )}
      {found.page !== null && total === 0 && page === 0 ? null : (
        <Pager
          page={page}
          total={total}
          previewed={found.page?.previewed ?? 0}
          what={isBred ? "champion" : "trial"}
          still={open !== null && !closed}
          closed={closed}
          onTurn={turnTo}
        />
      )}
    </section>
  );
});

interface PagerProps {
  readonly page: number;
  readonly total: number;
  /** Of `total`, what neighbours tell of and is not here. */
  readonly previewed: number;
  readonly what: string;
  readonly still: boolean;
  readonly closed: boolean;
  readonly onTurn: (page: number) => void;
}

function Pager({ page, total, previewed, what, still, closed, onTurn }: PagerProps) {
  return (
    <div className="row q sm pager">
      <span>
        {rangeWords(page, total, previewed, what)}
        {still ? `. The table stands still while a ${what} is open.` : ""}
      </span>
      <span className="sp" />
      <PageButtons page={page} isLast={(page + 1) * PAGE_SIZE >= total} closed={closed} onTurn={onTurn} />
    </div>
  );
}

const EMPTY = {
  all: "No trial has finished yet.",
  own: "Your tab has not finished a trial yet.",
  failed: "No trial has failed.",
} as const;

function rangeWords(page: number, total: number, previewed: number, what: string): string {
  if (total === 0) return "";
  const last = Math.min(total, (page + 1) * PAGE_SIZE);
  const range = `${formatCount(page * PAGE_SIZE + 1)} to ${formatCount(last)} of`;
  if (previewed === 0) return `${range} ${plural(total, what)} that this tab holds`;
  return `${range} ${plural(total - previewed, what)} that this tab holds and ${formatCount(previewed)} on their way`;
}
