import { Link } from "wouter";
import { useEngineStatus } from "../page-engine.ts";
import { Icon } from "../parts/Icon.tsx";
import { Note } from "../parts/Note.tsx";
import { plural } from "../parts/numbers.ts";
import { Main } from "../parts/page/Main.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { useTitle } from "../parts/use-title.ts";
import type { ListedStudy } from "../seed-api.ts";
import { seedPlace } from "../seed-place.ts";
import { HowItWorks } from "./HowItWorks.tsx";
import { NoticeNote } from "./NoticeNote.tsx";
import { OwnStudyList } from "./OwnStudyList.tsx";
import { SwarmList } from "./SwarmList.tsx";
import { SwarmMap } from "./SwarmMap.tsx";
import type { ListedStudies } from "./use-listed-studies.ts";
import { useListedStudies } from "./use-listed-studies.ts";
import { useOwnStudies } from "./use-own-studies.ts";

/** What this is, which swarms are open on this seed, and where this tab takes part already. */
export function HomePage() {
  useTitle("Waggle: open swarms on this seed");
  const listed = useListedStudies();
  const own = useOwnStudies();
  const status = useEngineStatus();
  return (
    <>
      <TopBar crumb={<span className="desk">{seedPlace().elsewhere ?? location.host}</span>}>
        <SeedChip listed={listed} />
      </TopBar>
      <Main className="wrap home">
        <Hero studies={listed.studies} />
        {status.kind === "failed" ? (
          <Note tone="error" icon="x" title="This browser cannot take part." role="alert">
            {status.message}
          </Note>
        ) : null}
        {status.kind === "ready" ? <NoticeNote notices={status.page.engine} /> : null}
        <OwnStudyList studies={own} />
        <SwarmList listed={listed} memberships={own.current} />
        <HowItWorks />
      </Main>
    </>
  );
}

function Hero({ studies }: { readonly studies: readonly ListedStudy[] | null }) {
  return (
    <section className="hero">
      <div className="lead">
        <h1>Lend this tab to a search.</h1>
        <p>
          Waggle turns open browser tabs into one swarm: each tab tries possible answers, passes its best finds straight
          to the others, and everyone watches the same best value improve.
        </p>
        <div className="row wide">
          {studies !== null && studies.length > 0 ? (
            <a
              className="b pri lg"
              href="#swarms"
              onClick={(event) => {
                event.preventDefault();
                document.getElementById("swarms")?.focus();
              }}
            >
              See open swarms
            </a>
          ) : null}
          <Link className={`b lg ${studies?.length === 0 ? "pri" : ""}`} href="/new">
            <Icon name="plus" />
            New study
          </Link>
        </div>
      </div>
      <SwarmMap studies={studies ?? []} />
    </section>
  );
}

function SeedChip({ listed }: { readonly listed: ListedStudies }) {
  if (listed.studies === null && !listed.offline) return null;
  return (
    <span className="chip" role="status">
      <span className={listed.offline ? "hx off" : "hx"} />
      {listed.offline ? "Seed unreachable" : "Seed online"}
      {listed.studies === null || listed.offline ? null : (
        <span className="sr">{plural(listed.studies.length, "open swarm")}</span>
      )}
    </span>
  );
}
