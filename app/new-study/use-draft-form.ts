import { useEffect, useState } from "react";
import { defaultCores } from "../parts/CoresPicker.tsx";
import type { DraftForm } from "./draft.ts";
import { keepForm, restoreForm } from "./draft-storage.ts";

/** Long enough not to write at every key, short enough that a reload loses nothing noticeable. */
const KEEP_DELAY_MS = 300;

interface DraftFormState {
  readonly form: DraftForm;
  readonly change: (part: Partial<DraftForm>) => void;
  /** False: this browser refuses to store the draft. */
  readonly isKept: boolean;
}

/** The form, as the last visit left it, stored again shortly after every change. */
export function useDraftForm(mostCores: number): DraftFormState {
  const [form, setForm] = useState(() => restoreForm(defaultCores(mostCores), mostCores));
  const [isKept, setKept] = useState(true);
  useEffect(() => {
    const keep = (): void => setKept(keepForm(form));
    const timer = setTimeout(keep, KEEP_DELAY_MS);
    window.addEventListener("pagehide", keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", keep);
    };
  }, [form]);
  const change = (part: Partial<DraftForm>): void => setForm((before) => ({ ...before, ...part }));
  return { form, change, isKept };
}
