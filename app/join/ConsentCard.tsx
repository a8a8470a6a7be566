import { isToldByHttp } from "../../study/spec/spec.ts";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import type { PageEngine } from "../page-engine.ts";
import { AuthorLine } from "../parts/AuthorLine.tsx";
import { SourceView } from "../parts/code/SourceView.tsx";
import { isolated } from "../parts/isolated.ts";
import { Name } from "../parts/Name.tsx";
import { Note } from "../parts/Note.tsx";
import { Main } from "../parts/page/Main.tsx";
import { HTTP_WORDS } from "../parts/study/http-words.ts";
import { Description, FurtherFacts } from "../parts/study/StudyText.tsx";
import { asksWords, directionWords, limitWords, searchWords } from "../parts/study/study-words.ts";
import { useTitle } from "../parts/use-title.ts";
import { VolunteerSide } from "./VolunteerSide.tsx";

interface ConsentCardProps {
  readonly page: PageEngine;
  readonly description: StudyDescription;
  readonly onJoined: () => void;
}

/** Everything a volunteer should know before their tab runs a stranger's code. Nothing runs before Join. */
export function ConsentCard({ page, description, onJoined }: ConsentCardProps) {
  useTitle(`Join ${isolated(description.spec.name)}`);
  return (
    <Main className="joinpg">
      <div className="jcard">
        <StudySide description={description} seed={page.seedElsewhere ?? null} />
        <VolunteerSide page={page} description={description} onJoined={onJoined} />
      </div>
    </Main>
  );
}

interface StudySideProps {
  readonly description: StudyDescription;
  /** Null: the page's own host. */
  readonly seed: string | null;
}

function StudySide({ description, seed }: StudySideProps) {
  const { spec, objectiveHash } = description;
  const isWatched = isToldByHttp(spec);
  return (
    <div className="jl">
      <AuthorLine author={spec.author} />
      <h1>
        <Name>{spec.name}</Name>
      </h1>
      {spec.description === "" ? null : <Description text={spec.description} />}
      <dl className="facts">
        <dt>Goal</dt>
        <dd>{directionWords(spec)}</dd>
        <dt>Asks for</dt>
        <dd>{isWatched ? HTTP_WORDS.asks : asksWords(spec)}</dd>
        <dt>Search</dt>
        <dd>
          {searchWords(spec)}
          {isWatched ? "" : `; a trial is stopped after ${limitWords(spec.trialTimeoutMs)}`}
        </dd>
        <FurtherFacts spec={spec} />
        {seed === null ? null : (
          <>
            <dt>Seed</dt>
            <dd>
              <Name>{seed}</Name>, not the host of this page: it sees your tab's address and introduces it to others
            </dd>
          </>
        )}
        {isWatched ? null : (
          <>
            <dt>Code hash</dt>
            <dd className="mono hash" title="SHA-256 of the code below">
              {objectiveHash}
            </dd>
          </>
        )}
      </dl>
      {isWatched ? (
        <Note tone="plain" icon="eye" title="The values of this study come by HTTP.">
          {HTTP_WORDS.what} {HTTP_WORDS.trust}
        </Note>
      ) : (
        <SourceView title="The code your tab will run" label="Code of the study" source={spec.objective.source} />
      )}
    </div>
  );
}
