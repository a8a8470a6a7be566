import { useState } from "react";
import type { ImportancePage } from "../../../agent/view/importance-page.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { formatCount, formatPercent } from "../../parts/numbers.ts";
import { importanceWords } from "./importance-words.ts";

/** 12: as many as are compared at a glance. */
const SHORT_ROWS = 12;

/** A bar for each parameter, the one that matters most first; a table for who cannot see bars. */
export function ImportanceBars({ page }: { readonly page: ImportancePage }) {
  const [all, setAll] = useState(false);
  const { importances, reason } = page;
  if (reason !== null) return <p className="q sm">{reason}</p>;
  const [first = "", ...more] = importanceWords(page);
  return (
    <div className="impbody">
      <div>
        <table className="imps" aria-label="Importance of parameters">
          <thead className="sr">
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {(all ? importances : importances.slice(0, SHORT_ROWS)).map(({ name, share }) => (
              <tr key={name}>
                <th scope="row">
                  <MiddleCut>{name}</MiddleCut>
                </th>
                <td title={`${(100 * share).toFixed(2)}%`}>
                  <span className="gauge" aria-hidden="true">
                    <i style={{ width: `${(100 * Math.min(1, share)).toFixed(1)}%` }} />
                  </span>
                  <span className="figure">{formatPercent(share)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {importances.length > SHORT_ROWS ? (
          <button type="button" className="b s ghost" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${formatCount(importances.length)}`}
          </button>
        ) : null}
      </div>
      <div className="q sm">
        <p>{first}</p>
        <p>{more.join(" ")}</p>
      </div>
    </div>
  );
}
