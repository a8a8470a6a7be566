import { memo } from "react";
import type { ParamDistribution, ParamValue } from "../../../study/space/distribution.ts";
import { isVector, type VectorDistribution } from "../../../study/space/vector-distribution.ts";
import { exactTitle } from "../../parts/exact.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { formatParam, formatValue, plural } from "../../parts/numbers.ts";
import { ExactValue } from "../ExactValue.tsx";
import { placeInRange } from "./param-place.ts";

/** 24: more would push everything else off the page; the trial table has them all. */
const MAX_SHOWN = 24;

interface ParamRangesProps {
  readonly params: Readonly<Record<string, ParamValue>>;
  /** By name; a parameter without one shows its value alone. */
  readonly distributions: Readonly<Record<string, ParamDistribution>>;
  /** All of them, with every digit in place of the ranges. */
  readonly exact: boolean;
}

/** The best parameters, each on the range it was searched in. */
export const ParamRanges = memo(function ParamRanges({ params, distributions, exact }: ParamRangesProps) {
  const entries = Object.entries(params);
  if (exact) {
    return (
      <dl className="exact">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">
              <ExactValue value={value} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <>
      <dl className="par">
        {entries.slice(0, MAX_SHOWN).map(([name, value]) => (
          <div key={name}>
            <dt>
              <MiddleCut>{name}</MiddleCut>
            </dt>
            <Range distribution={Object.hasOwn(distributions, name) ? distributions[name] : undefined} value={value} />
            <dd className="v" title={exactTitle(value)}>
              {shortWords(Object.hasOwn(distributions, name) ? distributions[name] : undefined, value)}
            </dd>
          </div>
        ))}
      </dl>
      {entries.length > MAX_SHOWN ? (
        <p className="qq xs">and {entries.length - MAX_SHOWN} more, all under Exact</p>
      ) : null}
    </>
  );
}, sameJson);

/** A genome says nothing to read: "43 seeds". */
const shortWords = (distribution: ParamDistribution | undefined, value: ParamValue): string =>
  distribution?.kind === "seeds" && typeof value === "object" && value !== null
    ? plural(value.length, "seed")
    : formatParam(value);

function sameJson(a: ParamRangesProps, b: ParamRangesProps): boolean {
  return JSON.stringify([a.params, a.distributions, a.exact]) === JSON.stringify([b.params, b.distributions, b.exact]);
}

function Range({
  distribution,
  value,
}: {
  readonly distribution: ParamDistribution | undefined;
  readonly value: ParamValue;
}) {
  if (distribution === undefined) return <dd className="r bare" />;
  const place = placeInRange(distribution, value);
  if (distribution.kind === "categorical") {
    return (
      <dd className="r choices">
        <span className="chosen">
          {distribution.choices.length} {distribution.choices.length === 1 ? "choice" : "choices"}
        </span>
        <div className="pips" aria-hidden="true">
          {distribution.choices.slice(0, 12).map((choice, i) => (
            <i key={`${typeof choice} ${String(choice)}`} className={place === i ? "on" : ""} />
          ))}
        </div>
      </dd>
    );
  }
  if (isVector(distribution)) {
    return (
      <dd className="r">
        <span>{vectorWords(distribution)}</span>
      </dd>
    );
  }
  return (
    <dd className="r">
      <span>{formatValue(distribution.low, 4)}</span>
      <div className="rng" title={distribution.log ? "logarithmic range" : undefined}>
        {place === null ? null : <i style={{ left: `${(place * 100).toFixed(1)}%` }} />}
      </div>
      <span>{formatValue(distribution.high, 4)}</span>
    </dd>
  );
}

function vectorWords(distribution: VectorDistribution): string {
  if (distribution.kind === "permutation") return `order of ${plural(distribution.n, "item")}`;
  if (distribution.kind === "simplex") return plural(distribution.n, "share");
  return `up to ${plural(distribution.maxLength, "seed")}`;
}
