import { exactText } from "../../parts/exact.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { Name } from "../../parts/Name.tsx";
import { formatValue } from "../../parts/numbers.ts";
import { StateMark } from "../../parts/StateMark.tsx";
import { curveName, placeWords, stepsWords } from "./curve-words.ts";
import type { HeldCurve } from "./held-curves.ts";
import type { FoundCurves } from "./use-curves.ts";

/** What the chart shows, in words: a curve a row, the best first. */
export function CurvesTable({ page, best }: { readonly page: FoundCurves; readonly best: string | null }) {
  const { curves, across } = page;
  const mixed = curves.some(({ own }) => !own);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll tall" tabIndex={0} role="region" aria-label="Table of curves">
      <table>
        <thead>
          <tr>
            <th scope="col">Trial</th>
            <th scope="col">Who</th>
            <th scope="col">State</th>
            <th scope="col" className="r">
              Steps
            </th>
            <th scope="col" className="r">
              First
            </th>
            <th scope="col" className="r">
              Lowest
            </th>
            <th scope="col" className="r">
              Highest
            </th>
            <th scope="col" className="r">
              Last
            </th>
            <th scope="col" className="r">
              Last at
            </th>
          </tr>
        </thead>
        <tbody>
          {curves.map((curve) => (
            <tr key={curve.trial} className={curve.own && mixed ? "own" : ""}>
              <th scope="row" className="mono" title={curve.trial}>
                <MiddleCut>{curveName(curve)}</MiddleCut>
              </th>
              <td>{curve.own ? <b>You</b> : <Name>{curve.by}</Name>}</td>
              <td>
                <StateMark state={curve.trial === best ? "best" : curve.state} />
              </td>
              <td className="r">{stepsWords(curve)}</td>
              <Value value={curve.points.y[0]} />
              <Value value={curve.last < 0 ? undefined : curve.lowest} />
              <Value value={curve.last < 0 ? undefined : curve.highest} />
              <Value value={curve.points.y.at(-1)} />
              <td className="r">{curve.points.x.length === 0 ? "" : lastPlace(curve, across)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const lastPlace = (curve: HeldCurve, across: FoundCurves["across"]): string =>
  placeWords(curve, curve.points.x.length - 1, across);

function Value({ value }: { readonly value: number | undefined }) {
  if (value === undefined) return <td className="r qq">none</td>;
  return (
    <td className="r" title={exactText(value)}>
      {formatValue(value)}
    </td>
  );
}
