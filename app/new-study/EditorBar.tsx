import type { GalleryEntry } from "../../gallery/gallery.ts";
import { Icon } from "../parts/Icon.tsx";
import type { DraftForm } from "./draft.ts";
import { languageOf } from "./draft.ts";
import { fromGallery } from "./from-gallery.ts";
import { GalleryPicker } from "./GalleryPicker.tsx";

interface EditorBarProps {
  readonly form: DraftForm;
  readonly canRun: boolean;
  readonly onChange: (part: Partial<DraftForm>) => void;
  readonly onPicked: () => void;
  readonly onRun: () => void;
}

/** Above the editor: the language, the gallery, and the button that tries what is written. */
export function EditorBar({ form, canRun, onChange, onPicked, onRun }: EditorBarProps) {
  const language = languageOf(form);
  const pick = (entry: GalleryEntry, source: string): void => {
    onChange(fromGallery(entry, source));
    onPicked();
  };
  return (
    <div className="tb">
      <b className="desk">objective.{language === "typescript" ? "ts" : "js"}</b>
      <select
        className="in slim"
        aria-label="Language"
        value={form.language}
        onChange={(event) => onChange({ language: readLanguage(event.currentTarget.value) })}
      >
        <option value="auto">{language === "typescript" ? "TypeScript (detected)" : "JavaScript (detected)"}</option>
        <option value="javascript">JavaScript</option>
        <option value="typescript">TypeScript</option>
      </select>
      <span className="sp" />
      <GalleryPicker replaces={form.source.trim() !== ""} onPick={pick} />
      <button type="button" className="b s" disabled={!canRun} onClick={onRun}>
        <Icon name="play" />
        Test run
      </button>
    </div>
  );
}

const readLanguage = (value: string): DraftForm["language"] =>
  value === "javascript" || value === "typescript" ? value : "auto";
