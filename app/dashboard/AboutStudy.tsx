import type { StudySpec } from "../../study/spec/spec.ts";
import { Description, FurtherFacts } from "../parts/study/StudyText.tsx";
import { furtherFacts } from "../parts/study/study-words.ts";

/** What the author says of the study, folded: who works on it has read it before they joined. */
export function AboutStudy({ spec }: { readonly spec: StudySpec }) {
  const hasFacts = furtherFacts(spec).length > 0;
  if (spec.description === "" && !hasFacts) return null;
  return (
    <details className="about">
      <summary>About this study</summary>
      {spec.description === "" ? null : <Description text={spec.description} />}
      {hasFacts ? (
        <dl className="facts">
          <FurtherFacts spec={spec} />
        </dl>
      ) : null}
    </details>
  );
}
