import { useRef } from "react";
import { firstObjective, type ObjectiveSpec } from "../../../study/spec/spec.ts";
import { titleOf } from "../../parts/study/study-words.ts";
import { StatusTableRow } from "./StatusTableRow.tsx";
import type { StatusRow } from "./status-rows.ts";
import { useKeptFocus } from "./use-kept-focus.ts";

interface StatusTableProps {
  readonly rows: readonly StatusRow[];
  readonly objectives: readonly ObjectiveSpec[];
  /** The key of the row that is open. */
  readonly open: string | null;
  readonly onOpen: (key: string | null) => void;
  readonly onAskWhatHappened: (row: StatusRow) => void;
}

const STEPS_TITLE =
  "Of trials that have ended, the steps that they counted (timesteps_total), or else how often they reported; of those that run, reports or the last step so far";

/** Trials in any state, one a row; each opens to what is known of it. */
export function StatusTable({ rows, objectives, open, onOpen, onAskWhatHappened }: StatusTableProps) {
  const region = useRef<HTMLDivElement>(null);
  const keptFocus = useKeptFocus(region);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div
      ref={region}
      className="scroll"
      tabIndex={0}
      role="region"
      aria-label="Table of trials in every state"
      {...keptFocus}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Trial</th>
            <th scope="col">State</th>
            <th scope="col">Tab</th>
            <th scope="col" className="r">
              Time
            </th>
            <th scope="col" className="r" title={STEPS_TITLE}>
              Steps
            </th>
            <th scope="col" className="r unit" title={titleOf(firstObjective({ objectives }))}>
              {titleOf(firstObjective({ objectives }))}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <StatusTableRow
              key={row.key}
              row={row}
              objectives={objectives}
              isOpen={row.key === open}
              onOpen={onOpen}
              onAskWhatHappened={onAskWhatHappened}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
