import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { type KnownStatus, type StatusEntry, statusLog } from "../presence/status.ts";
import { MAX_STATUSES_PER_MESSAGE } from "../wire/wire-limits.ts";

export type StatusLookup = (log: LogId) => KnownStatus | undefined;

/** With the next tick; or at once, as a newcomer, a goodbye, or because others think it is gone. */
export type Haste = "withTick" | "atOnce";

export interface Way {
  readonly isOwn: boolean;
  /** Whether the link is one over which things of this log go by themselves; null: it goes over all. */
  readonly isBranch: ((link: Link) => boolean) | null;
}

/** Has a status of a log of this level wait for those who follow logs of its level, the own one for every link; for whom. */
export function forwardStatus(
  around: Surroundings,
  of: { readonly log: LogId; readonly level: number },
  { isOwn, isBranch }: Way,
  lookup: StatusLookup,
): Link[] {
  const shown = lookup(of.log)?.shown ?? 0;
  const links = around
    .openLinks()
    .filter(
      (link) => (isOwn || (of.level >= link.presence.level && isBranch?.(link) !== false)) && (shown & link.bit) === 0,
    );
  for (const link of links) link.presence.addStatus(of.log);
  return links;
}

/** It shows that it does not know what it was told: it is told again. */
export function tellAgain(link: Link, log: LogId, lookup: StatusLookup): void {
  const known = lookup(log);
  if (known !== undefined) {
    known.shown &= ~link.bit;
    known.met &= ~link.bit;
  }
  link.presence.addStatus(log);
}

/** Tells what waits. */
export function pushStatuses(around: Surroundings, link: Link, lookup: StatusLookup): void {
  const waiting = link.presence.takeStatuses();
  if (waiting.length === 0) return;
  const news: KnownStatus[] = [];
  for (const log of waiting) {
    const known = lookup(log);
    if (known !== undefined && (known.shown & link.bit) === 0) news.push(known);
  }
  if (news.length > 1) news.sort((a, b) => a.firstMs - b.firstMs);
  const entries: StatusEntry[] = [];
  for (const known of news) {
    if (!link.gives.statuses.take(1, around.nowMs)) link.presence.addStatus(statusLog(known.status));
    else {
      known.shown |= link.bit;
      const ageMs = Math.max(0, Math.round(around.nowMs - known.madeMs));
      entries.push({ ageMs, status: known.status, isKnown: (known.met & link.bit) !== 0 });
    }
  }
  for (let at = 0; at < entries.length; at += MAX_STATUSES_PER_MESSAGE)
    around.send(link, { type: "status", statuses: entries.slice(at, at + MAX_STATUSES_PER_MESSAGE) });
}
