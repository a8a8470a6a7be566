import { lazy, Suspense, useEffect, useState } from "react";
import { Link, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { HomePage } from "./home/HomePage.tsx";
import { StudyPage } from "./join/StudyPage.tsx";
import type { EngineStatus, PageEngine } from "./page-engine.ts";
import { EngineContext, sentenceOf } from "./page-engine.ts";
import { Loading } from "./parts/Loading.tsx";
import { LonePage } from "./parts/page/LonePage.tsx";
import { Main } from "./parts/page/Main.tsx";
import { PageBoundary } from "./parts/page/PageBoundary.tsx";
import { TopBar } from "./parts/TopBar.tsx";

const NewStudyPage = lazy(() => import("./new-study/NewStudyPage.tsx"));

/** The whole page; `connect` starts the engine, once. */
export function App({ connect }: { readonly connect: () => Promise<PageEngine> }) {
  const status = useEngine(connect);
  return (
    <EngineContext value={status}>
      {/* oxlint-disable-next-line react/hooks -- wouter takes its location hook this way */}
      <Router hook={useHashLocation}>
        <SkipLink />
        <FocusOnNavigation />
        <PageBoundary>
          <Suspense fallback={<OpeningPage />}>
            <Switch>
              <Route path="/" component={HomePage} />
              <Route path="/new" component={NewStudyPage} />
              <Route path="/s/:studyId">{({ studyId }) => <StudyPage key={studyId} studyId={studyId} />}</Route>
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </PageBoundary>
      </Router>
    </EngineContext>
  );
}

function useEngine(connect: () => Promise<PageEngine>): EngineStatus {
  const [status, setStatus] = useState<EngineStatus>({ kind: "starting" });
  useEffect(() => {
    connect().then(
      (page) => setStatus({ kind: "ready", page }),
      (thrown: unknown) => setStatus({ kind: "failed", message: sentenceOf(thrown) }),
    );
  }, [connect]);
  return status;
}

/** The hash is the route, so the link moves the focus itself. */
function SkipLink() {
  return (
    <a
      className="skiplink"
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.querySelector("main")?.focus();
      }}
    >
      Skip to content
    </a>
  );
}

/** After a change of page, keyboard and screen reader begin at its content; not on the first load. */
function FocusOnNavigation() {
  const [path] = useLocation();
  const [first] = useState(path);
  useEffect(() => {
    if (path === first) return;
    window.scrollTo(0, 0);
    document.querySelector("main")?.focus({ preventScroll: true });
  }, [path, first]);
  return null;
}

function OpeningPage() {
  return (
    <>
      <TopBar />
      <Main className="wrap lone">
        <Loading what="Opening the page" />
      </Main>
    </>
  );
}

function NotFound() {
  return (
    <>
      <TopBar />
      <LonePage
        title="There is no such page."
        actions={
          <Link className="b" href="/">
            Open swarms
          </Link>
        }
      >
        The address may have been cut when it was copied. Ask for the link again, or look among the open swarms.
      </LonePage>
    </>
  );
}
