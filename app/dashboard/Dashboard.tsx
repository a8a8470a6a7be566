import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useHistoryState } from "wouter/use-browser-location";
import { useStore } from "zustand";
import type { AgentSnapshot, FrontSummary } from "../../agent/view/snapshot.ts";
import { isToldByHttp } from "../../study/spec/spec.ts";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import type { PageEngine } from "../page-engine.ts";
import { Icon } from "../parts/Icon.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Name } from "../parts/Name.tsx";
import { Note } from "../parts/Note.tsx";
import { plural } from "../parts/numbers.ts";
import { Main } from "../parts/page/Main.tsx";
import { directionWords, searchWords } from "../parts/study/study-words.ts";
import { TopBar } from "../parts/TopBar.tsx";
import { useTitle } from "../parts/use-title.ts";
import { seedPlace } from "../seed-place.ts";
import { AboutStudy } from "./AboutStudy.tsx";
import { Announcer } from "./Announcer.tsx";
import { BestPanel } from "./best/BestPanel.tsx";
import { breederOf } from "./breeder-words.ts";
import { Dock } from "./Dock.tsx";
import { HistoryPanel } from "./history/HistoryPanel.tsx";
import { SourceDialog } from "./SourceDialog.tsx";
import { bestAnnouncement, doesNotLoad, stateSentences, windowTitle } from "./state-sentence.ts";
import { StatusPanel } from "./status/StatusPanel.tsx";
import { createStudyStore, follow } from "./study-store.ts";
import { ContributorsPanel } from "./tabs/ContributorsPanel.tsx";
import { HivePanel } from "./tabs/HivePanel.tsx";
import { focusInviteLink, SharePanel } from "./tabs/SharePanel.tsx";
import { ErrorsPanel } from "./trials/ErrorsPanel.tsx";
import { TrialsPanel } from "./trials/TrialsPanel.tsx";
import { useCalm } from "./use-calm.ts";
import { useCommands } from "./use-commands.ts";
import { Vitals } from "./Vitals.tsx";

/** Without the seed it cannot be fetched: everything else is there. */
const CurvesPanel = memo(lazy(() => import("./curves/CurvesPanel.tsx").catch(() => ({ default: () => null }))));
/** Likewise; of few studies. */
const GenerationsPanels = lazy(() =>
  import("./generations/GenerationsPanels.tsx").catch(() => ({ default: () => null })),
);
/** Likewise. */
const SeveralObjectives = lazy(() => import("./front/SeveralObjectives.tsx").catch(() => ({ default: () => null })));
/** Likewise. */
const ImportancePanel = memo(
  lazy(() => import("./importance/ImportancePanel.tsx").catch(() => ({ default: () => null }))),
);

interface DashboardProps {
  readonly page: PageEngine;
  readonly description: StudyDescription;
}

/** The live view of one study this tab takes part in. */
export default function Dashboard({ page, description }: DashboardProps) {
  const { studyId, spec, secret } = description;
  const [store] = useState(createStudyStore);
  const view = useStore(store);
  const { snapshot, left } = view;
  useEffect(() => (left ? undefined : follow(page.engine, studyId, store)), [page.engine, studyId, store, left]);
  const commands = useCommands(page.engine, studyId, store);
  const [shownLine, setShownLine] = useState<number | "code" | null>(null);
  const [fresh, putShareDown] = useJustPublished();
  // Who leaves and comes back has not just published.
  useEffect(() => (left ? putShareDown() : undefined), [left, putShareDown]);
  useTitle(windowTitle(spec.name, snapshot));
  // Numbers that stand alone are renewed as they come; what is drawn from many, once a second; what stands in rows, seldomer.
  const urgency = urgencyOf(snapshot);
  const drawn = useCalm(snapshot, DRAWN_MS, urgency);
  const listed = useCalm(snapshot, LISTED_MS, urgency);
  const best = listed?.best?.trial ?? null;
  const points = listed?.front?.points ?? null;
  const bestTrials = useMemo(() => new Set(bestOnes(best, points)), [best, points]);

  if (snapshot === null || drawn === null || listed === null) {
    return (
      <>
        <TopBar crumb={<Name>{spec.name}</Name>} />
        <Main className="wrap lone">
          {view.failure === null ? (
            <Loading what="Joining the swarm" />
          ) : (
            <Note tone="error" icon="x" role="alert" title="The study could not be opened.">
              {view.failure}
            </Note>
          )}
        </Main>
      </>
    );
  }
  // Who has left invites nobody.
  const gone = left || snapshot.state === "left";
  const share = gone ? null : (
    <SharePanel
      studyId={studyId}
      secret={secret}
      fresh={fresh}
      broken={doesNotLoad(snapshot)}
      listing={secret !== null ? "private" : !spec.listed ? "never" : snapshot.best === null ? "later" : "now"}
      onDone={putShareDown}
    />
  );
  const breeder = breederOf(spec);
  const hive = <HivePanel snapshot={drawn} left={left} />;
  return (
    <>
      <DashboardBar snapshot={snapshot} gone={gone} onShare={focusInviteLink} />
      <Main className="wrap below">
        <DashboardTitle description={description} onReadCode={() => setShownLine("code")} />
        <AboutStudy spec={spec} />
        <Notes snapshot={snapshot} left={left} failure={view.failure} />
        <div className="comb five">
          {fresh ? share : null}
          <Vitals snapshot={snapshot} rates={view.rates} />
          {spec.objectives.length > 1 ? (
            <Suspense fallback={<PanelsComing what="Fetching the trade-offs" />}>
              <SeveralObjectives engine={page.engine} snapshot={drawn} front={drawn.front ?? NO_FRONT} hive={hive} />
            </Suspense>
          ) : breeder !== null && drawn.generations !== null ? (
            <>
              <BestPanel snapshot={snapshot} previousBest={view.previousBest} />
              <Suspense fallback={<PanelsComing what="Fetching the generations" />}>
                <GenerationsPanels
                  engine={page.engine}
                  snapshot={drawn}
                  summary={drawn.generations}
                  breeder={breeder}
                />
              </Suspense>
              {hive}
            </>
          ) : (
            <>
              <BestPanel snapshot={snapshot} previousBest={view.previousBest} />
              <HistoryPanel snapshot={drawn} />
              {hive}
            </>
          )}
          <StatusPanel engine={page.engine} snapshot={snapshot} />
          <Suspense>
            <CurvesPanel
              engine={page.engine}
              studyId={studyId}
              asOf={listed}
              objectives={spec.objectives}
              best={best}
            />
          </Suspense>
          {breeder === null ? (
            <Suspense>
              <ImportancePanel engine={page.engine} studyId={studyId} asOf={listed} objectives={spec.objectives} />
            </Suspense>
          ) : null}
          <ContributorsPanel peers={listed.peers} ownState={left ? "left" : snapshot.state} isBred={breeder !== null} />
          <ErrorsPanel snapshot={listed} onShowLine={setShownLine} />
          <TrialsPanel
            engine={page.engine}
            studyId={studyId}
            asOf={listed}
            objectives={spec.objectives}
            bestTrials={bestTrials}
            wide={fresh || gone}
            isBred={breeder !== null}
          />
          {fresh ? null : share}
        </div>
      </Main>
      <Dock snapshot={snapshot} left={left} name={page.profile.name} commands={commands} />
      <Announcer sentence={bestAnnouncement(snapshot)} ready={snapshot.state !== "joining"} />
      {shownLine === null ? null : (
        <SourceDialog
          description={description}
          marked={shownLine === "code" ? null : shownLine}
          onClose={() => setShownLine(null)}
        />
      )}
    </>
  );
}

/** Their places, while what stands there is fetched. */
const PanelsComing = ({ what }: { readonly what: string }) =>
  [26, 19, 45].map((columns, i) => (
    <div key={columns} className="p" style={{ "--c": columns } as React.CSSProperties}>
      {i === 0 ? <Loading what={what} /> : null}
    </div>
  ));

/** Until the front is known. */
const NO_FRONT: FrontSummary = { points: [], size: 0, claims: [], reference: null, hypervolume: [] };

/** The trials that nothing known is better than: the best, or the best trade-offs. */
function bestOnes(best: string | null, points: FrontSummary["points"] | null): readonly string[] {
  if (points !== null) return points.map(({ trial }) => trial);
  return best === null ? [] : [best];
}

/** A chart or the hive that moved more often would cost the trials their processor, and say no more. */
const DRAWN_MS = 1_000;
/** Rows that change more often cannot be read. */
const LISTED_MS = 2_000;
/** So few trials are followed one by one. */
const FEW_TRIALS = 20;

/** What everything shows at once when it changes: what the study is at, and who is there. */
function urgencyOf(snapshot: AgentSnapshot | null): string {
  if (snapshot === null) return "";
  const { state, peerCount, failedCount, heldCount, seedReachable } = snapshot;
  return [state, peerCount, Math.min(failedCount, FEW_TRIALS), Math.min(heldCount, FEW_TRIALS), seedReachable].join();
}

interface DashboardBarProps {
  readonly snapshot: AgentSnapshot;
  readonly gone: boolean;
  readonly onShare: () => void;
}

function DashboardBar({ snapshot, gone, onShare }: DashboardBarProps) {
  const others = snapshot.peerCount - 1;
  return (
    <TopBar crumb={<span className="desk">{seedPlace().elsewhere ?? location.host}</span>}>
      <span className="chip">
        <span className={snapshot.seedReachable && !gone ? "hx" : "hx off"} />
        <span>{gone ? "Not connected" : others <= 0 ? "No other tab" : plural(others, "other tab")}</span>
      </span>
      {gone ? null : (
        <button type="button" className="b sharebutton" aria-label="Share" title="Share" onClick={onShare}>
          <Icon name="share" />
          <span className="desk">Share</span>
        </button>
      )}
    </TopBar>
  );
}

interface DashboardTitleProps {
  readonly description: StudyDescription;
  readonly onReadCode: () => void;
}

function DashboardTitle({ description, onReadCode }: DashboardTitleProps) {
  const { spec, studyId } = description;
  return (
    <div className="title" data-testid="study-id" data-value={studyId}>
      <h1>
        <Name>{spec.name}</Name>
      </h1>
      <span className="meta">
        {spec.author.key === "" ? (
          "Nobody signed this study. "
        ) : (
          <>
            by <Name>{spec.author.name}</Name>.{" "}
          </>
        )}
        {directionWords(spec)} {searchWords(spec)}.
      </span>
      {isToldByHttp(spec) ? null : (
        <button type="button" className="lnk sp nw" onClick={onReadCode}>
          Read the code
        </button>
      )}
    </div>
  );
}

interface NotesProps {
  readonly snapshot: AgentSnapshot;
  readonly left: boolean;
  readonly failure: string | null;
}

function Notes({ snapshot, left, failure }: NotesProps) {
  const sentences = stateSentences(snapshot, left);
  if (sentences.length === 0 && failure === null) return null;
  return (
    <div className="notes">
      {sentences.map((sentence) => (
        <Note key={sentence.title} tone={sentence.tone} icon={sentence.icon} title={sentence.title}>
          {sentence.text}
        </Note>
      ))}
      {failure === null ? null : (
        <Note tone="error" icon="x" role="alert" title="That did not work.">
          {failure}
        </Note>
      )}
    </div>
  );
}

/** Whether this visit published the study, until put down: told once, so that a reload does not begin with it again. */
function useJustPublished(): readonly [just: boolean, putDown: () => void] {
  const told = isPublished(useHistoryState());
  const [just, setJust] = useState(told);
  useEffect(() => {
    if (told) history.replaceState(null, "");
  }, [told]);
  return [just, useCallback(() => setJust(false), [])];
}

const isPublished = (state: unknown): boolean =>
  typeof state === "object" && state !== null && "published" in state && state.published === true;
