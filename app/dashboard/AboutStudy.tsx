import type { StudySpec, Trainable } from "../../study/spec/spec.ts";
import { variedOf } from "../../study/trainable/variants.ts";
import { Description, FurtherFacts } from "../parts/study/StudyText.tsx";
import { listed } from "../parts/study/sampler-words.ts";
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
            <>
              <div className="fact">
                <dt>Asks for</dt>
                <dd>{asksWords(spec)}</dd>
              </div>
              <div className="fact">
                <dt>Variants</dt>
                <dd>{variedWords(spec.trainable)}</dd>
              </div>
            </>
          )}
          <FurtherFacts spec={spec} />
        </dl>
      ) : null}
    </details>
  );
}

/** "differ in activation" */
function variedWords({ variants }: Trainable): string {
  const paths = [...new Set(variedOf(variants).flatMap((values) => Object.keys(values)))];
  return paths.length === 0 ? "do not differ" : `differ in ${listed(paths)}`;
}
