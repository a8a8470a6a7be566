import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { Wave } from "../../parts/Loading.tsx";
import { keepsNone } from "../constraint-words.ts";
import { isOver, noBestWords, WHERE_TO_LOOK } from "../no-best-words.ts";
import { doesNotLoad } from "../state-sentence.ts";

/** In the place of a best that is not there: why not. */
export function NoneYet({ snapshot }: { readonly snapshot: AgentSnapshot }) {
  return snapshot.state === "joining" ? (
    <>
      <Wave />
      <p className="q sm">Asking other tabs for the current best.</p>
    </>
  ) : (
    <>
      <div className="dig qq">{isOver(snapshot) ? "none" : "none yet"}</div>
      <p className="q sm">{whyNone(snapshot)}</p>
    </>
  );
}

function whyNone(snapshot: AgentSnapshot): string {
  if (snapshot.trialCount === 0 && doesNotLoad(snapshot)) return "The objective does not load, so no trial has run.";
  const why = noBestWords(snapshot);
  if (snapshot.claim !== null) return why;
  if (snapshot.spec.repeatability.kind === "noisy" && snapshot.trialCount > snapshot.failedCount) return why;
  const look = keepsNone(snapshot) ? ` ${WHERE_TO_LOOK}` : "";
  if (isOver(snapshot) || snapshot.state === "failed") return `${why}${look}`;
  return `${why} The first ${keepsNone(snapshot) ? "one that does" : "value"} appears here.${look}`;
}
