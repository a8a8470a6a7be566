import { memo, useState } from "react";
import type { AgentSnapshot, BestSummary } from "../../../agent/view/snapshot.ts";
import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import { type Direction, firstObjective } from "../../../study/spec/spec.ts";
import { CopyButton, CopyByHand, useCopying } from "../../parts/CopyButton.tsx";
import { exactJson } from "../../parts/exact.ts";
import { withoutTurns } from "../../parts/isolated.ts";
import { Name } from "../../parts/Name.tsx";
import { changedDigits, formatAgo, formatApart, formatCount, formatValue } from "../../parts/numbers.ts";
import { breederOf, valueWords } from "../breeder-words.ts";
import { gainOf } from "../history/best-so-far.ts";
import { HowSure } from "./HowSure.tsx";
import { NoneYet } from "./NoneYet.tsx";
import { ParamRanges } from "./ParamRanges.tsx";

interface BestPanelProps {
  readonly snapshot: AgentSnapshot;
  /** The best this tab has shown before; null: it has not seen the best change. */
  readonly previousBest: number | null;
}

/** The shared best value, who found it, and its parameters. */
export const BestPanel = memo(WithBest, (before, after) => {
  // Where there is one, nothing else of the study is shown here.
  const [was, is] = [before.snapshot, after.snapshot];
  const isSameBest = was.best !== null && was.best === is.best && was.spec === is.spec && isAsSure(was, is);
  return before.previousBest === after.previousBest && (was === is || isSameBest);
});

const isAsSure = (was: AgentSnapshot, is: AgentSnapshot): boolean =>
  was.bestState === is.bestState && was.verifiedBy === is.verifiedBy && was.claim === is.claim;

function WithBest({ snapshot, previousBest }: BestPanelProps) {
  const { best, spec } = snapshot;
  const breeder = breederOf(spec);
  const [exact, setExact] = useState(false);
  return (
    <section
      className="p best"
      style={{ "--c": breeder === null ? 20 : 15 } as React.CSSProperties}
      aria-labelledby="best"
    >
      <header>
        <h2 id="best">Shared best</h2>
        <span className="hint">{firstObjective(spec).direction === "maximize" ? "highest wins" : "lowest wins"}</span>
      </header>
      <div data-testid="best-value" data-value={best === null ? "" : String(best.value)}>
        {best === null ? (
          <NoneYet snapshot={snapshot} />
        ) : (
          <BigValue
            value={best.value}
            beat={best.beat}
            marks={previousBest !== null}
            unit={firstObjective(spec).unit}
          />
        )}
      </div>
      {best !== null && exact ? (
        <p className="mono exactvalue">
          {String(best.value)} {firstObjective(spec).unit}
        </p>
      ) : null}
      {best === null ? null : breeder === null ? (
        <Finder best={best} direction={firstObjective(spec).direction} />
      ) : (
        <Bred best={best} breeder={breeder} direction={firstObjective(spec).direction} />
      )}
      {breeder === null ? <HowSure snapshot={snapshot} /> : null}
      {best === null || best.name === null ? null : <p className="mono variant">{withoutTurns(best.name)}</p>}
      {best === null || Object.keys(best.params).length === 0 ? null : (
        <ParamsBar best={best} exact={exact} onExact={setExact} />
      )}
      <div
        data-testid="best-params"
        data-value={best === null ? "" : JSON.stringify(best.params)}
        className="params"
        tabIndex={Object.keys(best?.params ?? {}).length > 10 ? 0 : undefined}
        role={Object.keys(best?.params ?? {}).length > 10 ? "region" : undefined}
        aria-label={Object.keys(best?.params ?? {}).length > 10 ? "Best parameters" : undefined}
      >
        {best === null ? null : (
          <ParamRanges params={best.params} distributions={best.distributions ?? NO_RANGES} exact={exact} />
        )}
      </div>
      {breeder === null ? null : <HowItBreeds breeder={breeder} />}
    </section>
  );
}

/** For who has never heard of it. */
function HowItBreeds({ breeder: { population, survivors, validationEpisodes } }: Pick<BredProps, "breeder">) {
  return (
    <div className="breeds desk">
      <h3>How it works</h3>
      <p>
        Each generation tries {formatCount(population)} lists of seeds. The best {formatCount(survivors)} are the
        parents of the next one, whose lists have one seed more.
        {validationEpisodes === 0
          ? ""
          : ` The best are tested again in ${formatCount(validationEpisodes)} episodes: that mean counts, not one lucky episode.`}
      </p>
    </div>
  );
}

const NO_RANGES: BestSummary["distributions"] = {};

interface ParamsBarProps {
  readonly best: BestSummary;
  readonly exact: boolean;
  readonly onExact: (exact: boolean) => void;
}

/** The parameters on their ranges or with every digit, and a copy of them. */
function ParamsBar({ best, exact, onExact }: ParamsBarProps) {
  const copying = useCopying(exactJson(best.params));
  return (
    <>
      <div className="row parbar">
        <h3>Parameters</h3>
        <span className="sp" />
        <button
          type="button"
          className="b s ghost"
          aria-pressed={exact}
          title="Value and parameters with every digit"
          onClick={() => onExact(!exact)}
        >
          Exact
        </button>
        <CopyButton copying={copying} what="parameters" />
      </div>
      <CopyByHand copying={copying} />
    </>
  );
}

interface BigValueProps {
  readonly value: number;
  readonly beat: number | null;
  /** Whether to mark the digits in which it beat the one before. */
  readonly marks: boolean;
  readonly unit: string;
}

const BigValue = memo(function BigValue({ value, beat, marks, unit }: BigValueProps) {
  const [before, text] = formatApart(beat, value);
  const [same, changed] = changedDigits(before, text);
  const marked = marks && beat !== null && changed !== "";
  return (
    <div className="n" style={{ "--len": Math.max(4, text.length + unitWidth(unit)) } as React.CSSProperties}>
      <span aria-hidden="true">{marked ? same : text}</span>
      {marked ? (
        <span className="wag" key={text} aria-hidden="true">
          {changed}
        </span>
      ) : null}
      <span className="sr">{text}</span>
      {unit === "" ? null : <span className="u">{unit}</span>}
    </div>
  );
});

/** The room a unit takes beside the value, in digits of the value: its letters are about a quarter as wide. */
const unitWidth = (unit: string): number => (unit === "" ? 0 : 0.3 + Math.min(unit.length, 12) * 0.25);

interface BredProps extends FinderProps {
  readonly breeder: DeepGaChoice;
}

/** Nobody finds a champion alone: every tab runs a part of each generation. */
function Bred({ best, breeder, direction }: BredProps) {
  const gain = gainWords(best, direction);
  return (
    <p className="who">
      The champion of generation {generationOf(best)}: {valueWords(breeder.validationEpisodes)}
      {gain === "" ? "" : `, ${gain} than the best before`}. All tabs bred it together.
    </p>
  );
}

/** A champion stands among the trials under its generation's number. */
const generationOf = ({ trial }: BestSummary): string => trial.slice(trial.lastIndexOf(":") + 1);

/** "higher by 1.23"; empty for the first best. */
function gainWords(best: BestSummary, direction: Direction): string {
  const gain = gainOf(best);
  return gain === null ? "" : `${direction === "maximize" ? "higher" : "lower"} by ${formatValue(gain, 3)}`;
}

interface FinderProps {
  readonly best: BestSummary;
  readonly direction: Direction;
}

/** No trial tells when it ran: of one that this tab has not run itself it knows only when it heard of it. */
function Finder({ best, direction }: FinderProps) {
  const gain = gainWords(best, direction);
  const by = gain === "" ? "" : `, ${gain}`;
  const ago = formatAgo(best.heardAgoMs);
  return (
    <p className="who">
      <span>
        {best.foundBy.isYou ? (
          <b>You</b>
        ) : (
          <b className="finder">
            <Name>{best.foundBy.name}</Name>
          </b>
        )}{" "}
        found it
        {best.ranHere
          ? ` ${ago}${by}`
          : `${best.foundBy.isYou ? " in another tab or visit" : ""}${by}. This tab heard of it ${ago}.`}
      </span>
    </p>
  );
}
