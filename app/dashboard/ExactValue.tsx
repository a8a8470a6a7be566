import type { ParamValue } from "../../study/space/distribution.ts";
import { exactText } from "../parts/exact.ts";
import { formatParam } from "../parts/numbers.ts";

/** A dozen shares with every digit: more would push everything else away. */
const MAX_OPEN = 260;

/** A parameter's value with every digit; a long list shortened until somebody opens it. */
export function ExactValue({ value }: { readonly value: ParamValue }) {
  const text = exactText(value);
  if (typeof value !== "object" || text.length <= MAX_OPEN) return <>{text}</>;
  return (
    <details>
      <summary>{formatParam(value)}</summary>
      {text}
    </details>
  );
}
