import type { LogId, PeerId } from "../../swarm/ids.ts";
import { trialsTold } from "../../swarm/log/segment.ts";
import type { LinkView, LogView } from "../../swarm/swarm-views.ts";
import type { LinkKind } from "../ports.ts";
import type { Leases } from "../work/leases.ts";
import type { PeerName, People } from "./people.ts";
import type { PeerSummary } from "./snapshot.ts";

/** More rows than a person scrolls through; those who are there now come first. */
export const MAX_PEER_ROWS = 500;

export interface PeerRowSources {
  readonly logs: readonly LogView[];
  readonly links: readonly (LinkView & { readonly kind: LinkKind })[];
  readonly people: People;
  readonly leases: Leases;
  /** How many bests a log has found. */
  readonly bestsOf: (log: LogId) => number;
  /** How many trials a log has run, as far as there is reason to show it. */
  readonly trialsOf: (view: Pick<LogView, "peer" | "totals" | "heldTrials">) => number;
  /** This tab, whose newest numbers are not in its own log yet. */
  readonly you: {
    readonly peer: PeerId;
    readonly log: LogId;
    readonly name: string;
    readonly trials: number;
    readonly cores: number;
    readonly done: boolean;
  };
}

interface Row extends PeerSummary {
  trials: number;
  bests: number;
  cores: number;
  tabs: number;
  online: boolean;
  done: boolean;
}

/** One row for each person, all logs of a profile together; this tab's first, then by presence and trials. */
export function peerRows(sources: PeerRowSources): PeerSummary[] {
  const rows = new Map<PeerId, Row>();
  for (const view of sources.logs) {
    // An archive is nobody's tab, unless trials are told in its name.
    const isArchive = sources.leases.get(view.log)?.status.activity === "archiving";
    if (isArchive && trialsTold(view.totals) === 0) continue;
    const row = rows.get(view.peer) ?? emptyRow(view.peer, sources);
    rows.set(view.peer, row);
    addLog(row, view, sources);
  }
  const { you } = sources;
  if (!rows.has(you.peer)) {
    const row = emptyRow(you.peer, sources);
    rows.set(you.peer, row);
    const totals = { complete: 0, pruned: 0, failed: 0 };
    addLog(row, { log: you.log, peer: you.peer, totals, heldTrials: 0, live: true }, sources);
  }
  return [...rows.values()].sort(byInterest).slice(0, MAX_PEER_ROWS);
}

/** The names of those who have run trials, the busiest first: no segment tells a name, and who is gone says it no more. */
export function contributorNames(logs: readonly LogView[], people: People, you: PeerId): PeerName[] {
  const trials = new Map<PeerId, number>();
  for (const { peer, totals } of logs) {
    if (peer !== you) trials.set(peer, (trials.get(peer) ?? 0) + trialsTold(totals));
  }
  const named = [...trials].flatMap(([peer, count]) => {
    const name = people.ownNameOf(peer);
    return name === null || count === 0 ? [] : [{ peer, name, count }];
  });
  const busiest = named.sort((a, b) => b.count - a.count).slice(0, MAX_PEER_ROWS);
  return busiest.map(({ peer, name }) => [peer, name]);
}

function emptyRow(peer: PeerId, { people, links, you }: PeerRowSources): Row {
  const isYou = peer === you.peer;
  // A link to another tab of this profile is no link to oneself.
  const link = isYou ? undefined : links.find((open) => open.peer === peer);
  return {
    peerId: peer,
    name: isYou ? you.name : people.nameOf(peer),
    isYou,
    trials: 0,
    bests: 0,
    cores: 0,
    tabs: 0,
    link: link?.kind ?? null,
    rttMs: link?.rttMs ?? null,
    online: false,
    done: false,
  };
}

type Said = Pick<LogView, "log" | "peer" | "totals" | "heldTrials" | "live">;

function addLog(row: Row, view: Said, sources: PeerRowSources): void {
  const { you } = sources;
  row.bests += sources.bestsOf(view.log);
  if (view.log === you.log) {
    row.trials += you.trials;
    row.cores += you.cores;
    row.tabs++;
    row.online = true;
    row.done ||= you.done;
    return;
  }
  const status = sources.leases.get(view.log)?.status;
  // Trials of generations stand in no segment: those that its tab has counted meanwhile.
  row.trials += Math.max(sources.trialsOf(view), status?.breeding?.evaluations ?? 0);
  if (!view.live) return;
  row.online = true;
  row.tabs++;
  row.cores += status?.activity === "running" ? status.cores : 0;
  row.done ||= status?.activity === "finished";
}

function byInterest(a: PeerSummary, b: PeerSummary): number {
  if (a.isYou !== b.isYou) return a.isYou ? -1 : 1;
  if (a.online !== b.online) return a.online ? -1 : 1;
  return b.trials - a.trials || (a.peerId < b.peerId ? -1 : 1);
}
