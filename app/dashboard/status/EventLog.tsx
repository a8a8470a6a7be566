import { useEffect, useRef, useState } from "react";
import type { TrialEvent } from "../../../agent/view/courses.ts";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { CopyButton, CopyByHand, useCopying } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { withoutTurns } from "../../parts/isolated.ts";
import { Wave } from "../../parts/Loading.tsx";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { Name } from "../../parts/Name.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatCount, plural } from "../../parts/numbers.ts";
import { breederOf } from "../breeder-words.ts";
import { eventsText, eventTold, shownEvents, whenWords } from "./events.ts";
import { RowShape } from "./RowMark.tsx";
import type { StatusRow } from "./status-rows.ts";
import { rowName } from "./status-words.ts";
import { useEvents } from "./use-events.ts";

interface EventLogProps {
  readonly engine: EngineApi;
  readonly snapshot: AgentSnapshot;
  /** The trial to begin with; null: all of them. */
  readonly about: StatusRow | null;
  readonly onClose: () => void;
}

/** Which trial went from which state into which, by whom and when, newest first. */
export function EventLog({ engine, snapshot, about, onClose }: EventLogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const [only, setOnly] = useState(about);
  const { events, total, short, failure } = useEvents(engine, snapshot.studyId, snapshot.state !== "left");
  const isBred = breederOf(snapshot.spec) !== null;
  const { shown, more } = shownEvents(events ?? [], only?.trial ?? null);
  return (
    <dialog ref={dialog} className="sheet broad happened" aria-labelledby="happened" onClose={onClose}>
      <div className="row">
        <h2 id="happened">What happened</h2>
        <button type="button" className="b ghost ico sp" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </div>
      <LogBar only={only} shown={shown} isBred={isBred} onAll={() => setOnly(null)} />
      {failure === null ? null : (
        <Note tone="error" icon="x" title="The log could not be read.">
          {failure}
        </Note>
      )}
      {events === null ? (
        failure === null ? (
          <Wave />
        ) : null
      ) : shown.length === 0 ? (
        <p className="q">{only === null ? "Nothing has happened yet." : "Nothing is kept about this trial."}</p>
      ) : (
        <EventTable events={shown} named={only === null} isBred={isBred} />
      )}
      <p className="qq sm">
        {countWords(shown.length, more, only === null ? total : null)}
        {only === null && short > 0
          ? ` ${plural(short, "trial")} that ended within half a second ${short === 1 ? "is" : "are"} not listed.`
          : ""}
      </p>
    </dialog>
  );
}

function countWords(shown: number, more: number, total: number | null): string {
  if (shown === 0) return "";
  const newest = total === null ? more > 0 : total > shown;
  const of = total === null || total <= shown ? "" : ` of ${formatCount(total)}`;
  return newest ? `The newest ${formatCount(shown)}${of}.` : `${plural(shown, "event")}, the newest first.`;
}

interface LogBarProps {
  readonly only: StatusRow | null;
  readonly shown: readonly TrialEvent[];
  readonly isBred: boolean;
  readonly onAll: () => void;
}

function LogBar({ only, shown, isBred, onAll }: LogBarProps) {
  const copying = useCopying(shown.length === 0 ? "" : eventsText(shown));
  return (
    <>
      <div className="row wide logbar">
        <span className="q">
          {only === null && isBred ? (
            "Of all generations, as this tab saw them close."
          ) : only === null ? (
            "Of all trials, as this tab saw or heard it since it was opened; of what was before, only how trials began and ended."
          ) : (
            <>
              Of <bdi className="mono">{withoutTurns(rowName(only))}</bdi> alone.{" "}
              <button type="button" className="lnk" onClick={onAll}>
                Show all trials
              </button>
            </>
          )}
        </span>
        <span className="sp" />
        {shown.length === 0 ? null : <CopyButton copying={copying} what="events" as="text" />}
      </div>
      <CopyByHand copying={copying} />
    </>
  );
}

interface EventTableProps {
  readonly events: readonly TrialEvent[];
  /** Whether rows say which trial. */
  readonly named: boolean;
  readonly isBred: boolean;
}

function EventTable({ events, named, isBred }: EventTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="eventscroll" tabIndex={0} role="region" aria-label="Events">
      <table>
        <thead>
          <tr>
            <th scope="col" className="r">
              When
            </th>
            {named ? <th scope="col">{isBred ? "Generation" : "Trial"}</th> : null}
            <th scope="col">What</th>
            <th scope="col">Who</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.sequence}>
              <td className={event.studyMs === null ? "r qq" : "r"} title="After the study began">
                {whenWords(event)}
              </td>
              {named ? (
                <td className="what mono">
                  <MiddleCut>{eventTold(event, isBred).about}</MiddleCut>
                </td>
              ) : null}
              <td>
                <span className="st">
                  <RowShape state={event.to} />
                  <bdi>{eventTold(event, isBred).what}</bdi>
                </span>
              </td>
              <td>{event.own ? <b>You</b> : <Name>{event.by}</Name>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
