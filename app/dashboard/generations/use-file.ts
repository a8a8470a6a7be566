import { useState } from "react";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";

interface Files {
  /** The generation whose file is being made. */
  readonly making: number | null;
  /** A sentence. */
  readonly failure: string | null;
  readonly download: (generation: number) => void;
}

/** Generations as files: the engine makes one, and the browser keeps it where it keeps downloads. */
export function useFile(engine: Pick<EngineApi, "generationFile">, studyId: string): Files {
  const [state, setState] = useState<Omit<Files, "download">>({ making: null, failure: null });
  return {
    ...state,
    download: (generation) => {
      setState({ making: generation, failure: null });
      engine.generationFile(studyId, generation).then(
        (bytes) => {
          saveFile(bytes, `${generation}.npz`);
          setState({ making: null, failure: null });
        },
        (thrown: unknown) => setState({ making: null, failure: sentenceOf(thrown) }),
      );
    },
  };
}

/** By then every browser has begun to read what it saves. */
const KEPT_MS = 60_000;

function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
