import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { FormerStudyRow } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import { Icon } from "../parts/Icon.tsx";
import { Name } from "../parts/Name.tsx";
import { formatAgo, plural } from "../parts/numbers.ts";
import { Value } from "./Value.tsx";

interface FormerStudyProps {
  readonly row: FormerStudyRow;
  readonly onForget: () => Promise<void>;
}

/** A study that was left: what was done there, the way back, and the way out of the list. */
export function FormerStudy({ row, onForget }: FormerStudyProps) {
  const [removing, setRemoving] = useState(false);
  const href = `/s/${row.studyId}`;
  const name = row.name.slice(0, 80);
  return (
    <li className="sw mine former">
      <div className="what">
        <h3>
          <Link href={href}>
            <Name>{row.name}</Name>
          </Link>
        </h3>
        <span className="q sm">left {formatAgo(row.leftAgoMs)}</span>
      </div>
      {removing ? (
        <Removal name={name} onForget={onForget} onKeep={() => setRemoving(false)} />
      ) : (
        <>
          <div className="bvw">
            <Value value={row.best} unit={row.unit} none="none" />
            <div className="qq xs">your best</div>
          </div>
          <div className="own">{plural(row.trials, "trial")} from you</div>
          <div className="row doing">
            <Link className="b" href={href}>
              Rejoin<span className="sr"> {name}</span>
            </Link>
            <button
              type="button"
              className="b ghost ico"
              aria-label={`Remove ${name} from your studies`}
              title="Remove from your studies"
              onClick={() => setRemoving(true)}
            >
              <Icon name="x" />
            </button>
          </div>
        </>
      )}
    </li>
  );
}

interface RemovalProps {
  readonly name: string;
  readonly onForget: () => Promise<void>;
  readonly onKeep: () => void;
}

/** What removing means, before it is done: it cannot be taken back. */
function Removal({ name, onForget, onKeep }: RemovalProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => keep.current?.focus(), []);
  const remove = (): void => {
    setBusy(true);
    onForget().catch((thrown: unknown) => {
      setFailure(sentenceOf(thrown));
      setBusy(false);
    });
  };
  return (
    <div className="row wide removal" role="group" aria-label={`Remove ${name}`}>
      <p className="sm" role={failure === null ? undefined : "alert"}>
        {failure ?? "This browser then deletes its copy of the study's trials. The swarm keeps what it has."}
      </p>
      <button type="button" className="b" disabled={busy} onClick={remove}>
        Remove
      </button>
      <button type="button" className="b" ref={keep} disabled={busy} onClick={onKeep}>
        Keep
      </button>
    </div>
  );
}
