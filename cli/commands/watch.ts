import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import type { TerminalPeer } from "../host/terminal-peer.ts";
import { type Best, writeBest } from "../../formats/best/best-message.ts";
import { bestLine, summaryJson } from "../show/best-line.ts";
import { dotGraph } from "../show/graph.ts";
import { Screen } from "../show/screen.ts";
import { statusText } from "../show/status-text.ts";
import { studyLink, toStudyLink } from "../words/address.ts";
import { Failure } from "../words/misuse.ts";
import { plainJson, plainJsonText } from "../words/plain-text.ts";
import { type JoinFlags, withStudy } from "./join.ts";
import { EXIT, type World } from "./world.ts";

export interface WatchFlags extends Pick<JoinFlags, "uid" | "name" | "json" | "quiet"> {
  readonly graph?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

/** How `waggle best` says it: a line for people, an object, or the message by which the original peer tells others of its best. */
export const BEST_FORMATS = ["text", "json", "p2p"] as const;

export interface BestFlags extends WatchFlags {
  readonly format?: (typeof BEST_FORMATS)[number];
}

/** Links come within a second or two, a relayed one within ten. */
const LINKED_WITHIN_MS = 20_000;
/** The best is known as soon as a neighbour's first word is; that nothing better comes is seen by this. */
const SETTLED_MS = 2_000;
const LOOK_MS = 100;
const SHOW_MS = 500;

/** `waggle watch LINK`: how a study goes on, without a trial of one's own. */
export function watch(linkText: string, flags: WatchFlags, world: World): Promise<number> {
  return following(linkText, flags, world, async (latest) => {
    if (flags.graph === true) {
      await until(world, LINKED_WITHIN_MS, () => latest()?.peers.some(({ link }) => link !== null) ?? false);
      const now = latest();
      if (now === null) throw new Failure("Nothing is known of the study yet: try again in a moment.");
      world.out.write(`${dotGraph(now)}\n`);
      return EXIT.ok;
    }
    const screen = new Screen(world.out);
    const endMs = performance.now() + (flags.timeout ?? Number.POSITIVE_INFINITY) * 1_000;
    while (!world.interrupted.aborted && performance.now() < endMs) {
      const now = latest();
      if (now !== null && world.out.isTTY === true) screen.show(statusText(now));
      else if (now !== null) world.out.write(`${bestLine(now)} after ${now.trialCount} trials\n`);
      await until(
        world,
        Math.min(world.out.isTTY === true ? SHOW_MS : 10 * SHOW_MS, endMs - performance.now()),
        () => false,
      );
    }
    const last = latest();
    if (last !== null) world.out.write(`${bestLine(last)}\n`);
    return world.interrupted.aborted ? EXIT.interrupted : EXIT.ok;
  });
}

/** `waggle best LINK`: the best value a study knows now. */
export function best(linkText: string, flags: BestFlags, world: World): Promise<number> {
  const link = toStudyLink(linkText);
  const { format = flags.json === true ? "json" : "text" } = flags;
  return following(linkText, flags, world, async (latest) => {
    let [seen, sinceMs] = ["", performance.now()];
    const isSettled = (): boolean => {
      const now = latest();
      const found = now?.best?.trial ?? "";
      if (found !== seen) [seen, sinceMs] = [found, performance.now()];
      return now?.best != null && performance.now() - sinceMs > SETTLED_MS;
    };
    await until(world, (flags.timeout ?? 30) * 1_000, isSettled);
    const now = latest();
    if (now?.best == null)
      throw new Failure("Nobody who works on this study was reached: open it somewhere, then ask again.");
    if (format === "p2p" && now.spec.objectives.length > 1)
      throw new Failure(
        "A message of the original peer has one value, and this study several objectives: give --format json.",
      );
    const text = {
      text: () => bestLine(now),
      json: () => plainJson(summaryJson(now, studyLink(link.seedUrl, link.studyId))),
      p2p: (best: Best) => plainJsonText(writeBest(best)),
    };
    world.out.write(`${text[format](now.best)}\n`);
    return EXIT.ok;
  });
}

/** Looks on at a study while `act` does what it does. */
export function following(
  linkText: string,
  flags: WatchFlags,
  world: World,
  act: (latest: () => AgentSnapshot | null, peer: TerminalPeer) => Promise<number>,
): Promise<number> {
  const link = toStudyLink(linkText);
  return withStudy(link, flags, world, async (peer) => {
    const { engine } = peer;
    let latest: AgentSnapshot | null = null;
    await engine.join(link.studyId, 0);
    await engine.watch(link.studyId, (now) => {
      latest = now;
    });
    const code = await act(() => latest, peer);
    await engine.leave(link.studyId);
    return code;
  });
}

export async function until(world: World, withinMs: number, isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo() && performance.now() < endMs && !world.interrupted.aborted)
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(LOOK_MS, endMs - performance.now()))));
}
