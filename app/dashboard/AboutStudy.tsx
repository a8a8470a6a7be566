import type { StudySpec } from "../../study/spec/spec.ts";
import { Description, FurtherFacts } from "../parts/study/StudyText.tsx";
import { asksWords, furtherFacts } from "../parts/study/study-words.ts";

/** What the author says of the study, folded: who works on it has read it before they joined. */
export function AboutStudy({ spec }: { readonly spec: StudySpec }) {
  const hasFacts = furtherFacts(spec).length > 0 || spec.trainable !== null;
  if (spec.description === "" && !hasFacts) return null;
  return (
    <details className="about">
      <summary>About this study</summary>
      {spec.description === "" ? null : <Description text={spec.description} />}
      {hasFacts ? (
        <dl className="facts">
          {spec.trainable === null ? null : (
            <div className="fact">
              <dt>Asks for</dt>
              <dd>{asksWords(spec)}</dd>
            </div>
          )}
          <FurtherFacts spec={spec} />
        </dl>
      ) : null}
    </details>
  );
}
