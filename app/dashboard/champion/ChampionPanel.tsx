import { useEffect, useRef, useState } from "react";
import type { AgentState } from "../../../agent/agent-state.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Wave } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import "./champion.css";
import { missingWords, weighsWords } from "./champion-words.ts";
import { PlayStage, type Speed } from "./PlayStage.tsx";
import { nextByItself, REST_MS } from "./playing.ts";
import { useOnScreen, wantsStillness } from "./use-on-screen.ts";
import { type Played, usePlay } from "./use-play.ts";

interface ChampionPanelProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly state: AgentState;
  /** The generations to choose from, the newest first. */
  readonly generations: readonly number[];
  /** What was chosen, here or on the curve; null: the newest, as generations close. */
  readonly chosen: number | null;
  readonly onChoose: (generation: number | null) => void;
  /** Told whose champion is seen. */
  readonly onPlaying: (generation: number) => void;
}

/** The champion of a generation at its task: an episode that this tab runs, as its objective shows it. */
export function ChampionPanel({
  engine,
  studyId,
  state,
  generations,
  chosen,
  onChoose,
  onPlaying,
}: ChampionPanelProps) {
  const panel = useRef<HTMLElement>(null);
  const isSeen = useOnScreen(panel);
  const [speed, setSpeed] = useState<Speed>("1");
  const { played, isAwaited, failure, ask } = usePlay(engine, studyId);
  const newest = generations[0] ?? null;
  const wanted = chosen ?? newest;
  // Whoever only watches or has paused runs nothing that was not asked for.
  const runsByItself = state === "running" || state === "finished";
  const isFirst = played === null && !isAwaited && failure === null;
  useEffect(() => {
    if (isSeen && runsByItself && isFirst && newest !== null) ask(newest, 0);
  }, [isSeen, runsByItself, isFirst, newest, ask]);
  // A generation that closes meanwhile interrupts nothing.
  const asked = useRef(chosen);
  useEffect(() => {
    if (chosen === asked.current) return;
    asked.current = chosen;
    if (chosen !== null) ask(chosen, 0);
  }, [chosen, ask]);
  const seen = played?.play.generation ?? null;
  const [hasEnded, setEnded] = useState(false);
  const next = nextByItself({ chosen, newest, seen, hasEnded });
  useEffect(() => {
    if (next === null || !isSeen || !runsByItself || isAwaited || failure !== null || wantsStillness()) return;
    const timer = setTimeout(() => ask(next, 0), REST_MS);
    return () => clearTimeout(timer);
  }, [next, isSeen, runsByItself, isAwaited, failure, ask]);
  useEffect(() => (seen === null ? undefined : onPlaying(seen)), [seen, onPlaying]);
  const shownGeneration = played?.play.generation ?? wanted;
  const gone = state === "left";
  return (
    <section
      className="p champion"
      ref={panel}
      style={{ "--c": 19 } as React.CSSProperties}
      aria-labelledby="champion"
      data-testid="champion"
      data-value={played?.play.generation ?? ""}
    >
      <header>
        <h2 id="champion">The champion plays</h2>
        <span className="sp" />
        {wanted === null ? null : (
          <select
            className="in slim"
            aria-label="Generation"
            disabled={gone}
            value={isAwaited ? wanted : (shownGeneration ?? wanted)}
            onChange={(event) => onChoose(Number(event.currentTarget.value))}
          >
            {withShown(generations, shownGeneration).map((generation) => (
              <option key={generation} value={generation}>
                Generation {formatCount(generation)}
              </option>
            ))}
          </select>
        )}
      </header>
      {failure === null ? null : (
        <Note tone="error" icon="x" title="The episode could not be run.">
          {failure}
        </Note>
      )}
      {played === null ? (
        <Unplayed wanted={wanted} isAwaited={isAwaited} gone={gone} onPlay={ask} />
      ) : (
        <Episode played={played} speed={speed} onSpeed={setSpeed} onEnded={setEnded} />
      )}
      {played === null ? null : (
        <div className="row playmore">
          <button
            type="button"
            className="b s"
            disabled={gone || isAwaited}
            onClick={() => ask(played.play.generation, played.play.episode + 1)}
          >
            Another episode
          </button>
          {newest !== null && newest > played.play.generation && !gone ? (
            <button
              type="button"
              className="b s ghost"
              disabled={isAwaited}
              onClick={() => {
                onChoose(null);
                ask(newest, 0);
              }}
            >
              Generation {formatCount(newest)}, the newest
            </button>
          ) : null}
          {isAwaited ? <span className="q sm">Running it.</span> : null}
        </div>
      )}
      {played === null ? null : <p className="q sm weighs">{weighsWords(played.play)}</p>}
    </section>
  );
}

/** A generation from the curve may be older than the list. */
const withShown = (generations: readonly number[], shown: number | null): readonly number[] =>
  shown === null || generations.includes(shown) ? generations : [...generations, shown];

interface UnplayedProps {
  readonly wanted: number | null;
  readonly isAwaited: boolean;
  readonly gone: boolean;
  readonly onPlay: (generation: number, episode: number) => void;
}

/** In the place of the picture until there is one. */
function Unplayed({ wanted, isAwaited, gone, onPlay }: UnplayedProps) {
  return (
    <div className="stage empty">
      {isAwaited ? (
        <Wave />
      ) : wanted === null ? (
        <p className="q sm">The best of the first generation plays here, once it has closed.</p>
      ) : gone ? (
        <p className="q sm">You have left: your tab runs nothing any more.</p>
      ) : (
        <button type="button" className="b" onClick={() => onPlay(wanted, 0)}>
          <Icon name="play" />
          Run an episode
        </button>
      )}
    </div>
  );
}

interface EpisodeProps {
  readonly played: Played;
  readonly speed: Speed;
  readonly onSpeed: (speed: Speed) => void;
  readonly onEnded: (hasEnded: boolean) => void;
}

function Episode({ played, speed, onSpeed, onEnded }: EpisodeProps) {
  const { play, shown } = played;
  const missing = missingWords(play, shown);
  const [first] = shown.frames;
  if (first === undefined) {
    return (
      <div className="stage empty words">
        <p>{missing}</p>
        {play.error === null && play.frames.length === 0 ? (
          <p className="q sm">
            An author shows it by <code>trial.show(frame)</code> at each step of the episode.
          </p>
        ) : null}
        {play.value === null ? null : <p className="q sm">The episode ended with {formatValue(play.value)}.</p>}
      </div>
    );
  }
  return (
    <>
      <PlayStage key={played.answer} played={played} first={first} speed={speed} onSpeed={onSpeed} onEnded={onEnded} />
      {missing === "" ? null : <p className="q sm">{missing}</p>}
    </>
  );
}
