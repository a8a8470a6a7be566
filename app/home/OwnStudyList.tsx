import { useRef } from "react";
import { Link } from "wouter";
import type { AgentState } from "../../agent/agent-state.ts";
import type { MembershipRow } from "../../worker/engine/engine-api.ts";
import { Name } from "../parts/Name.tsx";
import { formatValue, plural } from "../parts/numbers.ts";
import { FormerStudy } from "./FormerStudy.tsx";
import type { OwnStudies } from "./use-own-studies.ts";
import { Value } from "./Value.tsx";

const STATE_WORD: Readonly<Record<AgentState | "elsewhere", string>> = {
  joining: "starting",
  running: "working",
  watching: "watching",
  paused: "paused",
  finished: "done",
  failed: "stopped by an error",
  left: "left",
  elsewhere: "in another tab",
};

/** The studies this browser takes part in, also from earlier visits, and after them those it has left. */
export function OwnStudyList({ studies }: { readonly studies: OwnStudies }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { current, former, forget } = studies;
  if (current.length === 0 && former.length === 0) return null;
  return (
    <section className="yours" aria-labelledby="yours">
      <h2 id="yours" ref={heading} tabIndex={-1}>
        Your studies
      </h2>
      <ul className="swarms">
        {current.map((row) => (
          <CurrentStudy key={row.studyId} row={row} />
        ))}
        {former.map((row) => (
          <FormerStudy
            key={row.studyId}
            row={row}
            onForget={async () => {
              await forget(row.studyId);
              heading.current?.focus();
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function CurrentStudy({ row }: { readonly row: MembershipRow }) {
  const href = `/s/${row.studyId}`;
  const tone = row.state === "running" ? "ok" : row.state === "failed" ? "no" : "cl";
  return (
    <li className="sw mine">
      <div className="what">
        <h3>
          <Link href={href}>
            <Name>{row.name}</Name>
          </Link>
        </h3>
        <span className={`badge ${tone}`}>{STATE_WORD[row.state]}</span>
      </div>
      {row.state === "elsewhere" ? (
        <p className="q sm own">Another tab of this browser takes part.</p>
      ) : (
        <>
          <div className="bvw">
            <Value value={row.best} unit={row.unit} none="none yet" />
            <div className="qq xs">shared best</div>
          </div>
          <div className="own">
            {plural(row.ownTrials, "trial")} from you
            <OwnBest value={row.ownBest} unit={row.unit} />
          </div>
        </>
      )}
      <Link className="b" href={href}>
        Open<span className="sr"> {row.name.slice(0, 80)}</span>
      </Link>
    </li>
  );
}

function OwnBest({ value, unit }: { readonly value: number | null; readonly unit: string }) {
  if (value === null) return null;
  return (
    <div className="qq xs">
      your best {formatValue(value)} {unit}
    </div>
  );
}
