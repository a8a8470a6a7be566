/** 16: more hexagons than that no longer fit the dock; the slider then stands alone. */
const MAX_HEXAGONS = 16;

interface CoresPickerProps {
  readonly cores: number;
  readonly most: number;
  readonly size: "big" | "small";
  readonly disabled?: boolean;
  readonly onChange: (cores: number) => void;
}

/** How many cores this tab lends, from 1 to `most`: a slider drawn as cells of a comb. */
export function CoresPicker({ cores, most, size, disabled = false, onChange }: CoresPickerProps) {
  const hexagons = most <= MAX_HEXAGONS;
  return (
    <span className={`cores ${size === "big" ? "big" : ""} ${hexagons ? "" : "plain"}`}>
      {hexagons
        ? Array.from({ length: most }, (_, i) => <i key={i} className={i < cores ? "on" : ""} aria-hidden="true" />)
        : null}
      <input
        type="range"
        min={1}
        max={most}
        value={Math.max(1, cores)}
        disabled={disabled}
        aria-label="Cores to lend"
        aria-valuetext={`${cores} of ${most} cores`}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </span>
  );
}

/** About half of what the machine has, at least one: the page stays pleasant to use. */
export const defaultCores = (most: number): number => Math.max(1, Math.floor(most / 2));

/** Cores of this machine as the browser tells, at least one. */
export const machineCores = (): number => Math.max(1, navigator.hardwareConcurrency || 1);
