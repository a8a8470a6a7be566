import type { FormEvent } from "react";
import { useMemo, useState } from "react";
import { firstObjective, isToldByHttp } from "../../study/spec/spec.ts";
import { hiddenCharacters } from "../../study/spec/visible-text.ts";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import { reached } from "../../worker/milestones.ts";
import type { PageEngine } from "../page-engine.ts";
import { sentenceOf } from "../page-engine.ts";
import { CoresPicker, defaultCores, lentWords, machineCores } from "../parts/CoresPicker.tsx";
import { Note } from "../parts/Note.tsx";
import { plural } from "../parts/numbers.ts";
import { contributedWords, sharedWords, trialCoresWords } from "../parts/study/study-words.ts";
import { Promises } from "./Promises.tsx";

/** What fits beside a trial. */
const MAX_NICKNAME = 40;

interface VolunteerSideProps {
  readonly page: PageEngine;
  readonly description: StudyDescription;
  readonly onJoined: () => void;
}

/** What taking part means, and how: the cores, the name, and Join, which on a narrow screen is always in sight. */
export function VolunteerSide({ page, description, onJoined }: VolunteerSideProps) {
  const most = machineCores();
  const [cores, setCores] = useState(() => defaultCores(most, description.spec.resources.cores));
  const [nickname, setNickname] = useState(page.profile.name);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const { contributed, inOtherTab, spec } = description;
  const hides = useMemo(() => hiddenCharacters(spec.objective.source).length > 0, [spec]);

  const isWatched = isToldByHttp(spec);
  const needs = trialCoresWords(spec, cores);

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
    join(isWatched ? 0 : cores);
  };
  return (
    <form className="jr" onSubmit={submit}>
      <Promises spec={spec} />
      {isWatched ? null : (
        <div className="sect">
          <h2 aria-live="polite">Lend {lentWords(cores, most)}</h2>
          {needs === null ? null : <p className="q sm needs">{needs}</p>}
          <CoresPicker cores={cores} most={most} size="big" onChange={setCores} />
        </div>
      )}
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
        <p className="hp">
          {isWatched ? "The others see that you are there." : "The others see it beside the trials you run."}
        </p>
      </div>
      <LimitsOfThisPage page={page} />
      {inOtherTab ? (
        <Note tone="plain" icon="user" title="Another tab of this browser takes part already.">
          {sharedWords(spec.budget)}
        </Note>
      ) : null}
      {contributed === null ? null : (
        <Note tone="plain" icon="user" title="You took part before.">
          {contributedWords(contributed, firstObjective(spec).unit)}
        </Note>
      )}
      <div className="sect last">
        <div className="joinbar">
          {hides ? (
            <Note tone="warn" icon="warn" title="Not all of the code shows as it is:">
              read the warning by the code first.
            </Note>
          ) : null}
          {failure === null ? null : (
            <Note tone="error" icon="x" role="alert" title="Your tab is not in yet.">
              {failure}
            </Note>
          )}
          <div className="row wide">
            <button type="submit" className="b pri lg grow" disabled={busy}>
              {isWatched ? "Watch" : `Join with ${plural(cores, "core")}`}
            </button>
            {isWatched ? null : (
              <button type="button" className="b lg" disabled={busy} onClick={() => join(0)}>
                Just watch
              </button>
            )}
          </div>
        </div>
        {isWatched ? null : (
          <p className="q sm after">
            You allow exactly this code. If the author changes it, that is a new study with a new link, and you are
            asked again.
          </p>
        )}
      </div>
    </form>
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
