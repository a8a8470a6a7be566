import { useMemo, useState } from "react";
import type { Variant } from "../../../formats/experiment/experiment.ts";
import { variedOf } from "../../../study/trainable/variants.ts";
import { formatCount } from "../../parts/numbers.ts";
import { columnsOf, countWords, valueText } from "./variant-words.ts";

/** 20: seen at a glance. */
const FIRST_ROWS = 20;
/** A thousand: more than anybody reads, and drawn within a moment. */
const MOST_ROWS = 1000;
/** What fits beside the names without scrolling far; the names say the rest. */
const MOST_COLUMNS = 6;

interface VariantsProps {
  readonly variants: readonly Variant[];
}

/** How many trials there will be of which variants. */
export function VariantCounts({ variants }: VariantsProps) {
  return <h2>{useMemo(() => countWords(variants, variedOf(variants)), [variants])}</h2>;
}

/** All that will be tried, before it is published, and what differs. */
export function VariantTable({ variants }: VariantsProps) {
  const [all, setAll] = useState(false);
  const varied = useMemo(() => variedOf(variants), [variants]);
  const columns = useMemo(() => columnsOf(varied, MOST_COLUMNS), [varied]);
  const rows = variants.slice(0, all ? MOST_ROWS : FIRST_ROWS);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label="Table of variants">
        <table className="variants">
          <caption className="sr">What each trial is tried with</caption>
          <thead>
            <tr>
              <th scope="col">Trial</th>
              {columns.map((name) => (
                <th key={name} scope="col" className="r mono">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name }, i) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {name}
                </th>
                {columns.map((column) => {
                  const value = Object.hasOwn(varied[i] ?? {}, column) ? varied[i]?.[column] : undefined;
                  return (
                    <td key={column} className="r">
                      {value === undefined ? <Absent /> : valueText(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More shown={rows.length} of={variants.length} onAll={() => setAll(true)} />
    </>
  );
}

const Absent = () => (
  <span className="qq" title="This variant has no such parameter">
    {"\u2013"}
  </span>
);

function More({ shown, of, onAll }: { readonly shown: number; readonly of: number; readonly onAll: () => void }) {
  if (shown >= of) return null;
  if (shown >= MOST_ROWS)
    return (
      <p className="q sm">
        These are the first {formatCount(shown)} of {formatCount(of)}; the others are tried, too.
      </p>
    );
  return (
    <button type="button" className="lnk sm" onClick={onAll}>
      Show {of <= MOST_ROWS ? `all ${formatCount(of)}` : `the first ${formatCount(MOST_ROWS)} of ${formatCount(of)}`}
    </button>
  );
}
