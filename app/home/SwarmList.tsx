import { Link } from "wouter";
import type { MembershipRow } from "../../worker/engine/engine-api.ts";
import { Wave } from "../parts/Loading.tsx";
import { Name } from "../parts/Name.tsx";
import { Note } from "../parts/Note.tsx";
import { formatCount, formatValue, plural } from "../parts/numbers.ts";
import type { ListedStudy, SeedRefusal } from "../seed-api.ts";
import { tabsFirst } from "./tabs-first.ts";
import type { ListedStudies } from "./use-listed-studies.ts";

interface SwarmListProps {
  readonly listed: ListedStudies;
  readonly memberships: readonly MembershipRow[];
}

/** The open swarms on this seed that chose to be listed. */
export function SwarmList({ listed, memberships }: SwarmListProps) {
  const { studies, offline, refusal } = listed;
  const joined = new Set(memberships.map((row) => row.studyId));
  return (
    <section aria-labelledby="swarms">
      <div className="row heading">
        <h2 id="swarms" tabIndex={-1}>
          Open swarms
        </h2>
        {studies === null || studies.length === 0 ? null : (
          <span className="q desk">{studies.length} on this seed, those from the most networks first</span>
        )}
      </div>
      {offline ? <OfflineNote stale={studies !== null} refusal={refusal} /> : null}
      {studies === null ? offline ? null : <ListLoading /> : <Rows studies={studies} joined={joined} />}
    </section>
  );
}

interface OfflineNoteProps {
  readonly stale: boolean;
  readonly refusal: SeedRefusal | null;
}

function OfflineNote({ stale, refusal }: OfflineNoteProps) {
  return refusal !== null ? (
    <Note tone="warn" icon="off" title={refusal.title}>
      {refusal.message}
    </Note>
  ) : (
    <Note tone="warn" icon="off" title="The seed is unreachable.">
      Tabs keep working, and those connected directly go on sharing.{" "}
      {stale ? "This list is from before." : "This page asks again every few seconds."}
    </Note>
  );
}

function ListLoading() {
  return (
    <div className="empty" role="status">
      <Wave />
      <p className="q">Asking the seed for open swarms.</p>
    </div>
  );
}

interface RowsProps {
  readonly studies: readonly ListedStudy[];
  readonly joined: ReadonlySet<string>;
}

function Rows({ studies, joined }: RowsProps) {
  if (studies.length === 0) {
    return (
      <p className="empty q">No open swarms on this seed. Start one, and others can join it by link or from here.</p>
    );
  }
  return (
    <>
      <p className="q sm claims">
        Best, tabs and trials are what each swarm says of itself: not verified. The networks its tabs come from are
        counted by this seed.
      </p>
      <div className="swh" aria-hidden="true">
        <span>Study</span>
        <span>Says: best</span>
        <span>Networks</span>
        <span>Says: tabs, trials</span>
        <span />
      </div>
      <ul className="swarms">
        {tabsFirst(studies).map((study) => (
          <SwarmRow key={study.studyId} study={study} joined={joined.has(study.studyId)} />
        ))}
      </ul>
    </>
  );
}

function SwarmRow({ study, joined }: { readonly study: ListedStudy; readonly joined: boolean }) {
  const href = `/s/${study.studyId}`;
  const said = `${plural(study.peers, "tab")}, ${plural(study.trials, "trial")}`;
  return (
    <li className="sw">
      <h3>
        <Link href={href}>
          <Name>{study.name}</Name>
        </Link>
      </h3>
      <div className="bvw">
        {study.best === null ? (
          <span className="bv none">none yet</span>
        ) : (
          <span className="bv">
            {formatValue(study.best)}
            {study.unit === "" ? null : <small>{study.unit}</small>}
          </span>
        )}
        <div className="qq xs">
          {study.direction === "minimize" ? "lowest wins" : "highest wins"}
          {study.best === null ? "" : ", not verified"}
        </div>
      </div>
      <div className="mob q sm counts">
        {plural(study.networks, "network")}; says: {said}
      </div>
      <div className="hidem">
        <b>{formatCount(study.networks)}</b>
        <span className="sr"> {study.networks === 1 ? "network" : "networks"}</span>
      </div>
      <div className="hidem">
        <span className="sr">says: </span>
        {said}
      </div>
      <Link className="b" href={href}>
        {joined ? "Open" : "Join"}
        <span className="sr"> {study.name.slice(0, 80)}</span>
      </Link>
    </li>
  );
}
