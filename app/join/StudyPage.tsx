import { createElement, useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import type { EngineApi, StudyDescription } from "../../worker/engine/engine-api.ts";
import type Dashboard from "../dashboard/Dashboard.tsx";
import type { PageEngine } from "../page-engine.ts";
import { sentenceOf, useEngineStatus } from "../page-engine.ts";
import { Loading } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { ConsentCard } from "./ConsentCard.tsx";

type Found =
  | { readonly kind: "asking" }
  | { readonly kind: "missing"; readonly message: string }
  | { readonly kind: "found"; readonly description: StudyDescription };

/** A study's page: the consent card until this tab joined, the live dashboard after. */
export function StudyPage({ studyId }: { readonly studyId: string }) {
  const status = useEngineStatus();
  switch (status.kind) {
    case "starting":
      return <Frame crumb="Opening the study" content={<Loading what="Starting this tab's engine" />} />;
    case "failed":
      return <Frame crumb="Study" content={<EngineFailed message={status.message} />} />;
    case "ready":
      return <StudyOf page={status.page} studyId={studyId} />;
  }
}

function StudyOf({ page, studyId }: { readonly page: PageEngine; readonly studyId: string }) {
  const [found, askAgain] = useDescription(page.engine, studyId);
  const [joinedNow, setJoinedNow] = useState(false);
  const description = found.kind === "found" ? found.description : null;
  const joined = joinedNow || (description?.joined ?? false);
  const dashboard = useDashboard(description !== null, joined);
  // While the study is asked for: an empty frame, which runs nothing.
  useEffect(() => page.prewarm?.(), [page]);

  if (found.kind === "asking") {
    return (
      <Frame crumb="Invitation to a study" content={<Loading what="Asking other tabs and the seed for this study" />} />
    );
  }
  if (found.kind === "missing") {
    return <Frame crumb="Invitation to a study" content={<Missing message={found.message} onRetry={askAgain} />} />;
  }
  if (!joined) {
    return (
      <Frame crumb="Invitation to a study">
        <ConsentCard page={page} description={found.description} onJoined={() => setJoinedNow(true)} />
      </Frame>
    );
  }
  if (dashboard === null) return <Frame crumb="Study" content={<Loading what="Opening the dashboard" />} />;
  return createElement(dashboard, { page, description: found.description });
}

/**
 * The dashboard once it is here, fetched ahead when `wanted`. Not a lazy component: React shows the placeholder of one
 * for 0.3 s, however soon it is there. If it does not arrive, that matters, and is thrown, only once it is `needed`.
 */
function useDashboard(wanted: boolean, needed: boolean) {
  const [dashboard, setDashboard] = useState<typeof Dashboard | null>(null);
  useEffect(() => {
    if (!wanted) return;
    import("../dashboard/Dashboard.tsx").then(
      (module) => setDashboard(() => module.default),
      (thrown: unknown) => {
        if (!needed) console.warn("The dashboard could not be fetched ahead.", thrown);
        else
          setDashboard(() => {
            throw thrown;
          });
      },
    );
  }, [wanted, needed]);
  return dashboard;
}

function useDescription(engine: EngineApi, studyId: string): readonly [Found, () => void] {
  const [found, setFound] = useState<Found>({ kind: "asking" });
  const ask = useCallback(() => {
    engine.describe(studyId).then(
      (description) => setFound({ kind: "found", description }),
      (thrown: unknown) => setFound({ kind: "missing", message: sentenceOf(thrown) }),
    );
  }, [engine, studyId]);
  useEffect(ask, [ask]);
  const askAgain = (): void => {
    setFound({ kind: "asking" });
    ask();
  };
  return [found, askAgain];
}

interface FrameProps {
  readonly crumb: string;
  /** Put into a plain main; give `children` instead when they bring their own. */
  readonly content?: React.ReactNode;
  readonly children?: React.ReactNode;
}

function Frame({ crumb, content, children }: FrameProps) {
  return (
    <>
      <TopBar crumb={crumb} />
      {content === undefined ? (
        children
      ) : (
        <main className="wrap lone" tabIndex={-1}>
          {content}
        </main>
      )}
    </>
  );
}

function Missing({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <>
      <Note tone="error" icon="x" role="alert" title="This study cannot be opened.">
        {message}
      </Note>
      <div className="row wide after">
        <button type="button" className="b pri" onClick={onRetry}>
          Try again
        </button>
        <Link className="b" href="/">
          Open swarms
        </Link>
      </div>
    </>
  );
}

function EngineFailed({ message }: { readonly message: string }) {
  return (
    <Note
      tone="error"
      icon="x"
      role="alert"
      title="This browser cannot take part."
      action={
        <button type="button" className="b s" onClick={() => location.reload()}>
          Reload
        </button>
      }
    >
      {message}
    </Note>
  );
}
