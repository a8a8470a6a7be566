import { useState } from "react";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { useTrials } from "../trials/use-trials.ts";
import {
  distinct,
  type Group,
  groupOf,
  pageOf,
  rowOfFinished,
  SHORT_ROWS,
  type StatusRow,
  shortRows,
  unfinishedRows,
} from "./status-rows.ts";

/** Where trials end seldom, the end of one is shown soon. */
const SOON_MS = 300;
/** Where more end than that, a list that follows each of them could not be read. */
const MANY_PER_SECOND = 3;

/** What is listed: of all or of one group; the first rows, or page by page. */
export interface Listing {
  readonly group: Group | null;
  /** Null: the first rows alone. */
  readonly page: number | null;
}

interface ShownRows {
  readonly rows: readonly StatusRow[];
  /** Rows of the whole list, as far as they can be listed. */
  readonly total: number;
  /** What is known of the ended ones has not come yet. */
  readonly asking: boolean;
  readonly failure: string | null;
}

/**
 * The rows of a listing. A trial that ends goes from one state to the other: its row is not gone in between, because what
 * runs and what has ended are shown of the same moment. No row moves while it is held; what each says goes on.
 */
export function useStatusRows(
  engine: EngineApi,
  snapshot: AgentSnapshot,
  { group, page }: Listing,
  held: boolean,
): ShownRows {
  const busy = snapshot.trialsPerSecond > MANY_PER_SECOND;
  const [settled, setSettled] = useState(snapshot);
  const [kept, setKept] = useState<readonly StatusRow[] | null>(null);
  const unfinished = unfinishedRows(settled.status, group);
  const part = page === null ? { rows: unfinished, offset: 0, limit: SHORT_ROWS } : pageOf(unfinished, page);
  const only = group === null || group === "running" || group === "waiting" ? "all" : group;
  const none = group === "running" || group === "waiting";
  const query = { offset: part.offset, limit: none ? 1 : Math.max(1, part.limit), sort: "newest", only } as const;
  const found = useTrials(engine, snapshot.studyId, query, snapshot, false, busy ? undefined : SOON_MS);
  const agrees = found.trialCount === null || found.trialCount === snapshot.trialCount || snapshot.state === "left";
  if ((agrees || busy) && settled !== snapshot) setSettled(snapshot);

  const finished = none
    ? []
    : (found.page?.rows ?? []).slice(0, part.limit).filter(({ state }) => group === null || groupOf(state) === group);
  const rows =
    page === null ? shortRows(unfinished, finished) : distinct([...part.rows, ...finished.map(rowOfFinished)]);
  if (held ? kept === null : kept !== null) setKept(held ? rows : null);
  return {
    rows: kept === null || !held ? rows : kept.map((row) => newest(rows, row)),
    total: unfinished.length + (none ? 0 : (found.page?.total ?? 0)),
    asking: found.page === null && found.failure === null && !none,
    failure: found.failure,
  };
}

/** Its row as it is now, where it is still among them. */
const newest = (rows: readonly StatusRow[], row: StatusRow): StatusRow =>
  rows.find(({ key }) => key === row.key) ?? row;
