import { type KeyboardEvent, type ReactNode, useState } from "react";
import { MAX_LENT_CORES } from "../../agent/work/cores.ts";
import { plural } from "./numbers.ts";

/** 16: more hexagons than that no longer fit the dock; the slider then stands alone. */
const MAX_HEXAGONS = 16;

interface CoresPickerProps {
  readonly cores: number;
  /** Cores of the machine. */
  readonly most: number;
  readonly size: "big" | "small";
  readonly disabled?: boolean;
  /** 0 where a tab may also only watch. */
  readonly least?: 0 | 1;
  readonly id?: string;
  /** Of what says why so many will not do. */
  readonly errorId?: string | undefined;
  /** What else may be set, for who wants to set more. */
  readonly more?: ReactNode;
  readonly onChange: (cores: number) => void;
}

/** How many cores this tab lends: a slider drawn as cells of a comb, up to all there are; more than that are typed. */
export function CoresPicker(props: CoresPickerProps) {
  const { cores, most, size, disabled = false, least = 1, id, errorId, more = null, onChange } = props;
  const hexagons = most <= MAX_HEXAGONS;
  return (
    <>
      <span className={`cores ${size === "big" ? "big" : ""} ${hexagons ? "" : "plain"}`}>
        {hexagons
          ? Array.from({ length: most }, (_, i) => <i key={i} className={i < cores ? "on" : ""} aria-hidden="true" />)
          : null}
        <input
          type="range"
          id={id}
          min={least}
          max={most}
          value={Math.min(most, Math.max(least, cores))}
          disabled={disabled}
          aria-label="Cores to lend"
          aria-valuetext={lentWords(cores, most)}
          aria-invalid={errorId === undefined ? undefined : true}
          aria-describedby={errorId}
          onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
      </span>
      {most < MAX_LENT_CORES ? (
        <LendMore {...{ cores, most, size, disabled, least, more, onChange }} />
      ) : more === null ? null : (
        <MoreBox summary="More">{more}</MoreBox>
      )}
    </>
  );
}

/** Folded: most people lend what they have. */
function LendMore({ cores, most, size, disabled, least = 1, more, onChange }: CoresPickerProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string): void => {
    setTyped(text);
    const wanted = Number(text);
    if (text !== "" && Number.isInteger(wanted) && wanted >= least && wanted <= MAX_LENT_CORES) onChange(wanted);
  };
  return (
    <MoreBox
      title={`Lend more than the ${plural(most, "core")} of this machine${more ? ", or send less" : ""}`}
      summary={cores > most ? `${cores} cores` : size === "big" ? "More than it has" : "More"}
    >
      <label>
        Cores to lend, up to {MAX_LENT_CORES}
        <input
          className="in"
          type="number"
          min={least}
          max={MAX_LENT_CORES}
          value={typed ?? cores}
          disabled={disabled}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={() => setTyped(null)}
        />
      </label>
      <p className="q sm">
        This machine has {most}. Lend more, and trials share its cores: more of them at once, or larger ones, and each
        takes longer.
      </p>
      {more}
    </MoreBox>
  );
}

interface MoreBoxProps {
  readonly summary: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** Beside what most people set, folded: what few do. */
export function MoreBox({ summary, title, children }: MoreBoxProps) {
  return (
    <details className="lendmore" onKeyDown={closeOnEscape}>
      <summary className="lnk" title={title}>
        {summary}
      </summary>
      <div className="lendbox">{children}</div>
    </details>
  );
}

function closeOnEscape({ key, currentTarget }: KeyboardEvent<HTMLDetailsElement>): void {
  if (key !== "Escape" || !currentTarget.open) return;
  currentTarget.open = false;
  currentTarget.querySelector("summary")?.focus();
}

/** "4 of 8 cores"; of more than there are "12 cores, 4 more than this machine has". */
export const lentWords = (cores: number, most: number): string =>
  cores <= most
    ? `${cores} of ${plural(most, "core")}`
    : `${plural(cores, "core")}, ${cores - most} more than this machine has`;

/** About half of what the machine has, at least one, so that the page stays pleasant to use; but enough for one trial, if it has so many. */
export const defaultCores = (most: number, perTrial = 1): number =>
  Math.min(most, Math.max(1, Math.floor(most / 2), perTrial));

/** Cores of this machine as the browser tells, at least one. */
export const machineCores = (): number => Math.max(1, navigator.hardwareConcurrency || 1);
