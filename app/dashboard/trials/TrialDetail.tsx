import type { ReactNode } from "react";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import { firstObjective, type ObjectiveSpec } from "../../../study/spec/spec.ts";
import type { TrialId } from "../../../study/trial/trial.ts";
import { errorDetail, errorTitle } from "../../parts/error-words.ts";
import { exactText } from "../../parts/exact.ts";
import { withoutTurns } from "../../parts/isolated.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatDuration, plural } from "../../parts/numbers.ts";
import { withUnit } from "../../parts/study/study-words.ts";
import { Facet } from "./Facet.tsx";
import { Metrics } from "./Metrics.tsx";
import { Pairs, Parameters } from "./Parameters.tsx";

interface TrialDetailProps {
  readonly row: TrialSummary;
  readonly objectives: readonly ObjectiveSpec[];
  /** A champion, that no tab ran alone. */
  readonly isBred?: boolean;
  /** What else can be done with it. */
  readonly action?: ReactNode;
}

/** One trial with every digit: value, parameters, constraints, what its objective noted, why it failed. */
export function TrialDetail({ row, objectives, isBred = false, action = null }: TrialDetailProps) {
  const { ran, noted } = attrsOf(row);
  return (
    <div className="detail">
      <TrialTitle name={row.name} trial={row.trial} />
      {action}
      <div className="facets">
        <Facet title={row.values.length > 1 ? "Values" : "Value"}>
          {row.values.length === 0 ? <p className="q">none</p> : <Values values={row.values} objectives={objectives} />}
          {isBred ? <p className="q">Bred by all tabs together.</p> : <About row={row} />}
        </Facet>
        <Parameters params={row.params} />
        <Constraints row={row} />
        <Metrics metrics={row.metrics} results={resultsOf(row, objectives)} steps={row.steps} />
        <Noted title="Where it ran" pairs={ran} />
        <Noted title="Noted by the objective" pairs={noted} />
        {row.error === null ? null : (
          <Facet title={errorTitle(row.error)}>
            <p className="message">{errorDetail(row.error)}</p>
          </Facet>
        )}
      </div>
    </div>
  );
}

type Attr = readonly [name: string, value: TrialSummary["userAttrs"][string]];

/** What a variant's reports say of where they come from; no script notes these. */
const PLACE_ATTRS: ReadonlySet<string> = new Set(["pid", "hostname", "date"]);

function attrsOf({ name, userAttrs }: TrialSummary): {
  readonly ran: readonly Attr[];
  readonly noted: readonly Attr[];
} {
  const attrs = Object.entries(userAttrs);
  const isPlace = ([attr]: Attr): boolean => name !== null && PLACE_ATTRS.has(attr);
  return { ran: attrs.filter(isPlace), noted: attrs.filter((attr) => !isPlace(attr)) };
}

/** A variant reports what the study is about among its other metrics. */
const resultsOf = ({ name, values }: TrialSummary, objectives: readonly ObjectiveSpec[]) =>
  name === null ? [] : values.map((value, i) => [objectives[i]?.name ?? `value ${i + 1}`, value] as const);

function Noted({ title, pairs }: { readonly title: string; readonly pairs: readonly Attr[] }) {
  if (pairs.length === 0) return null;
  return (
    <Facet title={title} pairs={pairs.length}>
      <Pairs pairs={pairs} />
    </Facet>
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

/** Its variant's name and its own, both whole. */
export const TrialTitle = ({ name, trial }: { readonly name: string | null; readonly trial: TrialId | null }) => (
  <p className="mono hash">
    {name === null ? null : <bdi className="variant">{withoutTurns(name)} </bdi>}
    {trial}
  </p>
);

/** One value with its unit; several by their names. */
function Values({
  values,
  objectives,
}: {
  readonly values: readonly number[];
  readonly objectives: readonly ObjectiveSpec[];
}) {
  const [value] = values;
  if (values.length === 1 && objectives.length === 1 && value !== undefined)
    return <p className="mono">{withUnit(exactText(value), firstObjective({ objectives }))}</p>;
  return (
    <dl className="exact">
      {values.map((each, i) => {
        const objective = objectives[i] ?? { name: `value ${i + 1}`, unit: "" };
        return (
          <div key={objective.name}>
            <dt>
              <Name>{objective.name}</Name>
            </dt>
            <dd className="mono">{withUnit(exactText(each), objective)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function About({ row }: { readonly row: TrialSummary }) {
  const { steps, startMs, durationMs, foreignKnown, own, by } = row;
  if (row.previewed === true)
    return (
      <p className="q">
        As a neighbour tells it. The signed trial is on its way to this tab; until then it counts for nothing.
      </p>
    );
  const reports = steps === 0 ? "" : `, ${plural(steps, "step")} reported`;
  const began = startMs === null ? "" : `, begun ${formatDuration(startMs)} into the study`;
  return (
    <p className="q">
      Run by {own ? "you" : <Name>{by}</Name>} in {formatDuration(durationMs)}
      {began}
      {reports}, knowing {formatCount(foreignKnown)} trials of other tabs.
    </p>
  );
}
