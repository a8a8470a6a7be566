import { type ReactNode, useEffect, useState } from "react";
import { Link, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { HomePage } from "./home/HomePage.tsx";
import { StudyPage } from "./join/StudyPage.tsx";
import type { EngineStatus, PageEngine } from "./page-engine.ts";
import { EngineContext, sentenceOf } from "./page-engine.ts";
import { FetchedPage } from "./parts/page/FetchedPage.tsx";
import { LonePage } from "./parts/page/LonePage.tsx";
import { PageBoundary } from "./parts/page/PageBoundary.tsx";
import { withoutPunctuation } from "./parts/study/study-path.ts";
import { TopBar } from "./parts/TopBar.tsx";

const agentsPage = () => import("./agents/AgentsPage.tsx");
const newStudyPage = () => import("./new-study/NewStudyPage.tsx");

const studyPage = (studyId: string, secret: string) => (
  <StudyPage key={studyId} studyId={studyId} secret={secret === "" ? null : secret} />
);

interface AppProps {
  /** Starts the engine, once. */
  readonly connect: () => Promise<PageEngine>;
  /** Why this page does nothing where or how it was opened; null: it works. */
  readonly refusal: string | null;
}

/** The whole page, or why there is none. */
export function App({ connect, refusal }: AppProps) {
  if (refusal === null) return <WholePage connect={connect} />;
  return (
    <LonePage title="This page cannot be opened like this." actions={null}>
      {refusal}
    </LonePage>
  );
}

function WholePage({ connect }: Pick<AppProps, "connect">) {
  const status = useEngine(connect);
  return (
    <EngineContext value={status}>
      {/* oxlint-disable-next-line react/hooks -- wouter takes its location hook this way */}
      <Router hook={useHashLocation}>
        <SkipLink />
        <FocusOnNavigation />
        <Pages>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/new">
              <FetchedPage key="new" fetchPage={newStudyPage} />
            </Route>
            <Route path="/agents">
              <FetchedPage key="agents" fetchPage={agentsPage} />
            </Route>
            <Route path="/s/:studyId/:secret?">
              {({ studyId, secret }) => studyPage(withoutPunctuation(studyId), withoutPunctuation(secret ?? ""))}
            </Route>
            <Route component={NotFound} />
          </Switch>
        </Pages>
      </Router>
    </EngineContext>
  );
}

/** What one page came to keeps nobody from another. */
function Pages({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return <PageBoundary key={path}>{children}</PageBoundary>;
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
