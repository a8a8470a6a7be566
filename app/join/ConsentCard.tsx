import type { FormEvent } from "react";
import { useState } from "react";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import { reached } from "../../worker/milestones.ts";
import type { PageEngine } from "../page-engine.ts";
import { sentenceOf } from "../page-engine.ts";
import { AuthorLine } from "../parts/AuthorLine.tsx";
import { CoresPicker, defaultCores, machineCores } from "../parts/CoresPicker.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Name } from "../parts/Name.tsx";
import { Note } from "../parts/Note.tsx";
import { formatDuration, plural } from "../parts/numbers.ts";
import { SourceView } from "../parts/SourceView.tsx";
import { budgetWords, directionWords, searchWords, sharedWords } from "../parts/study-words.ts";
import { useTitle } from "../parts/use-title.ts";

/** What fits beside a trial. */
const MAX_NICKNAME = 40;

interface ConsentCardProps {
  readonly page: PageEngine;
  readonly description: StudyDescription;
  readonly onJoined: () => void;
}

/** Everything a volunteer should know before their tab runs a stranger's code. Nothing runs before Join. */
export function ConsentCard({ page, description, onJoined }: ConsentCardProps) {
  useTitle(`Join ${description.spec.name}`);
  return (
    <main className="joinpg" tabIndex={-1}>
      <div className="jcard">
        <StudySide description={description} />
        <VolunteerSide page={page} description={description} onJoined={onJoined} />
      </div>
    </main>
  );
}

function StudySide({ description }: { readonly description: StudyDescription }) {
  const { spec, objectiveHash } = description;
  return (
    <div className="jl">
      <AuthorLine author={spec.author} />
      <h1>
        <Name>{spec.name}</Name>
      </h1>
      <dl className="facts">
        <dt>Goal</dt>
        <dd>{directionWords(spec)}</dd>
        <dt>Asks for</dt>
        <dd>{budgetWords(spec.budget)}</dd>
        <dt>Search</dt>
        <dd>
          {searchWords(spec)}; a trial is stopped after {formatDuration(spec.trialTimeoutMs)}
        </dd>
        <dt>Code hash</dt>
        <dd className="mono hash" title="SHA-256 of the code below">
          {objectiveHash}
        </dd>
      </dl>
      <SourceView title="The code your tab will run" label="Code of the study" source={spec.objective.source} />
    </div>
  );
}

function VolunteerSide({ page, description, onJoined }: ConsentCardProps) {
  const most = machineCores();
  const [cores, setCores] = useState(() => defaultCores(most));
  const [nickname, setNickname] = useState(page.profile.name);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const join = (lent: number): void => {
    setBusy(true);
    setFailure(null);
    const name = nickname.trim().slice(0, MAX_NICKNAME);
    const named = name === "" || name === page.profile.name ? Promise.resolve() : page.engine.setName(name);
    named
      .then(() => page.engine.join(description.studyId, lent))
      .then(() => {
        reached("joined");
        onJoined();
      })
      .catch((thrown: unknown) => {
        setFailure(sentenceOf(thrown));
        setBusy(false);
      });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    join(cores);
  };
  return (
    <form className="jr" onSubmit={submit}>
      <Promises />
      <div className="sect">
        <h2 aria-live="polite">
          Lend {cores} of {plural(most, "core")}
        </h2>
        <CoresPicker cores={cores} most={most} size="big" onChange={setCores} />
      </div>
      <div className="sect fld">
        <label htmlFor="nickname">Nickname</label>
        <input
          className="in nick"
          id="nickname"
          value={nickname}
          maxLength={MAX_NICKNAME}
          autoComplete="nickname"
          onChange={(event) => setNickname(event.currentTarget.value)}
        />
        <p className="hp">The others see it beside the trials you run.</p>
      </div>
      <LimitsOfThisPage page={page} />
      {description.inOtherTab ? (
        <Note tone="plain" icon="user" title="Another tab of this browser takes part already.">
          {sharedWords(description.spec.budget)}
        </Note>
      ) : null}
      <div className="sect last">
        {failure === null ? null : (
          <Note tone="error" icon="x" role="alert" title="Your tab is not in yet.">
            {failure}
          </Note>
        )}
        <div className="row wide">
          <button type="submit" className="b pri lg grow" disabled={busy}>
            Join with {plural(cores, "core")}
          </button>
          <button type="button" className="b lg" disabled={busy} onClick={() => join(0)}>
            Just watch
          </button>
        </div>
        <p className="q sm after">
          You allow exactly this code. If the author changes it, that is a new study with a new link, and you are asked
          again.
        </p>
      </div>
    </form>
  );
}

/** Every line is a promise: it may stand here only as long as the code keeps it. */
function Promises() {
  return (
    <div>
      <h2>What taking part means</h2>
      <ul className="yes">
        <li>
          <Icon name="cpu" />
          <div>
            <b>This tab does the work.</b>{" "}
            <span className="q">
              It runs the code shown here in background workers, on the cores you lend, until its share is done or you
              stop it.
            </span>
          </div>
        </li>
        <li>
          <Icon name="shield" />
          <div>
            <b>The code is boxed in.</b>{" "}
            <span className="q">
              It cannot read this page, your files, cookies or other tabs, and it cannot use the network.
            </span>
          </div>
        </li>
        <li>
          <Icon name="eye" />
          <div>
            <b>Others see your trials.</b>{" "}
            <span className="q">
              Tabs in the swarm see your nickname, trials and values. Tabs you connect to directly can also see your IP
              address.
            </span>
          </div>
        </li>
        <li>
          <Icon name="stop" />
          <div>
            <b>You can stop any time.</b>{" "}
            <span className="q">
              Pause, leave or close the tab. Nothing is installed. This browser keeps the study's trials, so that a
              reload picks up where it was.
            </span>
          </div>
        </li>
      </ul>
    </div>
  );
}

/** Says what this address or this browser lacks, and what that changes for the person. */
function LimitsOfThisPage({ page }: { readonly page: PageEngine }) {
  const { secure, durable } = page.profile;
  if (secure && durable) return null;
  return (
    <div className="stack">
      {durable ? null : (
        <Note tone="warn" icon="warn" title="This browser stores nothing for this page.">
          Your tab works, but after a reload it starts as somebody new.
        </Note>
      )}
      {secure ? null : (
        <Note tone="plain" icon="warn" title="This address is plain http.">
          Everything works; only the copy button selects the link instead of copying it.
        </Note>
      )}
    </div>
  );
}
