import type { ReactNode } from "react";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import { CopyButton, CopyByHand, useCopying } from "../../parts/CopyButton.tsx";
import { errorDetail, errorTitle } from "../../parts/error-words.ts";
import { exactJson, exactText } from "../../parts/exact.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatDuration, plural } from "../../parts/numbers.ts";
import { ExactValue } from "../ExactValue.tsx";

interface TrialDetailProps {
  readonly row: TrialSummary;
  readonly unit: string;
}

/** One trial with every digit: value, parameters, constraints, what its objective noted, why it failed. */
export function TrialDetail({ row, unit }: TrialDetailProps) {
  const attrs = Object.entries(row.userAttrs);
  return (
    <div className="detail">
      <p className="mono hash">{row.trial}</p>
      <div className="facets">
        <Facet title={row.values.length > 1 ? "Values" : "Value"}>
          {row.values.length === 0 ? (
            <p className="q">none</p>
          ) : (
            row.values.map((value, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- a trial's values never move
              <p key={i} className="mono">
                {exactText(value)} {unit}
              </p>
            ))
          )}
          <p className="q">{aboutWords(row)}</p>
        </Facet>
        <Parameters params={row.params} />
        <Constraints row={row} />
        {attrs.length === 0 ? null : (
          <Facet title="Noted by the objective" pairs={attrs.length}>
            <Pairs pairs={attrs} />
          </Facet>
        )}
        {row.error === null ? null : (
          <Facet title={errorTitle(row.error)}>
            <p className="message">{errorDetail(row.error)}</p>
          </Facet>
        )}
      </div>
    </div>
  );
}

/** More in one column would push the next trial off the screen. */
const MANY_PAIRS = 10;

interface FacetProps {
  readonly title: string;
  /** How many pairs it lists. */
  readonly pairs?: number;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Facet({ title, pairs = 0, action = null, children }: FacetProps) {
  return (
    <div className={pairs > MANY_PAIRS ? "broad" : ""}>
      <header>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </div>
  );
}

function Parameters({ params }: Pick<TrialSummary, "params">) {
  const copying = useCopying(exactJson(params));
  const pairs = Object.entries(params);
  if (pairs.length === 0) return null;
  return (
    <Facet title="Parameters" pairs={pairs.length} action={<CopyButton copying={copying} what="parameters" />}>
      <CopyByHand copying={copying} />
      <Pairs pairs={pairs} />
    </Facet>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [name: string, value: ParamValue])[] }) {
  return (
    <dl className="exact">
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Name>{name}</Name>
          </dt>
          <dd className="mono">
            <ExactValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Constraints({ row: { constraints, infeasible } }: { readonly row: TrialSummary }) {
  const entries = Object.entries(constraints);
  if (entries.length === 0 && !infeasible) return null;
  return (
    <Facet title="Constraints" pairs={entries.length}>
      {entries.length === 0 ? <p className="q">Violated; this tab did not keep by how much.</p> : null}
      <dl className="exact">
        {entries.map(([name, value]) => (
          <div key={name} className={value > 0 ? "violated" : ""}>
            <dt>
              <Name>{name}</Name>
            </dt>
            <dd>
              <span className="mono">{exactText(value)}</span> {value > 0 ? "violated" : "kept"}
            </dd>
          </div>
        ))}
      </dl>
    </Facet>
  );
}

function aboutWords({ steps, durationMs, foreignKnown, own, by }: TrialSummary): string {
  const reports = steps === 0 ? "" : `, ${plural(steps, "step")} reported`;
  const who = own ? "by you" : `by ${by.slice(0, 60)}`;
  return `Run ${who} in ${formatDuration(durationMs)}${reports}, knowing ${formatCount(foreignKnown)} trials of other tabs.`;
}
