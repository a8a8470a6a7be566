import type { StudySpec } from "../../../study/spec/spec.ts";
import { furtherFacts } from "./study-words.ts";

/** Less than that never fills the room that a description has, however narrow the page. */
const SHORT = { characters: 160, lines: 5 };

const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/** What the author wrote about the study: plain text with its line breaks, which scrolls where it is long. */
export function Description({ text }: { readonly text: string }) {
  const lines = foldedLines(text);
  const shown = lines.join("\n");
  const isShort = shown.length <= SHORT.characters && lines.length <= SHORT.lines;
  return (
    <div
      className="desc"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
      tabIndex={isShort ? undefined : 0}
      role={isShort ? undefined : "region"}
      aria-label={isShort ? undefined : "What the author says of the study"}
    >
      <p dir="auto">{shown}</p>
    </div>
  );
}

/** Its lines, of those with nothing in them one at a time and none at either end. */
function foldedLines(text: string): readonly string[] {
  const lines = text.trim().split(LINE_END);
  return lines.filter((line, i) => line.trim() !== "" || lines[i - 1]?.trim() !== "").map((line) => line.trimEnd());
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
