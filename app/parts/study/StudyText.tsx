import type { StudySpec } from "../../../study/spec/spec.ts";
import { furtherFacts } from "./study-words.ts";

/** What the author wrote about the study: plain text, its line breaks kept. */
export function Description({ text }: { readonly text: string }) {
  return (
    <p className="desc" dir="auto">
      {text}
    </p>
  );
}

/** Start points, stop rules, seed and names, as entries of a list of facts. */
export function FurtherFacts({ spec }: { readonly spec: StudySpec }) {
  return furtherFacts(spec).map(([name, words]) => (
    <div key={name} className="fact">
      <dt>{name}</dt>
      <dd>{words}</dd>
    </div>
  ));
}
