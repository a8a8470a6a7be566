import { useEffect, useRef } from "react";
import { mayBeSettings } from "./take-settings.ts";

/** Hears of text that may be a settings file, pasted into an editor or beside all fields, before it stands there. */
export function useSettingsPaste(onText: (text: string) => void): void {
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const field = event.target instanceof Element ? event.target.closest("input, textarea, select") : null;
      const isElsewhere = field !== null && field.closest(".typing") === null;
      if (!isElsewhere && mayBeSettings(text)) latest.current(text);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
