import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { DraftForm } from "../draft.ts";
import type { Opened } from "./opened.ts";

type Reading = typeof import("./open-experiment.ts");
type Fetched =
  | { readonly kind: "not-yet" }
  | { readonly kind: "here"; readonly module: Reading }
  | { readonly kind: "failed" };

/** The form's experiment file, read again as it is written; what reads it is fetched once there is one. */
export function useExperiment(form: DraftForm): Opened {
  const { experiment: text, chosen, draws, source, scriptFile } = form;
  const reading = useReading(text !== null);
  const module = reading.kind === "here" ? reading.module : null;
  // A long file takes a moment: what is typed meanwhile comes first.
  const later = useDeferredValue(text);
  const read = useMemo(
    () => (module === null || later === null ? null : module.experimentReader.read(later)),
    [module, later],
  );
  const experiment = useMemo(
    () => (module === null || read === null ? null : module.chosenOf(read, chosen)),
    [module, read, chosen],
  );
  const made = useMemo(
    () => (module === null || experiment === null ? null : module.experimentReader.vary(experiment, draws)),
    [module, experiment, draws],
  );
  const script = useDeferredValue(source);
  const unnamed = useMemo(
    () => (module === null || experiment === null ? [] : module.entrypointMistakes(experiment, script)),
    [module, experiment, script],
  );
  const isBlank = source.trim() === "";
  return useMemo(() => {
    if (text === null) return { kind: "none" };
    if (reading.kind === "failed") return { kind: "unfetched" };
    if (module === null || read === null || later === null) return { kind: "fetching" };
    const held = { source: isBlank ? "" : "there", scriptFile };
    return { kind: "read", file: module.openedFile({ text: later, read, experiment, made, script: held, unnamed }) };
  }, [text, reading.kind, module, read, later, experiment, made, isBlank, scriptFile, unnamed]);
}

function useReading(wanted: boolean): Fetched {
  const [fetched, setFetched] = useState<Fetched>({ kind: "not-yet" });
  useEffect(() => {
    if (!wanted) return;
    import("./open-experiment.ts").then(
      (module) => setFetched({ kind: "here", module }),
      () => setFetched({ kind: "failed" }),
    );
  }, [wanted]);
  return fetched;
}
