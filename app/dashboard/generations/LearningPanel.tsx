import type { GenerationPoint, GenerationsSummary } from "../../../agent/generations/generations-page.ts";
import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import { firstObjective, type StudySpec } from "../../../study/spec/spec.ts";
import { isolated } from "../../parts/isolated.ts";
import { Wave } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { valueWords } from "../breeder-words.ts";
import { closedWords, openWords, solvedAt } from "./generation-words.ts";
import { LearningChart } from "./LearningChart.tsx";

interface LearningPanelProps {
  readonly spec: StudySpec;
  readonly breeder: DeepGaChoice;
  readonly summary: GenerationsSummary;
  /** Null until the engine has answered. */
  readonly curve: readonly GenerationPoint[] | null;
  readonly failure: string | null;
  readonly playing: number | null;
  readonly isOver: boolean;
  readonly onChoose: (generation: number) => void;
}

/** What is open now, and how the champions became better. */
export function LearningPanel(props: LearningPanelProps) {
  const { spec, breeder, summary, curve, failure, playing, isOver, onChoose } = props;
  const { unit, direction } = firstObjective(spec);
  return (
    <section
      className="p learn"
      style={{ "--c": 26 } as React.CSSProperties}
      aria-labelledby="learn"
      data-testid="generations"
      data-value={summary.closed}
    >
      <header>
        <h2 id="learn">Learning curve</h2>
        <span className="hint">{unit === "" ? "" : isolated(unit)}</span>
      </header>
      <OpenGeneration summary={summary} breeder={breeder} isOver={isOver} />
      {failure === null ? null : (
        <Note tone="error" icon="x" title="The generations could not be read.">
          {failure}
        </Note>
      )}
      {curve !== null && curve.length > 0 ? (
        <LearningChart
          curve={curve}
          solved={solvedAt(spec)}
          maximizes={direction === "maximize"}
          playing={playing}
          onChoose={onChoose}
        />
      ) : (
        <div className="chart unbegun learnchart">
          {curve === null && summary.closed > 0 ? (
            <Wave />
          ) : (
            <p className="q sm">The curve begins when the first generation has closed.</p>
          )}
        </div>
      )}
      <LearningKey episodes={breeder.validationEpisodes} />
    </section>
  );
}

interface OpenGenerationProps {
  readonly summary: GenerationsSummary;
  readonly breeder: DeepGaChoice;
  readonly isOver: boolean;
}

function OpenGeneration({ summary, breeder, isOver }: OpenGenerationProps) {
  const { title, words, share } = openWords(summary, breeder);
  return (
    <div className="opengen">
      <p className="row">
        {isOver ? null : (
          <span>
            <b>{title}</b>: {words}
          </span>
        )}
        <span className={isOver ? "" : "sp q"}>{closedWords(summary)}</span>
      </p>
      {isOver ? null : (
        <div className="track" aria-hidden="true">
          <i style={{ width: `${(100 * share).toFixed(1)}%` }} />
        </div>
      )}
    </div>
  );
}

function LearningKey({ episodes }: { readonly episodes: number }) {
  return (
    <div className="key" aria-hidden="true">
      <span>
        <svg width="16" height="14" viewBox="0 0 16 14">
          <path d="M0 11C5 11 6 5 16 5" fill="none" stroke="var(--data-best)" strokeWidth="2.6" />
        </svg>
        Champion, {valueWords(episodes)}
      </span>
      <span>
        <svg width="16" height="14" viewBox="0 0 16 14">
          <path d="M0 7C5 7 6 2 16 2V12C6 12 5 13 0 13Z" fill="var(--data-trial)" opacity="0.25" />
          <path d="M0 10C5 10 6 7 16 7" fill="none" stroke="var(--data-trial)" strokeWidth="1.5" />
        </svg>
        Survivors, worst to best, and their median
      </span>
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14">
          <path d="M4 2.4v9.2L11.6 7Z" fill="var(--ink)" />
        </svg>
        Plays here
      </span>
    </div>
  );
}
