import { useEffect, useRef, useState } from "react";
import type { DraftForm } from "../../draft.ts";
import { readDropped } from "./dropped-files.ts";
import { takeFiles } from "./take-files.ts";
import { useFileDrop } from "./use-file-drop.ts";

export interface Files {
  /** Files are held over the page. */
  readonly isOver: boolean;
  /** What was not taken of the last ones, and why. */
  readonly refused: readonly string[];
  readonly open: (files: readonly File[]) => void;
  readonly forget: () => void;
}

/** What becomes of files that are dropped on the page or chosen. */
export function useFiles(form: DraftForm, change: (part: Partial<DraftForm>) => void): Files {
  const [refused, setRefused] = useState<readonly string[]>([]);
  const latest = useRef({ form, change });
  useEffect(() => {
    latest.current = { form, change };
  });
  const open = (files: readonly File[]): void => {
    if (files.length === 0) return;
    void readDropped(files).then((dropped) => {
      const taken = takeFiles(latest.current.form, dropped);
      if (Object.keys(taken.change).length > 0) latest.current.change(taken.change);
      setRefused(taken.refused);
    });
  };
  const isOver = useFileDrop(open);
  return { isOver, refused, open, forget: () => setRefused([]) };
}
