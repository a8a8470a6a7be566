import { useEffect, useRef, useState } from "react";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { CoresMeter } from "./CoresMeter.tsx";
import { EventLog } from "./EventLog.tsx";
import { isListed, type LongSeenMs, longSeen } from "./listing.ts";
import { StatusList } from "./StatusList.tsx";
import type { StatusRow } from "./status-rows.ts";
import { unlistedWords, variantWords } from "./status-words.ts";
import "./status.css";

interface StatusPanelProps {
  readonly engine: EngineApi;
  readonly snapshot: AgentSnapshot;
}

/** Who runs what: cores in use, trials in every state, and what happened so far. Trials too short to be read are not listed. */
export function StatusPanel({ engine, snapshot }: StatusPanelProps) {
  const listed = useListed(snapshot);
  const [log, setLog] = useState<{ readonly about: StatusRow | null } | null>(null);
  return (
    <>
      <section
        className={`p status ${listed ? "" : "slim"}`}
        style={{ "--c": 60 } as React.CSSProperties}
        aria-labelledby="status"
      >
        <header>
          <h2 id="status">Status</h2>
          <span className="hint">{listed ? variantWords(snapshot) : unlistedWords(snapshot)}</span>
          <span className="sp" />
          {snapshot.state === "left" ? null : <CoresMeter status={snapshot.status} />}
          <button type="button" className="b s ghost" aria-haspopup="dialog" onClick={() => setLog({ about: null })}>
            What happened
          </button>
        </header>
        {listed ? (
          <StatusList engine={engine} snapshot={snapshot} onAskWhatHappened={(about) => setLog({ about })} />
        ) : null}
      </section>
      {log === null ? null : (
        <EventLog engine={engine} snapshot={snapshot} about={log.about} onClose={() => setLog(null)} />
      )}
    </>
  );
}

/** Looked at again a while after the last snapshot: then nothing may run any more. */
const LOOK_AGAIN_MS = 2000;

function useListed(snapshot: AgentSnapshot): boolean {
  const seen = useRef<LongSeenMs>(null);
  const [listed, setListed] = useState(() => isListed(snapshot, null, 0));
  useEffect(() => {
    const look = (): void => {
      const nowMs = performance.now();
      seen.current = longSeen(seen.current, snapshot, nowMs);
      setListed(isListed(snapshot, seen.current, nowMs));
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [snapshot]);
  return listed;
}
