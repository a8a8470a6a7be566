import { useState } from "react";
import type { CurvesQuery } from "../../../agent/view/curves-page.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { isolated } from "../../parts/isolated.ts";
import { Note } from "../../parts/Note.tsx";
import { plural } from "../../parts/numbers.ts";
import { Choices } from "../Choices.tsx";
import type { TrialsAsOf } from "../trials/use-trials.ts";
import { CurvesChart } from "./CurvesChart.tsx";
import { CurvesKey } from "./CurvesKey.tsx";
import { CurvesTable } from "./CurvesTable.tsx";
import { thinnedWords, whichWords } from "./curve-words.ts";
import { useCurves } from "./use-curves.ts";

interface CurvesPanelProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly asOf: TrialsAsOf;
  readonly objectives: readonly ObjectiveSpec[];
  /** The best trial; null while there is none. */
  readonly best: string | null;
}

/** What trials reported on their way, as curves, one metric at a time. Not there until a trial has reported something. */
export default function CurvesPanel({ engine, studyId, asOf, objectives, best }: CurvesPanelProps) {
  const [metric, setMetric] = useState<string | null>(null);
  const [across, setAcross] = useState<CurvesQuery["across"]>("step");
  const [scale, setScale] = useState<"auto" | "linear">("linear");
  const [view, setView] = useState<"chart" | "table">("chart");
  const { page, failure } = useCurves(engine, studyId, { metric, across }, asOf);
  if (page === null || page.metric === null) return null;
  const { curves } = page;
  const unit = objectives.find(({ name }) => name === page.metric)?.unit ?? "";
  // Who has left is answered no more: the curves that were there stay.
  const closed = asOf.state === "left";
  const notes = [whichWords(page), thinnedWords(curves)].filter((sentence) => sentence !== "");
  return (
    <section
      className="p curves"
      style={{ "--c": 60 } as React.CSSProperties}
      aria-labelledby="curves"
      data-testid="curves"
      data-value={curves.length}
    >
      <header>
        <h2 id="curves">Intermediate values</h2>
        <select
          className="in slim"
          disabled={closed}
          aria-label="Metric"
          value={page.metrics.includes(metric ?? "") ? (metric ?? "") : page.metric}
          onChange={(event) => setMetric(event.currentTarget.value)}
        >
          {page.metrics.map((name) => (
            <option key={name} value={name}>
              {isolated(name)}
            </option>
          ))}
        </select>
        <span className="hint desk">
          {unit === "" ? "" : `${isolated(unit)}, `}
          {plural(page.total, "trial")}
        </span>
        <span className="sp" />
        {page.hasSeconds ? (
          <Choices label="Across" options={ACROSS} value={across} disabled={closed} onChange={setAcross} />
        ) : null}
        {view === "chart" ? (
          <Choices label="Vertical scale" options={SCALES} value={scale} onChange={setScale} />
        ) : null}
        <Choices label="Show curves as" options={VIEWS} value={view} onChange={setView} />
      </header>
      {failure === null ? null : (
        <Note tone="error" icon="x" title="The curves could not be read.">
          {failure}
        </Note>
      )}
      {view === "table" ? (
        <CurvesTable page={page} best={best} />
      ) : (
        <CurvesChart page={page} scale={scale} best={best} />
      )}
      {view === "chart" ? <CurvesKey curves={curves} best={best} /> : null}
      {notes.length === 0 ? null : <p className="q sm">{notes.join(" ")}</p>}
    </section>
  );
}

const ACROSS = [
  ["step", "Steps"],
  ["seconds", "Seconds"],
] as const;
const SCALES = [
  ["auto", "Fit"],
  ["linear", "Linear"],
] as const;
const VIEWS = [
  ["chart", "Chart"],
  ["table", "Table"],
] as const;
