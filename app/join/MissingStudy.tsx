import { Link } from "wouter";
import { CUT_SECRET, NO_SECRET, WRONG_SECRET } from "../../agent/locked-study.ts";
import { Wave } from "../parts/Loading.tsx";
import { plural } from "../parts/numbers.ts";
import { LonePage } from "../parts/page/LonePage.tsx";
import { TopBar } from "../parts/TopBar.tsx";

const OpenSwarms = (
  <Link className="b" href="/">
    Open swarms
  </Link>
);

/** A link that no study can have. */
export function DamagedLink({ id }: { readonly id: string }) {
  return (
    <>
      <TopBar crumb="Invitation to a study" />
      <LonePage title="This link is damaged." actions={OpenSwarms}>
        A study's link ends in 43 letters, digits, hyphens and underscores;{" "}
        {id.length === 43 ? "this one holds others" : `this one ends in ${plural(id.length, "character")}`}. It may have
        been cut when it was copied. Ask for the link again, or look among the open swarms.
      </LonePage>
    </>
  );
}

/** It was found, and this page cannot read it: looking again finds the same. */
const CANNOT_OPEN = "This page cannot open the study.";
/** It is there, and another link opens it. */
const LOCKED: ReadonlySet<string> = new Set([WRONG_SECRET, NO_SECRET, CUT_SECRET]);

interface MissingStudyProps {
  /** A sentence with what happened, then sentences with what it means and what to do. */
  readonly reason: string;
  readonly looking: boolean;
  readonly onRetry: () => void;
}

/** The study behind the link is not to be had, or not yet. */
export function MissingStudy({ reason, looking, onRetry }: MissingStudyProps) {
  const unreadable = reason.startsWith(CANNOT_OPEN);
  const locked = LOCKED.has(reason);
  const end = reason.indexOf(". ") + 1 || reason.length;
  return (
    <>
      <TopBar crumb="Invitation to a study" />
      <LonePage
        title={reason.slice(0, end)}
        status={
          unreadable || locked ? null : (
            <div className="row looking" role="status">
              {looking ? <Wave /> : null}
              <span>
                {looking
                  ? "Still looking: this page asks the seed again every 2 s, in case a tab brings it the study."
                  : "No longer looking."}
              </span>
            </div>
          )
        }
        actions={
          <>
            {looking || locked ? null : (
              <button type="button" className="b pri" onClick={unreadable ? () => location.reload() : onRetry}>
                {unreadable ? "Reload the page" : "Try again"}
              </button>
            )}
            {OpenSwarms}
          </>
        }
      >
        {reason.slice(end).trim()}
      </LonePage>
    </>
  );
}
