import type { AgentSnapshot, TrialSummary } from "../../agent/view/snapshot.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import type { TerminalPeer } from "../host/terminal-peer.ts";
import { bestLine, summaryJson } from "../show/best-line.ts";
import { Screen } from "../show/screen.ts";
import { SHOWN_ROWS, statusText } from "../show/status-text.ts";
import { failuresText } from "../show/failures-text.ts";
import { plainJson, plainText } from "../words/plain-text.ts";
import { EXIT, type World } from "./world.ts";

export interface ShowOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface PartSetting extends ShowOptions {
  readonly studyId: string;
  readonly link: string;
  /** Leaves as soon as everybody has done what they would, however long that takes. */
  readonly terminate: boolean;
  /** How long others are waited for once this one is done, until so many have been there at once. */
  readonly firstOtherMs: number;
  readonly others: number;
  /** Of several in one process: says that this one is done, and hears whether all are. */
  readonly areAllDone?: (() => boolean) | undefined;
  /** How long others that still work are waited for once this one is done, unless `terminate`. */
  readonly othersWithinMs: number;
  readonly timeoutMs: number | null;
  readonly allowFailures: boolean;
  /** How the person goes on after an interrupt. */
  readonly resumeWords: string | null;
}

/** News of the last trials of others is there by then. */
const SETTLED_MS = 1_500;
/** Others run the last best again, which takes them a trial and some news; nobody who lies keeps a program waiting for longer. */
const CHECKED_WITHIN_MS = 20_000;
const LOOK_MS = 50;
/** On a terminal what is shown changes at most so often; where it is kept in a file, seldomer. */
const SHOW_MS = 500;
const SHOW_PLAIN_MS = 5_000;
const MAX_FAILED_ROWS = 200;

/** Takes part until this peer and those beside it are done, showing how it goes. Gives the exit code. */
export async function participate(peer: TerminalPeer, world: World, setting: PartSetting): Promise<number> {
  const { engine } = peer;
  const { studyId } = setting;
  let snapshot: AgentSnapshot | null = null;
  await engine.watch(studyId, (now) => {
    snapshot = now;
  });
  const show = shower(world, setting);
  const startMs = performance.now();
  const ending = new Ending(setting, startMs);
  let why: "done" | "failed" | "interrupted" | "timeout" = "done";
  for (;;) {
    const now = snapshot as AgentSnapshot | null;
    if (world.interrupted.aborted) {
      why = "interrupted";
      break;
    }
    if (now !== null) {
      if (show.isDue()) show.now(now, await endedOf(peer, studyId, show.isLive));
      if (now.state === "failed") {
        why = "failed";
        break;
      }
      if (ending.isOver(now, performance.now())) break;
    }
    if (setting.timeoutMs !== null && performance.now() - startMs > setting.timeoutMs) {
      why = "timeout";
      break;
    }
    await pause(LOOK_MS, world.interrupted);
  }
  await engine.unwatch(studyId);
  const errors = await errorsOf(peer, studyId);
  const last = snapshot as AgentSnapshot | null;
  if (last !== null) show.last(last, setting.link, await endedOf(peer, studyId, show.isLive));
  if (why === "failed" && last !== null)
    say(world, `The study cannot go on here: ${plainText(last.reason ?? "unknown", 500)}`);
  if (why === "timeout") say(world, "The time for this run is over.");
  if (why === "interrupted") {
    say(
      world,
      `Interrupted; everything is kept.${setting.resumeWords === null ? "" : ` Go on with: ${setting.resumeWords}`}`,
    );
    return EXIT.interrupted;
  }
  if (why === "failed") return EXIT.failed;
  if (errors.length > 0 && !setting.allowFailures) {
    say(world, failuresText(errors));
    return EXIT.failed;
  }
  return EXIT.ok;
}

/** When everybody has done what they would. */
class Ending {
  readonly #setting: PartSetting;
  #doneMs: number | null = null;
  #alikeSinceMs = 0;
  #seen = "";
  #met = false;

  constructor(setting: PartSetting, startMs: number) {
    this.#setting = setting;
    this.#alikeSinceMs = startMs;
  }

  isOver(snapshot: AgentSnapshot, nowMs: number): boolean {
    const others = snapshot.peers.filter(({ isYou, online }) => !isYou && online);
    this.#met ||= others.length >= this.#setting.others;
    const seen = `${snapshot.best?.trial ?? ""} ${snapshot.bestState} ${snapshot.trialCount} ${others.length}`;
    if (seen !== this.#seen) [this.#seen, this.#alikeSinceMs] = [seen, nowMs];
    if (snapshot.state !== "finished" && snapshot.state !== "watching") {
      this.#doneMs = null;
      return false;
    }
    const { areAllDone } = this.#setting;
    if (areAllDone !== undefined && !areAllDone()) return false;
    this.#doneMs ??= nowMs;
    const doneForMs = nowMs - this.#doneMs;
    if (!this.#met) return doneForMs >= this.#setting.firstOtherMs;
    const working = others.some(({ done, cores }) => !done && cores > 0);
    if (working) return !this.#setting.terminate && doneForMs > this.#setting.othersWithinMs;
    const isUnchecked =
      snapshot.claim !== null || (snapshot.bestState === "own" && others.some(({ trials }) => trials > 0));
    if (isUnchecked && doneForMs < CHECKED_WITHIN_MS) return false;
    return nowMs - this.#alikeSinceMs >= SETTLED_MS && doneForMs >= SETTLED_MS;
  }
}

function shower(world: World, { json = false, quiet = false }: ShowOptions) {
  const isLive = world.out.isTTY === true && !json && !quiet;
  const isSilent = json || quiet;
  const screen = new Screen(world.out);
  let shownMs = Number.NEGATIVE_INFINITY;
  let plain = "";
  return {
    isLive,
    isDue: (): boolean => !isSilent && performance.now() - shownMs >= (isLive ? SHOW_MS : SHOW_PLAIN_MS),
    now(snapshot: AgentSnapshot, ended: readonly TrialSummary[]): void {
      shownMs = performance.now();
      if (isLive) screen.show(statusText(snapshot, ended));
      else {
        const text = plainLine(snapshot);
        if (text !== plain) world.out.write(`${text}\n`);
        plain = text;
      }
    },
    last(snapshot: AgentSnapshot, link: string, ended: readonly TrialSummary[]): void {
      if (isLive) {
        screen.show(statusText(snapshot, ended).split("\n").slice(0, -1).join("\n"));
        screen.leave();
      } else if (!isSilent) world.out.write(`${plainLine(snapshot)}\n`);
      if (json) world.out.write(`${plainJson(summaryJson(snapshot, link))}\n`);
      else world.out.write(`${bestLine(snapshot)}\n`);
    },
  };
}

/** What a live status shows of ended trials. */
async function endedOf({ engine }: TerminalPeer, studyId: string, isLive: boolean): Promise<readonly TrialSummary[]> {
  if (!isLive) return [];
  return (await engine.trials(studyId, { offset: 0, limit: SHOWN_ROWS, sort: "newest", only: "all" })).rows;
}

function plainLine(snapshot: AgentSnapshot): string {
  const { state, trialCount, ownTrialCount, failedCount, peerCount, best } = snapshot;
  const value = best === null ? "none" : String(best.value);
  return `${state}: ${ownTrialCount} own of ${trialCount} trials, ${failedCount} failed, ${peerCount} ${peerCount === 1 ? "peer" : "peers"}, best ${value}`;
}

async function errorsOf(peer: TerminalPeer, studyId: string): Promise<readonly (TrialError | null)[]> {
  const query = { offset: 0, limit: MAX_FAILED_ROWS, sort: "newest", only: "failed" } as const;
  const { rows } = await peer.engine.trials(studyId, query);
  return rows.filter(({ own }) => own).map(({ error }) => error);
}

/** Beside what was asked for, so that another program can read that. */
export const say = (world: Pick<World, "err">, sentence: string): void => void world.err.write(`${sentence}\n`);

function pause(delayMs: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      interrupted.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    interrupted.addEventListener("abort", end);
  });
}
