import { useMemo, useState } from "react";
import type { EngineApi } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import type { Commands } from "./Dock.tsx";
import type { StudyStore } from "./study-store.ts";
import { afterLeaving } from "./study-store.ts";

/** The dock's buttons, wired to the engine; a command that fails leaves its sentence in the store. */
export function useCommands(engine: EngineApi, studyId: string, store: StudyStore): Commands {
  const [busy, setBusy] = useState(false);
  return useMemo(() => {
    const run = (command: Promise<void>, then?: () => void): void => {
      setBusy(true);
      store.setState({ failure: null });
      command
        .then(then)
        .catch((thrown: unknown) => store.setState({ failure: sentenceOf(thrown) }))
        .finally(() => setBusy(false));
    };
    return {
      busy,
      pause: () => run(engine.pause(studyId)),
      resume: () => run(engine.resume(studyId)),
      leave: () => run(engine.leave(studyId), () => store.setState(afterLeaving)),
      rejoin: (cores) => run(engine.join(studyId, cores), () => store.setState({ left: false })),
      runMoreRounds: () => run(engine.runMoreRounds(studyId)),
      setCores: (cores) => run(engine.setCores(studyId, cores)),
      limitUpload: (bytesPerSecond) => run(engine.limitUpload(studyId, bytesPerSecond)),
    };
  }, [engine, studyId, store, busy]);
}
