import type { FileNote, Mistake } from "../../../formats/experiment/experiment.ts";
import { plural } from "../../parts/numbers.ts";
import { HintText } from "../test-run/HintText.tsx";
import { placeWords } from "./opened.ts";

/** A list is read to its first few; the next ones come once these are mended. */
const MAX_SHOWN = 20;

interface PlacesProps {
  readonly places: readonly (Mistake | FileNote)[];
  readonly onGoTo: (line: number, column: number) => void;
}

/** What is wrong in the file, each with its place. */
export function MistakeList({ places, onGoTo }: PlacesProps) {
  return (
    <div className="mistakes">
      <h2 className="bad">{plural(places.length, "mistake")} in the file</h2>
      <Places places={places} onGoTo={onGoTo} />
    </div>
  );
}

/** What its author may not expect of a file that can be used: folded, because most read it once. */
export function NoteList({ places, onGoTo }: PlacesProps) {
  if (places.length === 0) return null;
  return (
    <details className="about filenotes">
      <summary className="q sm">{plural(places.length, "note")} on how the file is read</summary>
      <Places places={places} onGoTo={onGoTo} />
    </details>
  );
}

function Places({ places, onGoTo }: PlacesProps) {
  return (
    <ul>
      {places.slice(0, MAX_SHOWN).map((place) => (
        <li key={`${place.line}:${place.column}:${place.message}`}>
          <button type="button" className="lnk sm" onClick={() => onGoTo(place.line, place.column)}>
            {placeWords(place)}
          </button>{" "}
          <span>
            <HintText text={place.message} />
          </span>
        </li>
      ))}
    </ul>
  );
}
