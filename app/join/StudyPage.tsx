import { createElement, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { isStudyId } from "../../study/spec/spec.ts";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import type Dashboard from "../dashboard/Dashboard.tsx";
import type { PageEngine } from "../page-engine.ts";
import { useEngineStatus } from "../page-engine.ts";
import { Loading } from "../parts/Loading.tsx";
import { LonePage } from "../parts/page/LonePage.tsx";
import { studyPath } from "../parts/study/study-path.ts";
import { Main } from "../parts/page/Main.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { ConsentCard } from "./ConsentCard.tsx";
import { DamagedLink, MissingStudy } from "./MissingStudy.tsx";
import { useDescription } from "./use-description.ts";

interface StudyLink {
  readonly studyId: string;
  /** What follows the id in the link; null: nothing. */
  readonly secret: string | null;
}

/** A study's page: the consent card until this tab joined, the live dashboard after. */
export function StudyPage({ studyId, secret }: StudyLink) {
  const status = useEngineStatus();
  if (!isStudyId(studyId)) return <DamagedLink id={studyId} />;
  switch (status.kind) {
    case "starting":
      return <Frame crumb="Opening the study" content={<Loading what="Starting this tab's engine" />} />;
    case "failed":
      return <EngineFailed message={status.message} />;
    case "ready":
      return <StudyOf page={status.page} studyId={studyId} secret={secret} />;
  }
}

function StudyOf({ page, studyId, secret }: StudyLink & { readonly page: PageEngine }) {
  const [found, askAgain] = useDescription(page.engine, studyId, secret);
  const [joinedNow, setJoinedNow] = useState(false);
  const description = found.kind === "found" ? found.description : null;
  const joined = joinedNow || (description?.joined ?? false);
  const dashboard = useDashboard(description !== null, joined);
  useWholeAddress(description, secret);
  // While the study is asked for: an empty frame, which runs nothing.
  useEffect(() => page.prewarm?.(), [page]);

  if (found.kind === "asking") {
    return (
      <Frame crumb="Invitation to a study" content={<Loading what="Asking other tabs and the seed for this study" />} />
    );
  }
  if (found.kind === "missing") {
    return <MissingStudy reason={found.reason} looking={found.looking} onRetry={askAgain} />;
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

/** The address of a private study is its whole link, also where the page led here by the id alone: people copy addresses. */
function useWholeAddress(description: StudyDescription | null, secret: string | null): void {
  const [, navigate] = useLocation();
  const whole = description === null || secret !== null ? null : description.secret;
  const studyId = description?.studyId ?? "";
  useEffect(() => {
    if (whole !== null) navigate(studyPath(studyId, whole), { replace: true, state: history.state });
  }, [navigate, studyId, whole]);
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
      {content === undefined ? children : <Main className="wrap lone">{content}</Main>}
    </>
  );
}

function EngineFailed({ message }: { readonly message: string }) {
  return (
    <>
      <TopBar crumb="Study" />
      <LonePage
        title="This browser cannot take part."
        actions={
          <button type="button" className="b pri" onClick={() => location.reload()}>
            Reload
          </button>
        }
      >
        {message}
      </LonePage>
    </>
  );
}
