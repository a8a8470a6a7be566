import { useRef } from "react";
import { EXPERIMENT_ENDINGS, SCRIPT_ENDINGS } from "./file-names.ts";

interface LoadFilesProps {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
}

const ACCEPTED = [...EXPERIMENT_ENDINGS, ...SCRIPT_ENDINGS].join(",");

/** Chooses files as dropping them does. */
export function LoadFiles({ label, onFiles }: LoadFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="b s" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file again is another choice.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
