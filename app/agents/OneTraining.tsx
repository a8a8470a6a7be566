import { useEffect, useMemo, useRef, useState } from "react";
import { agents } from "../../gallery/agents/agents.js";
import type { Plays } from "../../worker/training/training-api.ts";
import { Choices } from "../dashboard/Choices.tsx";
import { Wave } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { formatCount, plural } from "../parts/numbers.ts";
import { curveLabel, judgedWords, progressWords } from "./agents-words.ts";
import { roomFor } from "./chart-layout.ts";
import { ParameterBars } from "./ParameterBars.tsx";
import { RewardChart } from "./RewardChart.tsx";
import { isActive, type TrainingState } from "./training-state.ts";

type PlayName = keyof Plays;

/** One training: its curve, what it has learnt, and what the notebook would have printed. */
export function OneTraining({ state }: { readonly state: TrainingState | null }) {
  const [shown, setShown] = useState<PlayName>("whole");
  return (
    <>
      <LearningPanel state={state} />
      <FinalPanel state={state} shown={shown} onShow={setShown} />
      <PrintedPanel state={state} shown={shown} />
    </>
  );
}

const SCALES = [
  ["linear", "Linear"],
  ["log", "Log"],
] as const;

function LearningPanel({ state }: { readonly state: TrainingState | null }) {
  const [scale, setScale] = useState<"log" | "linear">("linear");
  const lines = useMemo(
    () => (state === null ? [] : [{ key: "one", label: "mean of 100", bins: state.curve, episodes: state.episodes }]),
    [state],
  );
  const room = state === null ? 0 : roomFor(state.episodes, state.order.settings.episodes, !isActive(state));
  return (
    <section
      className="p agcurve"
      style={{ "--c": 43 } as React.CSSProperties}
      aria-labelledby="agcurve"
      data-testid="agents-episodes"
      data-value={state?.episodes ?? 0}
    >
      <header>
        <h2 id="agcurve">Learning Curve</h2>
        <span className="sp" />
        <Choices label="Vertical scale" options={SCALES} value={scale} onChange={setScale} />
      </header>
      {state?.failure == null ? null : (
        <Note tone="error" icon="x" title="The training ended before its time." role="alert">
          {state.failure}
        </Note>
      )}
      <TrainingProgressBar state={state} />
      {state === null || state.episodes === 0 ? (
        <div className="chart rewards unbegun">
          {state !== null && isActive(state) ? (
            <Wave />
          ) : (
            <p className="q sm">The curve begins with the first episode. Press Start.</p>
          )}
        </div>
      ) : (
        <RewardChart lines={lines} label={curveLabel(state)} episodes={room} scale={scale} hasRewards isNamed={false} />
      )}
      <div className="key" aria-hidden="true">
        <span>
          <svg width="16" height="14" viewBox="0 0 16 14">
            <path className="each" d="M0 12L3 4L6 9L9 3L12 7L16 2" />
          </svg>
          Reward of each episode
        </span>
        <span>
          <svg width="16" height="14" viewBox="0 0 16 14">
            <path className="mean l-one" d="M0 11C5 11 6 5 16 5" />
          </svg>
          Mean of the last 100
        </span>
      </div>
    </section>
  );
}

function TrainingProgressBar({ state }: { readonly state: TrainingState | null }) {
  if (state === null) return null;
  const { phase, episodes, order, judged } = state;
  const share = phase === "evaluating" ? (judged?.starts ?? 0) / 500 : episodes / order.settings.episodes;
  return (
    <div className="opengen">
      <p>{progressWords(state)}</p>
      {isActive(state) ? (
        <div className="track" aria-hidden="true">
          <i style={{ width: `${(100 * share).toFixed(1)}%` }} />
        </div>
      ) : null}
    </div>
  );
}

const PLAYS: readonly (readonly [PlayName, string])[] = [
  ["start", "Start"],
  ["oneStep", "One step"],
  ["whole", "To the target"],
];

interface FinalPanelProps {
  readonly state: TrainingState | null;
  readonly shown: PlayName;
  readonly onShow: (shown: PlayName) => void;
}

function FinalPanel({ state, shown, onShow }: FinalPanelProps) {
  const plays = state?.plays ?? null;
  const play = plays?.[shown] ?? null;
  return (
    <section
      className="p agfinal"
      style={{ "--c": 43 } as React.CSSProperties}
      aria-labelledby="agfinal"
      data-testid="agents-final"
      data-value={state?.judged?.starts ?? 0}
    >
      <header>
        <h2 id="agfinal">Final Parameter Values</h2>
        <span className="sp" />
        {play === null ? null : <Choices label="Show the parameters" options={PLAYS} value={shown} onChange={onShow} />}
      </header>
      {state === null || play === null ? (
        <div className="chart parbars unbegun">
          <p className="q sm">
            After the last episode, or when you stop: what the agents make of a start that they never saw, and of 500
            more.
          </p>
        </div>
      ) : (
        <>
          <FinalFigures lines={agents.finalLines(play)} isStart={shown === "start"} />
          <p className="q sm finalwords">
            {PLAY_WORDS[shown]}
            {shown === "whole"
              ? ` ${play.solved ? `On target after ${plural(play.steps, "step")}.` : `Not on target after ${plural(play.steps, "step")}.`}`
              : ""}
          </p>
          <ParameterBars play={play} settings={state.order.settings} />
          {state.judged === null || state.judged.starts === 0 ? null : (
            <p className="judged" data-testid="agents-judged">
              {judgedWords(state.judged)}
              {state.judged.starts < 500 && isActive(state) ? ", so far." : "."}
            </p>
          )}
        </>
      )}
    </section>
  );
}

const PLAY_WORDS: Readonly<Record<PlayName, string>> = {
  start: "A start that the agents never saw, before they do anything.",
  oneStep: "One step from the start, as the notebook evaluates.",
  whole: "From the start on, until the sum is near enough.",
};

/** The notebook's three last lines, as figures. */
function FinalFigures({ lines, isStart }: { readonly lines: readonly string[]; readonly isStart: boolean }) {
  return (
    <dl className="agfigures">
      {lines.map((line) => {
        const [name = "", value = ""] = line.split(": ");
        return (
          <div key={name}>
            <dt>{isStart && name.startsWith("Final") ? "Value at the start" : name}</dt>
            <dd>{value.replace("-", "\u2212")}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** About two lines. */
const NEAR_END_PX = 40;

function PrintedPanel({ state, shown }: { readonly state: TrainingState | null; readonly shown: PlayName }) {
  const play = state?.plays?.[shown === "oneStep" ? "oneStep" : "whole"] ?? null;
  const last = play === null ? [] : agents.finalLines(play);
  const lines = [...(state?.lines ?? []), ...last];
  const scroll = useRef<HTMLDivElement>(null);
  /** Whoever has scrolled up reads there, and is left there. */
  const isAtEnd = useRef(true);
  const newest = lines.at(-1);
  useEffect(() => {
    if (newest !== undefined && isAtEnd.current) scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [newest]);
  return (
    <section className="p agprinted" style={{ "--c": 17 } as React.CSSProperties} aria-labelledby="agprinted">
      <header>
        <h2 id="agprinted">Printed lines</h2>
      </header>
      {lines.length === 0 ? (
        <p className="q sm">
          What the notebook prints: a line for the first episode and each hundredth after it, and three in the end.
        </p>
      ) : (
        <div
          className="printed"
          ref={scroll}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
          tabIndex={0}
          role="region"
          aria-label="Lines, as the notebook prints them"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
          }}
        >
          {state !== null && state.droppedLines > 0 ? (
            <p className="q sm">{formatCount(state.droppedLines)} earlier lines are kept no more.</p>
          ) : null}
          <ol>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
