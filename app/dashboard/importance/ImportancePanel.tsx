import { useRef, useState } from "react";
import { LEAST_TRIALS } from "../../../agent/view/importance-page.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { isolated } from "../../parts/isolated.ts";
import { Note } from "../../parts/Note.tsx";
import { useInSight } from "../canvas/use-canvas.ts";
import type { TrialsAsOf } from "../trials/use-trials.ts";
import { ImportanceBars } from "./ImportanceBars.tsx";
import "./importance.css";
import { useImportances } from "./use-importances.ts";

interface ImportancePanelProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly asOf: TrialsAsOf;
  readonly objectives: readonly ObjectiveSpec[];
}

/** Which parameters matter, of one objective at a time. Not there until a few trials are complete. */
export default function ImportancePanel({ engine, studyId, asOf, objectives }: ImportancePanelProps) {
  const [objective, setObjective] = useState(0);
  const panel = useRef<HTMLElement>(null);
  const [isThere, setThere] = useState(false);
  const { page, failure } = useImportances(engine, studyId, objective, asOf, useInSight(panel, isThere));
  // Who has chosen another objective, of which there are fewer, can go back.
  const shows = page !== null && (page.trials >= LEAST_TRIALS || objective > 0);
  if (shows !== isThere) setThere(shows);
  if (!shows) return null;
  return (
    <section
      ref={panel}
      className="p importance"
      style={{ "--c": 60 } as React.CSSProperties}
      aria-labelledby="importance"
      data-testid="importance"
      data-value={page.importances.length}
    >
      <header>
        <h2 id="importance">Which parameters matter</h2>
        {objectives.length > 1 ? (
          <select
            className="in slim"
            disabled={asOf.state === "left"}
            aria-label="Objective"
            value={objective}
            onChange={(event) => setObjective(Number(event.currentTarget.value))}
          >
            {objectives.map(({ name }, i) => (
              <option key={name} value={i}>
                {isolated(name)}
              </option>
            ))}
          </select>
        ) : null}
      </header>
      {failure === null ? null : (
        <Note tone="error" icon="x" title="What matters could not be computed.">
          {failure}
        </Note>
      )}
      <ImportanceBars page={page} />
    </section>
  );
}
