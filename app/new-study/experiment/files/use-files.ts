import { useEffect, useRef, useState } from "react";
import type { DraftForm } from "../../draft.ts";
import { type TakenFiles, takeDropped } from "../../settings-file/take-settings.ts";
import { useSettingsPaste } from "../../settings-file/use-settings-paste.ts";
import { type Dropped, readDropped } from "./dropped-files.ts";
import { useFileDrop } from "./use-file-drop.ts";

export interface Files {
  /** Files are held over the page. */
  readonly isOver: boolean;
  /** What was not taken of the last ones, and why. */
  readonly refused: readonly string[];
  /** The settings file that was among the last ones. */
  readonly settings: TakenFiles["settings"];
  readonly open: (files: readonly File[]) => void;
  readonly forget: () => void;
}

const NOTHING: Omit<TakenFiles, "change"> = { refused: [], settings: null };

/** What becomes of files that are dropped on the page or chosen, and of settings that are pasted. */
export function useFiles(form: DraftForm, change: (part: Partial<DraftForm>) => void, mostCores: number): Files {
  const [taken, setTaken] = useState(NOTHING);
  const latest = useRef({ form, change });
  useEffect(() => {
    latest.current = { form, change };
  });
  const take = async (dropped: Dropped): Promise<void> => {
    const all = await takeDropped(latest.current.form, dropped, mostCores);
    if (Object.keys(all.change).length > 0) latest.current.change(all.change);
    setTaken(all);
  };
  const paste = async (text: string): Promise<void> => {
    const { form: before } = latest.current;
    // The browser puts it into the editor first, and only then can it be taken out again.
    await new Promise((resolve) => setTimeout(resolve));
    const pasted = { experiments: [{ name: "What was pasted", text }], scripts: [], refused: [] };
    const all = await takeDropped(before, pasted, mostCores);
    // Taken over, it need not stand in the editor, too.
    if (all.settings !== null) latest.current.change({ source: before.source, ...all.change });
    if (all.settings !== null || all.refused.length > 0) setTaken(all);
  };
  useSettingsPaste((text) => void paste(text));
  const open = (files: readonly File[]): void => {
    if (files.length > 0) void readDropped(files).then(take);
  };
  const isOver = useFileDrop(open);
  return { isOver, ...taken, open, forget: () => setTaken(NOTHING) };
}
