import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { OwnTraining } from "../../../formats/experiment/experiment.ts";
import type { DraftForm } from "../draft.ts";
import type { Opened } from "./opened.ts";
import { fetchOwnSource, ownTrainingFor } from "./own-training.ts";

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
  const own = useOwnSource(ownTrainingFor(experiment, form));
  const script = useDeferredValue(source);
  const unnamed = useMemo(
    () => (module === null || experiment === null ? [] : module.entrypointMistakes(experiment, script)),
    [module, experiment, script],
  );
  const isBlank = source.trim() === "";
  return useMemo(() => {
    if (text === null) return { kind: "none" };
    if (reading.kind === "failed" || own.kind === "failed") return { kind: "unfetched" };
    if (module === null || read === null || later === null || own.kind === "not-yet") return { kind: "fetching" };
    const ownSource = own.kind === "here" ? own.source : null;
    const held = { source: isBlank ? "" : "there", scriptFile };
    return {
      kind: "read",
      file: module.openedFile({ text: later, read, experiment, made, script: held, ownSource, unnamed }),
    };
  }, [text, reading.kind, module, read, later, experiment, made, isBlank, scriptFile, own, unnamed]);
}

type OwnSource =
  | { readonly kind: "none" }
  | { readonly kind: "not-yet" }
  | { readonly kind: "here"; readonly env: string; readonly source: string }
  | { readonly kind: "failed"; readonly env: string };

/** The script of what the page trains by itself, fetched once that is wanted. */
function useOwnSource(training: OwnTraining | null): OwnSource {
  const env = training?.env ?? null;
  const [fetched, setFetched] = useState<OwnSource>({ kind: "not-yet" });
  useEffect(() => {
    if (env === null) return;
    fetchOwnSource(env).then(
      (source) => setFetched({ kind: "here", env, source }),
      () => setFetched({ kind: "failed", env }),
    );
  }, [env]);
  if (env === null) return NO_SOURCE;
  // Of another file, or from before it was changed.
  return "env" in fetched && fetched.env === env ? fetched : NOT_YET;
}

const NO_SOURCE: OwnSource = { kind: "none" };
const NOT_YET: OwnSource = { kind: "not-yet" };

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
