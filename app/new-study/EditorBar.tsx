import type { GalleryEntry } from "../../gallery/entry.ts";
import { Icon } from "../parts/Icon.tsx";
import type { DraftForm } from "./draft.ts";
import { languageOf } from "./draft.ts";
import { LoadFiles } from "./experiment/files/LoadFiles.tsx";
import { UNNAMED } from "./experiment/files/take-files.ts";
import { besideSettings, fromGallery } from "./from-gallery.ts";
import { GalleryPicker } from "./GalleryPicker.tsx";

interface EditorBarProps {
  readonly form: DraftForm;
  readonly canRun: boolean;
  /** A settings file has filled in the form. */
  readonly hasSettings: boolean;
  readonly onChange: (part: Partial<DraftForm>) => void;
  readonly onPicked: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRun: () => void;
}

/** Above the editor: the language, the gallery, and the button that tries what is written. */
export function EditorBar({ form, canRun, hasSettings, onChange, onPicked, onFiles, onRun }: EditorBarProps) {
  const language = languageOf(form);
  const pick = (entry: GalleryEntry, source: string): void => {
    onChange(hasSettings ? besideSettings(entry, source, form) : fromGallery(entry, source));
    onPicked();
  };
  return (
    <div className="tb">
      <b className={form.experiment === null ? "desk" : undefined}>
        {form.scriptFile ?? (language === "typescript" ? UNNAMED.replace(/js$/, "ts") : UNNAMED)}
      </b>
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
      {form.experiment === null ? <LoadFiles label="Load a file" onFiles={onFiles} /> : null}
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
