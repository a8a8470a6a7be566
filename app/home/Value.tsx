import { formatValue } from "../parts/numbers.ts";

interface ValueProps {
  readonly value: number | null;
  readonly unit: string;
  /** In place of a value that is not there. */
  readonly none: string;
}

/** A value with its unit, in the size of the list. */
export function Value({ value, unit, none }: ValueProps) {
  if (value === null) return <span className="bv none">{none}</span>;
  return (
    <span className="bv">
      {formatValue(value)}
      {unit === "" ? null : <small>{unit}</small>}
    </span>
  );
}
