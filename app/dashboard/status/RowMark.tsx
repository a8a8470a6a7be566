import type { LiveState } from "../../../study/trial/trial.ts";
import { Shape } from "../../parts/StateMark.tsx";
import type { StatusRow } from "./status-rows.ts";
import { STATE_WORDS } from "./status-words.ts";

/** A state as a shape and a word. */
export function RowMark({ state }: Pick<StatusRow, "state">) {
  return (
    <span className="st">
      <RowShape state={state} />
      {STATE_WORDS[state]}
    </span>
  );
}

/** The mark alone: what runs points onward, what waits is a dashed ring, what is paused two bars; the rest as in the charts. */
export function RowShape({ state }: Pick<StatusRow, "state">) {
  return state === "running" || state === "waiting" || state === "paused" ? (
    <LiveShape state={state} />
  ) : (
    <Shape state={state} />
  );
}

function LiveShape({ state }: { readonly state: LiveState }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <LivePath state={state} />
    </svg>
  );
}

function LivePath({ state }: { readonly state: LiveState }) {
  switch (state) {
    case "running":
      return <path d="M4 2.4v9.2L11.6 7Z" fill="var(--ink)" />;
    case "waiting":
      return (
        <circle cx="7" cy="7" r="3.6" fill="none" stroke="var(--ink-3)" strokeWidth="1.4" strokeDasharray="2.4 2.1" />
      );
    case "paused":
      return <path d="M5 3.4v7.2M9 3.4v7.2" stroke="var(--ink-2)" strokeWidth="1.8" />;
  }
}
