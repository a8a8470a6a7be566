import { formatCount } from "../../parts/numbers.ts";
import { RowShape } from "./RowMark.tsx";
import { GROUPS, type Group } from "./status-rows.ts";
import { GROUP_TITLES, STATE_WORDS } from "./status-words.ts";

interface GroupBarProps {
  readonly counts: Readonly<Record<Group, number>>;
  /** Null: all of them. */
  readonly chosen: Group | null;
  readonly disabled: boolean;
  readonly onChoose: (group: Group | null) => void;
}

/** How many trials are in each state; one of them pressed is listed alone. */
export function GroupBar({ counts, chosen, disabled, onChoose }: GroupBarProps) {
  const all = GROUPS.reduce((sum, group) => sum + counts[group], 0);
  return (
    <div className="groups" role="group" aria-label="List">
      <button type="button" aria-pressed={chosen === null} disabled={disabled} onClick={() => onChoose(null)}>
        All <b>{formatCount(all)}</b>
      </button>
      {GROUPS.map((group) => (
        <button
          key={group}
          type="button"
          className={counts[group] === 0 ? "none" : ""}
          aria-pressed={chosen === group}
          disabled={disabled}
          title={GROUP_TITLES[group]}
          onClick={() => onChoose(group)}
        >
          <RowShape state={group} />
          {STATE_WORDS[group]} <b>{formatCount(counts[group])}</b>
        </button>
      ))}
    </div>
  );
}
