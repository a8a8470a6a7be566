import { useMemo, useState } from "react";
import { Choices } from "../dashboard/Choices.tsx";
import { Note } from "../parts/Note.tsx";
import { formatCount, formatValue } from "../parts/numbers.ts";
import { formatReward, KIND_NAMES, SHORT, shareWords, stateWord, toldWords } from "./agents-words.ts";
import { roomFor } from "./chart-layout.ts";
import { type Compared, KINDS, kindOf } from "./comparison.ts";
import { RewardChart } from "./RewardChart.tsx";
import { isActive, type TrainingState } from "./training-state.ts";

interface ComparisonProps {
  readonly compared: Compared;
  readonly onCompare: (compared: Compared) => void;
  readonly isLocked: boolean;
  /** One for each kind; none before the first start. */
  readonly states: readonly TrainingState[];
}

const COMPARED = [
  ["communication", "Communication"],
  ["clamped", "Remedy"],
] as const;
const SCALES = [
  ["log", "Log"],
  ["linear", "Linear"],
] as const;

/** Trainings that differ in one thing, in one chart. */
export function Comparison({ compared, onCompare, isLocked, states }: ComparisonProps) {
  const [scale, setScale] = useState<"log" | "linear">("log");
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const lines = useMemo(
    () =>
      states
        .map((state) => ({ state, key: kindOf(state.order, compared) }))
        .filter(({ key, state }) => !hidden.includes(key) && state.episodes > 0)
        .map(({ key, state }) => ({ key, label: SHORT[key], bins: state.curve, episodes: state.episodes })),
    [states, compared, hidden],
  );
  const failed = states.find(({ failure }) => failure !== null);
  return (
    <>
      <section
        className="p agcurve"
        style={{ "--c": 43 } as React.CSSProperties}
        aria-labelledby="agcompare"
        data-testid="agents-compared"
        data-value={lines.length}
      >
        <header>
          <h2 id="agcompare">Learning Curve</h2>
          <span className="hint desk">mean of the last 100 rewards</span>
          <span className="sp" />
          <Choices label="Compare" options={COMPARED} value={compared} disabled={isLocked} onChange={onCompare} />
          <Choices label="Vertical scale" options={SCALES} value={scale} onChange={setScale} />
        </header>
        {failed === undefined ? null : (
          <Note tone="error" icon="x" title="A training ended before its time." role="alert">
            {failed.failure}
          </Note>
        )}
        {lines.length === 0 ? (
          <div className="chart rewards unbegun">
            <p className="q sm">
              {states.length === 0
                ? `${compared === "communication" ? "Four" : "Five"} trainings with the same seed and settings, two at a time. Press Start.`
                : hidden.length === KINDS[compared].length
                  ? "Choose below which curves are shown."
                  : "The curves that are chosen begin with their first episodes."}
            </p>
          </div>
        ) : (
          <RewardChart
            lines={lines}
            label={`Mean rewards of ${lines.map(({ label }) => label).join(", ")} over the episodes; the table below says what they come to.`}
            episodes={roomOf(states)}
            scale={scale}
            hasRewards={false}
            isNamed
          />
        )}
        <fieldset className="kinds">
          <legend className="sr">Curves that are shown</legend>
          {KINDS[compared].map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={!hidden.includes(kind)}
                onChange={(event) =>
                  setHidden(event.currentTarget.checked ? hidden.filter((each) => each !== kind) : [...hidden, kind])
                }
              />
              <svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true">
                <path className={`mean l-${kind}`} d="M0 7H22" />
              </svg>
              {KIND_NAMES[kind]}
            </label>
          ))}
        </fieldset>
      </section>
      <section className="p agtable" style={{ "--c": 43 } as React.CSSProperties} aria-labelledby="agtable">
        <header>
          <h2 id="agtable">What it comes to</h2>
        </header>
        {states.length === 0 ? (
          <p className="q sm">Each training is judged by 500 starts when its episodes are over.</p>
        ) : (
          <ComparisonTable compared={compared} states={states} />
        )}
      </section>
    </>
  );
}

function roomOf(states: readonly TrainingState[]): number {
  const planned = states[0]?.order.settings.episodes ?? 1;
  return roomFor(Math.max(...states.map(({ episodes }) => episodes)), planned, !states.some(isActive));
}

function ComparisonTable({ compared, states }: Pick<ComparisonProps, "compared" | "states">) {
  const tells = compared === "communication";
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="What each training comes to">
      <table>
        <thead>
          <tr>
            <th scope="col">{tells ? "Told" : "Remedy"}</th>
            {tells ? (
              <th scope="col" className="r">
                Numbers a step
              </th>
            ) : null}
            <th scope="col" className="r">
              Mean over {"\u2212"}2 after
            </th>
            <th scope="col" className="r">
              Mean at the end
            </th>
            <th scope="col" className="r">
              Starts solved
            </th>
            <th scope="col" className="r">
              Mean steps
            </th>
          </tr>
        </thead>
        <tbody>
          {states.map((state) => (
            <Row key={kindOf(state.order, compared)} kind={kindOf(state.order, compared)} tells={tells} state={state} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly kind: ReturnType<typeof kindOf>;
  readonly tells: boolean;
  readonly state: TrainingState;
}

function Row({ kind, tells, state }: RowProps) {
  const { goodAfter, curve, judged, order, episodes } = state;
  const last = curve.averages.at(-1);
  const isJudged = judged !== null && judged.starts > 0;
  return (
    <tr>
      <th scope="row">
        {KIND_NAMES[kind]} <span className="q">{stateWord(state)}</span>
      </th>
      {tells ? <td className="r">{toldWords(order.settings)}</td> : null}
      <td className="r">{goodAfter === null ? (episodes === 0 ? "" : "not yet") : formatCount(goodAfter)}</td>
      <td className="r">{last === undefined ? "" : formatReward(last)}</td>
      <td className="r">{isJudged ? shareWords(judged) : ""}</td>
      <td className="r">{isJudged ? formatValue(judged.steps / judged.starts, 3) : ""}</td>
    </tr>
  );
}
