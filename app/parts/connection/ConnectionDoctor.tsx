import { useEffect, useRef, useState } from "react";
import { type PageConnection, useEngineStatus } from "../../page-engine.ts";
import { Icon } from "../Icon.tsx";
import { Note } from "../Note.tsx";
import { plural } from "../numbers.ts";
import { type Cause, type ConnectionFacts, type Diagnosis, diagnose, RELAY_SEES } from "./diagnosis.ts";
import { useConnectionFacts } from "./use-connection-facts.ts";

/** The button that opens the doctor; nothing before there are links to look at. */
export function ConnectionButton() {
  const status = useEngineStatus();
  const [open, setOpen] = useState(false);
  const connection = status.kind === "ready" ? status.page.connection : undefined;
  if (connection === undefined) return null;
  return (
    <>
      <button
        type="button"
        className="b ghost ico"
        aria-label="Connection"
        title="How this tab reaches others"
        data-testid="connection-button"
        onClick={() => setOpen(true)}
      >
        <Icon name="link" />
      </button>
      {open ? <ConnectionDoctor connection={connection} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface ConnectionDoctorProps {
  readonly connection: PageConnection;
  readonly onClose: () => void;
}

function ConnectionDoctor({ connection, onClose }: ConnectionDoctorProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [facts, again] = useConnectionFacts(connection);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="sheet doctor" aria-labelledby="doctor" onClose={onClose}>
      <div className="row">
        <h2 id="doctor">Connection</h2>
        <button type="button" className="b ghost ico sp" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </div>
      <DoctorWords facts={facts} diagnosis={diagnose(facts)} />
      <div className="row">
        <button type="button" className="b" onClick={again}>
          Check again
        </button>
      </div>
    </dialog>
  );
}

const TONES = { direct: "good", relayed: "plain", none: "warn" } as const;
/** Nothing new can be reached, whatever links there still are. */
const TROUBLES: ReadonlySet<Cause> = new Set(["no-seed", "refused", "no-websocket", "blocked"]);

interface DoctorWordsProps {
  readonly facts: ConnectionFacts;
  readonly diagnosis: Diagnosis;
}

/** How it is, why, what to do, and what was found. */
export function DoctorWords({ facts, diagnosis: { way, cause, title, why, todo } }: DoctorWordsProps) {
  const isCalm = cause === "checking" || cause === "alone";
  const tone = isCalm ? "plain" : TROUBLES.has(cause) ? "warn" : TONES[way];
  return (
    <>
      <div data-testid="connection-diagnosis" data-way={way} data-cause={cause}>
        <Note
          tone={tone}
          icon={tone === "warn" ? "warn" : tone === "good" ? "check" : "link"}
          title={title}
          role="status"
        >
          {why}
        </Note>
        <p>
          <b>What to do: </b>
          {todo}
        </p>
      </div>
      <dl className="facts" data-testid="connection-checks">
        <dt>The seed answers</dt>
        <dd>{answer(facts.seedIntroduces || facts.seedAnswers)}</dd>
        <dt>Its WebSocket is open</dt>
        <dd>{answer(facts.seedIntroduces)}</dd>
        <dt>This browser connects directly</dt>
        <dd>{answer(facts.direct > 0 || facts.directWorks)}</dd>
        <dt>Links now</dt>
        <dd>
          {facts.direct} direct, {facts.relayed} relayed
        </dd>
        {facts.withoutWay > 0 ? (
          <>
            <dt>No direct way to</dt>
            <dd>{plural(facts.withoutWay, "tab")} so far</dd>
          </>
        ) : null}
      </dl>
      <p className="q sm">
        <b>Relayed links.</b> {RELAY_SEES}
      </p>
    </>
  );
}

const answer = (isSo: boolean | null): string => (isSo === null ? "looking…" : isSo ? "yes" : "no");
