import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { isToldByHttp } from "../../study/spec/spec.ts";
import { CoresPicker, defaultCores, MoreBox } from "../parts/CoresPicker.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Name } from "../parts/Name.tsx";
import { plural } from "../parts/numbers.ts";
import { SendLimit } from "./SendLimit.tsx";
import { dockSentence } from "./state-sentence.ts";
import { hexPath } from "./tabs/hive-layout.ts";

/** What a person can tell their own tab to do. */
export interface Commands {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly leave: () => void;
  /** Join again with the cores lent before. */
  readonly rejoin: (cores: number) => void;
  /** As many rounds again as the budget has. */
  readonly runMoreRounds: () => void;
  readonly setCores: (cores: number) => void;
  readonly limitUpload: (bytesPerSecond: number) => void;
  /** A command is under way. */
  readonly busy: boolean;
}

interface DockProps {
  readonly snapshot: AgentSnapshot;
  readonly left: boolean;
  readonly name: string;
  readonly commands: Commands;
}

/** Your tab: what it does, how many cores it lends, and the buttons that stop it at once. */
export function Dock({ snapshot, left, name, commands }: DockProps) {
  const state = left ? "left" : snapshot.state;
  const sending = <SendLimit bytesPerSecond={snapshot.uploadBytesPerSecond} onChange={commands.limitUpload} />;
  const lends =
    state === "joining" || state === "running" || state === "paused" || (state === "watching" && snapshot.cores > 0);
  return (
    <section className={state === "finished" ? "dock done" : "dock"} aria-label="Your tab">
      <div className="wrap">
        <div className="me">
          <OwnCell working={state === "running"} />
          <div className="words">
            <b>
              <Name>{name}</Name>
            </b>
            <small data-testid="study-state" data-value={state} role="status">
              {dockSentence(snapshot, left)}
            </small>
          </div>
        </div>
        {lends ? <LentCores snapshot={snapshot} commands={commands} more={sending} /> : null}
        {lends || state === "left" ? null : <MoreBox summary="More">{sending}</MoreBox>}
        <span className="sp" />
        <Buttons snapshot={snapshot} state={state} commands={commands} />
      </div>
    </section>
  );
}

interface ButtonsProps {
  readonly snapshot: AgentSnapshot;
  readonly state: AgentSnapshot["state"];
  readonly commands: Commands;
}

function Buttons({ snapshot, state, commands }: ButtonsProps) {
  const { busy } = commands;
  const usual = defaultCores(snapshot.maxCores, snapshot.spec.resources.cores);
  if (state === "left") {
    const cores = isToldByHttp(snapshot.spec) ? 0 : snapshot.cores > 0 ? snapshot.cores : usual;
    return <RejoinButton busy={busy} onRejoin={() => commands.rejoin(cores)} />;
  }
  return (
    <>
      <button type="button" className="b ghost" disabled={busy} onClick={commands.leave}>
        Leave
      </button>
      {state === "running" || state === "joining" ? (
        <PauseButton running={snapshot.runningTrials} busy={busy} onPause={commands.pause} />
      ) : null}
      {state === "finished" ? <AfterTheRounds snapshot={snapshot} commands={commands} /> : null}
      {state === "paused" || state === "failed" ? (
        <button type="button" className="b pri" disabled={busy} onClick={commands.resume}>
          <Icon name="play" />
          Resume
        </button>
      ) : null}
      {state === "watching" && snapshot.cores === 0 && !isToldByHttp(snapshot.spec) ? (
        <button type="button" className="b pri" disabled={busy} onClick={() => commands.setCores(usual)}>
          <Icon name="cpu" />
          Lend {usual} of {plural(snapshot.maxCores, "core")}
        </button>
      ) : null}
    </>
  );
}

interface RejoinButtonProps {
  readonly busy: boolean;
  readonly onRejoin: () => void;
}

/** Takes the focus over from the Leave button, which has gone; from nothing else. */
function RejoinButton({ busy, onRejoin }: RejoinButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!busy && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, [busy]);
  return (
    <button ref={button} type="button" className="b pri" disabled={busy} onClick={onRejoin}>
      <Icon name="play" />
      Rejoin
    </button>
  );
}

interface PauseButtonProps {
  readonly running: number;
  readonly busy: boolean;
  readonly onPause: () => void;
}

/** Says beforehand what pausing costs, also to who does not point at it. */
function PauseButton({ running, busy, onPause }: PauseButtonProps) {
  return (
    <span className="hinted">
      <button type="button" className="b" disabled={busy} aria-describedby="pause-cost" onClick={onPause}>
        <Icon name="pause" />
        Pause
      </button>
      <span className="hintbox" id="pause-cost" role="tooltip">
        {running === 0
          ? "Stops at once. You can resume at any time."
          : `Stops at once and gives up ${running === 1 ? "the running trial, which starts" : `the ${running} running trials, which start`} over when you resume.`}
      </span>
    </span>
  );
}

/** What a volunteer can do next: more of this study, or another one. */
function AfterTheRounds({ snapshot, commands }: Pick<ButtonsProps, "snapshot" | "commands">) {
  const { budget } = snapshot.spec;
  const hasMore = budget.kind === "rounds" && snapshot.endedBy === null;
  return (
    <>
      <Link className={hasMore ? "b" : "b pri"} href="/">
        See open swarms
      </Link>
      {hasMore ? (
        <button type="button" className="b pri" disabled={commands.busy} onClick={commands.runMoreRounds}>
          <Icon name="play" />
          Run {plural(budget.rounds, "more round")}
        </button>
      ) : null}
    </>
  );
}

interface LentCoresProps {
  readonly snapshot: AgentSnapshot;
  readonly commands: Commands;
  /** What else may be set. */
  readonly more: ReactNode;
}

/** The slider follows the finger at once; the engine hears the last position. */
function LentCores({ snapshot, commands, more }: LentCoresProps) {
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const timer = setTimeout(() => {
      commands.setCores(wanted);
      setWanted(null);
    }, 250);
    return () => clearTimeout(timer);
  }, [wanted, commands]);
  return (
    <span className="lent">
      <span className="lentlabel" aria-hidden="true">
        Cores <span className="desk">to lend</span>
      </span>
      <CoresPicker
        cores={wanted ?? snapshot.cores}
        most={Math.max(1, snapshot.maxCores)}
        size="small"
        more={more}
        onChange={setWanted}
      />
    </span>
  );
}

function OwnCell({ working }: { readonly working: boolean }) {
  return (
    <svg viewBox="-16 -18 32 36" aria-hidden="true">
      <path d={hexPath(0, 0, 16)} fill="none" stroke="var(--ink)" strokeWidth="2.6" />
      {working ? <path d={hexPath(0, 0, 9.5)} fill="var(--honey)" /> : null}
    </svg>
  );
}
