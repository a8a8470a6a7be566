import { useEffect, useState } from "react";
import type { FormerStudyRow, MembershipRow } from "../../worker/engine/engine-api.ts";
import { useEngineStatus } from "../page-engine.ts";

/** Own studies change slowly, and the dashboard shows them live. */
const REFRESH_MS = 3000;

export interface OwnStudies {
  readonly current: readonly MembershipRow[];
  readonly former: readonly FormerStudyRow[];
  /** Takes a study that was left out of the list, for good. */
  readonly forget: (studyId: string) => Promise<void>;
}

/** The studies this tab takes part in and those this browser has left, asked again every few seconds. */
export function useOwnStudies(): OwnStudies {
  const status = useEngineStatus();
  const [rows, setRows] = useState<Pick<OwnStudies, "current" | "former">>({ current: [], former: [] });
  const engine = status.kind === "ready" ? status.page.engine : null;
  useEffect(() => {
    if (engine === null) return;
    let mounted = true;
    const load = (): void => {
      if (document.hidden) return;
      Promise.all([engine.memberships(), engine.formerStudies()]).then(
        ([current, former]) => mounted && setRows({ current, former }),
        (thrown: unknown) => console.error("The list of your studies could not be read.", thrown),
      );
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    document.addEventListener("visibilitychange", load);
    return () => {
      mounted = false;
      document.removeEventListener("visibilitychange", load);
      clearInterval(timer);
    };
  }, [engine]);
  const forget = async (studyId: string): Promise<void> => {
    await engine?.forget(studyId);
    setRows(({ current, former }) => ({ current, former: former.filter((row) => row.studyId !== studyId) }));
  };
  return { ...rows, forget };
}
