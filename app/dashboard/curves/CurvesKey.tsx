import { Shape } from "../../parts/StateMark.tsx";
import { type CurveKind, isMixed, kindOf } from "./curves-paint.ts";
import type { HeldCurve } from "./held-curves.ts";

const ENTRIES: readonly (readonly [kind: CurveKind, word: string, colour: string, width: number])[] = [
  ["best", "Best", "var(--data-best)", 2.6],
  ["own", "Yours", "var(--ink)", 1.8],
  ["running", "Running", "var(--ink-3)", 1.6],
  ["complete", "Others'", "var(--data-trial)", 1.4],
  ["pruned", "Pruned", "var(--data-pruned)", 1.2],
  ["failed", "Failed", "var(--data-failed)", 1.2],
];

/** What the lines are, of those that there are. */
export function CurvesKey({ curves, best }: { readonly curves: readonly HeldCurve[]; readonly best: string | null }) {
  const mixed = isMixed(curves);
  const kinds = new Set(curves.map((curve) => kindOf(curve, best, mixed)));
  return (
    <div className="key" aria-hidden="true">
      {ENTRIES.filter(([kind]) => kinds.has(kind)).map(([kind, word, colour, width]) => (
        <span key={kind}>
          <svg width="16" height="14" viewBox="0 0 16 14">
            <path d="M0 11C5 11 6 7 16 7" fill="none" stroke={colour} strokeWidth={width} />
          </svg>
          <Shape state={kind} />
          {kind === "complete" && !mixed ? "Trial" : word}
        </span>
      ))}
    </div>
  );
}
