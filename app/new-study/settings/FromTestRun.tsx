import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { triedNames } from "./from-test-run.ts";

interface FromTestRunProps {
  readonly run: TestRun | null;
  /** Takes the focus with the text. */
  readonly field: "grid" | "fixed" | "startPoints";
  readonly textOf: (run: TestRun) => string;
  readonly onChange: (text: string) => void;
}

/** Offers the names and values of the last test run to begin with; nothing where there was none. */
export function FromTestRun({ run, field, textOf, onChange }: FromTestRunProps) {
  if (run === null || triedNames(run).length === 0) return null;
  return (
    <button
      type="button"
      className="lnk"
      onClick={() => {
        onChange(textOf(run));
        document.getElementById(`field-${field}`)?.focus();
      }}
    >
      Begin with the test run's
    </button>
  );
}
