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

/** The mark alone: what waits is a dashed ring, what is paused two bars; the rest as in the charts. */
export function RowShape({ state }: Pick<StatusRow, "state">) {
  return state === "waiting" || state === "paused" ? <IdleShape state={state} /> : <Shape state={state} />;
}

type Idle = Exclude<LiveState, "running">;

function IdleShape({ state }: { readonly state: Idle }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <IdlePath state={state} />
    </svg>
  );
}

function IdlePath({ state }: { readonly state: Idle }) {
  switch (state) {
    case "waiting":
      return (
        <circle cx="7" cy="7" r="3.6" fill="none" stroke="var(--ink-3)" strokeWidth="1.4" strokeDasharray="2.4 2.1" />
      );
    case "paused":
      return <path d="M5 3.4v7.2M9 3.4v7.2" stroke="var(--ink-2)" strokeWidth="1.8" />;
  }
}
