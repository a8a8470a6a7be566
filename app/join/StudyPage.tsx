import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import type { EngineApi, StudyDescription } from "../../worker/engine/engine-api.ts";
import type { PageEngine } from "../page-engine.ts";
import { sentenceOf, useEngineStatus } from "../page-engine.ts";
import { Loading } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { ConsentCard } from "./ConsentCard.tsx";

const loadDashboard = () => import("../dashboard/Dashboard.tsx");
const Dashboard = lazy(loadDashboard);

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
  useEffect(() => {
    if (description === null || joined) return;
    page.prewarm?.();
    loadDashboard().catch((thrown: unknown) => console.error("The dashboard could not be fetched ahead.", thrown));
  }, [description, joined, page]);

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
  return (
    <Suspense fallback={<Frame crumb="Study" content={<Loading what="Opening the dashboard" />} />}>
      <Dashboard page={page} description={found.description} />
    </Suspense>
  );
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
