import type { StudyStatus } from "../../../agent/view/snapshot.ts";
import { coresWords, toldWords } from "./status-words.ts";

/** Cores that trials run on, of those that all tabs lend. */
export function CoresMeter({ status }: { readonly status: StudyStatus }) {
  const { coresUsed, coresLent, toldAgoMs } = status;
  const share = coresLent === 0 ? 0 : Math.min(1, coresUsed / coresLent);
  const told = toldWords(toldAgoMs);
  return (
    <span
      className="coresmeter"
      title={told === "" ? undefined : `Of other tabs as they said: the oldest word was ${told}.`}
    >
      <span>
        Cores of all tabs: <b>{coresWords(status)}</b>
      </span>
      {coresLent === 0 ? null : (
        <span
          className="track"
          role="meter"
          aria-label="Cores in use"
          aria-valuemin={0}
          aria-valuemax={coresLent}
          aria-valuenow={Math.min(coresUsed, coresLent)}
        >
          <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>
      )}
    </span>
  );
}
