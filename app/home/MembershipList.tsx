import { Link } from "wouter";
import type { AgentState } from "../../agent/agent-state.ts";
import type { MembershipRow } from "../../worker/engine/engine-api.ts";
import { Name } from "../parts/Name.tsx";
import { formatValue, plural } from "../parts/numbers.ts";

const STATE_WORD: Readonly<Record<AgentState, string>> = {
  joining: "starting",
  running: "working",
  watching: "watching",
  paused: "paused",
  finished: "done",
  failed: "stopped by an error",
  left: "left",
};

/** The studies this browser takes part in, also from earlier visits. */
export function MembershipList({ rows }: { readonly rows: readonly MembershipRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="yours" aria-labelledby="yours">
      <h2 id="yours">Your studies</h2>
      <ul className="swarms">
        {rows.map((row) => (
          <li key={row.studyId} className="sw mine">
            <h3>
              <Link href={`/s/${row.studyId}`}>
                <Name>{row.name}</Name>
              </Link>
            </h3>
            <span className={`badge ${row.state === "running" ? "ok" : row.state === "failed" ? "no" : "cl"}`}>
              {STATE_WORD[row.state]}
            </span>
            <span className="bv">
              {row.best === null ? <span className="qq">none yet</span> : formatValue(row.best)}
            </span>
            <span className="q sm hidem">{plural(row.ownTrials, "trial")} from you</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
