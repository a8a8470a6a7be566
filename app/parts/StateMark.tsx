import type { FinishedState } from "../../study/trial/trial.ts";

const WORDS = {
  complete: "Complete",
  pruned: "Pruned",
  failed: "Failed",
  infeasible: "Infeasible",
  best: "Best",
  running: "Running",
} as const;

type Marked = FinishedState | "best" | "infeasible" | "running";

/** A trial's state as a shape and a word, never a colour alone. */
export function StateMark({ state }: { readonly state: Marked }) {
  return (
    <span className="st">
      <Shape state={state} />
      {WORDS[state]}
    </span>
  );
}

/** The mark alone, for legends, as the chart paints it: best a hexagon, complete a dot, own a dark dot, pruned a ring, failed a cross, infeasible a triangle; what runs points onward. */
export function Shape({ state }: { readonly state: Marked | "own" }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <Mark state={state} />
    </svg>
  );
}

function Mark({ state }: { readonly state: Marked | "own" }) {
  switch (state) {
    case "best":
      return (
        <path
          d="M7 .7 12.4 3.85v6.3L7 13.3 1.6 10.15v-6.3Z"
          fill="var(--honey)"
          stroke="var(--ink)"
          strokeWidth="1.2"
        />
      );
    case "complete":
      return <circle cx="7" cy="7" r="3.2" fill="var(--data-trial)" style={{ fillOpacity: "var(--dot)" }} />;
    case "own":
      return <circle cx="7" cy="7" r="3.6" fill="var(--ink)" />;
    case "pruned":
      return <circle cx="7" cy="7" r="3" fill="none" stroke="var(--data-pruned)" strokeWidth="1.5" />;
    case "infeasible":
      return <path d="M7 2.8 11.2 10.6H2.8Z" fill="none" stroke="var(--data-infeasible)" strokeWidth="1.5" />;
    case "running":
      return <path d="M4 2.4v9.2L11.6 7Z" fill="var(--ink)" />;
    case "failed":
      return <path d="M4 4l6 6m0-6-6 6" stroke="var(--data-failed)" strokeWidth="1.8" />;
  }
}
