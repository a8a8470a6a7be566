import type { AgentSnapshot, DisputeSummary } from "../../agent/view/snapshot.ts";
import { firstObjective, isToldByHttp } from "../../study/spec/spec.ts";
import { isolated } from "../parts/isolated.ts";
import { HTTP_WORDS } from "../parts/study/http-words.ts";
import { formatValue, plural } from "../parts/numbers.ts";
import { breederOf } from "./breeder-words.ts";
import { keepsNone, noneKeepsWords } from "./constraint-words.ts";
import { noBestWords, WHERE_TO_LOOK } from "./no-best-words.ts";

export interface StateSentence {
  readonly tone: "plain" | "warn" | "error" | "good";
  readonly icon: "pause" | "warn" | "x" | "check" | "off" | "eye" | "user";
  readonly title: string;
  readonly text: string;
}

/** A reason may quote an objective's error of any length. */
const MAX_REASON = 400;

/** What a person should know about the study's state, most pressing first; empty while everything simply runs. */
export function stateSentences(snapshot: AgentSnapshot, left: boolean): readonly StateSentence[] {
  const own = left ? LEFT : ownState(snapshot);
  const sentences = own === null ? [] : [own];
  if (isToldByHttp(snapshot.spec)) sentences.push(TOLD_BY_HTTP);
  if (!left && isWorryinglyInfeasible(snapshot)) sentences.push(infeasibleSoFar(snapshot));
  if (!left && snapshot.isUnrepeatable) sentences.push(UNREPEATABLE);
  else if (!left && snapshot.disputed !== null) sentences.push(disputedSentence(snapshot, snapshot.disputed));
  if (!left && !snapshot.seedReachable) sentences.push(seedAway(snapshot));
  return sentences;
}

/** A search may need a few trials to find where the constraints hold; so many without one are worth a word. */
const WORRYING_TRIALS = 10;

const isWorryinglyInfeasible = (snapshot: AgentSnapshot): boolean =>
  keepsNone(snapshot) && snapshot.infeasibleCount >= WORRYING_TRIALS && snapshot.state !== "finished";

const infeasibleSoFar = (snapshot: AgentSnapshot): StateSentence => ({
  tone: "warn",
  icon: "warn",
  title: noneKeepsWords(snapshot),
  text: `So there is no best yet. ${WHERE_TO_LOOK}`,
});

const UNREPEATABLE: StateSentence = {
  tone: "warn",
  icon: "warn",
  title: "Trials of this study do not repeat.",
  text: "One of your tab's own came to another value when it ran again with the same parameters and the same chance. So nobody can verify a best: what is shown is what tabs claim. Its author can mend that by taking all chance from Math.random or trial.rng, none from clocks, and by keeping nothing between trials.",
};

const disputedSentence = ({ spec }: AgentSnapshot, { value, by }: DisputeSummary): StateSentence => ({
  tone: "warn",
  icon: "warn",
  title: `${plural(by, "other tab disputes", "other tabs dispute")} your value ${measured(value, firstObjective(spec).unit)}.`,
  text: "They ran that trial again and found something else. Perhaps your browser computes differently, or the objective keeps something between trials or looks at a clock.",
});

const TOLD_BY_HTTP: StateSentence = {
  tone: "plain",
  icon: "eye",
  title: "The values of this study come by HTTP.",
  text: `${HTTP_WORDS.what} ${HTTP_WORDS.trust}`,
};

const LEFT: StateSentence = {
  tone: "plain",
  icon: "off",
  title: "You left this study.",
  text: "Your tab runs nothing. The trials you found stay with the swarm, and the study stays under Your studies on the home page. What is shown here is from before you left.",
};
/** Only direct links go on without the seed: those that it carries end with it. */
function seedAway({ peers, peerCount }: AgentSnapshot): StateSentence {
  const links = peers.flatMap(({ link, online }) => (online && link !== null ? [link] : []));
  const isLinked = peerCount > 1 && links.some((link) => link !== "relayed");
  const rest = links.includes("relayed") ? " Links that the seed carries stand still." : "";
  return {
    tone: "warn",
    icon: "off",
    title: "The seed is unreachable.",
    text: isLinked
      ? `Tabs connected directly keep working together.${rest} New tabs cannot join.`
      : "Your tab keeps working and will share its finds when the seed is back.",
  };
}

function ownState(snapshot: AgentSnapshot): StateSentence | null {
  switch (snapshot.state) {
    case "paused":
      return { tone: "plain", icon: "pause", ...inTwo(snapshot.reason ?? "You paused. Still watching the swarm.") };
    case "failed":
      return { tone: "error", icon: "x", ...failedWords(snapshot.reason) };
    case "finished":
      return finishedSentence(snapshot);
    case "left":
      return LEFT;
    case "joining":
    case "running":
    case "watching":
      return snapshot.reason === null ? null : { tone: "warn", icon: "warn", ...inTwo(snapshot.reason) };
  }
}

const LOAD_FAILURE = "The objective does not load";

/** This tab cannot run the study at all: its objective does not even load. */
export const doesNotLoad = ({ state, reason }: Pick<AgentSnapshot, "state" | "reason">): boolean =>
  state === "failed" && (reason ?? "").startsWith(LOAD_FAILURE);

function failedWords(reason: string | null): Pick<StateSentence, "title" | "text"> {
  if (reason === null) return { title: "This tab stopped.", text: "It does not waste your CPU on trials that fail." };
  if (!reason.startsWith(LOAD_FAILURE)) return inTwo(reason);
  // "The objective does not load (line 3, column 7): SyntaxError": the place belongs to the title.
  const shown = reason.slice(0, MAX_REASON);
  const end = shown.indexOf(": ");
  return end === -1 ? inTwo(reason) : { title: shown.slice(0, end + 1), text: shown.slice(end + 2) };
}

/** The first sentence stands out; the rest explains. */
function inTwo(reason: string): Pick<StateSentence, "title" | "text"> {
  const shown = reason.slice(0, MAX_REASON);
  const end = shown.indexOf(". ") + 1;
  return end === 0 ? { title: shown, text: "" } : { title: shown.slice(0, end), text: shown.slice(end + 1) };
}

function finishedSentence(snapshot: AgentSnapshot): StateSentence {
  const title = finishedTitle(snapshot);
  const text = [outcome(snapshot), afterTheRounds(snapshot)].filter((words) => words !== "").join(" ");
  if (snapshot.best === null) return { tone: "warn", icon: "warn", title, text };
  return { tone: "good", icon: "check", title, text };
}

function finishedTitle({ endedBy, spec }: AgentSnapshot): string {
  if (endedBy !== null) return `The study has ended: ${endedBy.slice(0, MAX_REASON)}.`;
  return spec.budget.kind === "rounds" ? "Your rounds are done." : "The study finished.";
}

function outcome(snapshot: AgentSnapshot): string {
  const { best, spec, trialCount, failedCount } = snapshot;
  // What ended the study is the title already.
  const reason = snapshot.endedBy === null ? (snapshot.reason?.slice(0, MAX_REASON) ?? null) : null;
  if (best !== null) {
    const found = frontWords(snapshot) ?? `best ${measured(best.value, firstObjective(spec).unit)}`;
    return reason ?? `${plural(trialCount, "trial")}, ${found}.`;
  }
  // Then the reason says as much, and quotes the error.
  if (failedCount >= trialCount && reason !== null) return reason;
  const look = keepsNone(snapshot) ? ` ${WHERE_TO_LOOK}` : "";
  return `${noBestWords(snapshot)} So there is no best.${look}${reason === null ? "" : ` ${reason}`}`;
}

/** Rounds are each tab's own: the others may still be at theirs. */
function afterTheRounds({ best, spec, peerCount }: AgentSnapshot): string {
  if (spec.budget.kind !== "rounds" || (best === null && peerCount <= 1)) return "";
  return peerCount > 1
    ? "Your tab still passes finds on to the others."
    : "Nobody else is here now; while it stays open, your tab passes its finds on to whoever joins.";
}

/** One line for the dock: what this tab does right now. */
export function dockSentence(snapshot: AgentSnapshot, left: boolean): string {
  if (left) return "You left. Nothing runs.";
  switch (snapshot.state) {
    case "joining":
      return "Starting";
    case "running":
      return workingWords(snapshot);
    case "watching":
      return snapshot.cores > 0
        ? `Each trial takes ${snapshot.spec.resources.cores} cores. None runs here.`
        : "Just watching. Nothing runs here.";
    case "paused":
      return "Paused. No trial runs here.";
    case "finished":
      return snapshot.peerCount > 1 ? "Done. Still sharing." : "Done. Nobody else is here.";
    case "failed":
      return doesNotLoad(snapshot) ? "Stopped: the objective does not load." : "Stopped: trials keep failing.";
    case "left":
      return "You left. Nothing runs.";
  }
}

/** "Working on 4 of 8 cores, 2 for each trial" */
function workingWords({ seedReachable, peerCount, cores, maxCores, spec }: AgentSnapshot): string {
  const alone = seedReachable || peerCount > 1 ? "" : " alone";
  const perTrial = spec.resources.cores === 1 ? "" : `, ${spec.resources.cores} for each trial`;
  // A machine has fewer than are lent where its owner wants it so.
  const lent = cores > maxCores ? `${cores} cores of ${maxCores}` : `${cores} of ${plural(maxCores, "core")}`;
  return `Working${alone} on ${lent}${perTrial}`;
}

/** What a screen reader hears about the best, and about its absence once that is worth a word; changes only with them. */
export function bestAnnouncement(snapshot: AgentSnapshot): string | null {
  const { best, spec } = snapshot;
  if (best === null && snapshot.state === "finished") return noBestWords(snapshot);
  if (isWorryinglyInfeasible(snapshot)) return "No trial has kept the constraints so far.";
  if (best === null) return null;
  const tradeoffs = frontWords(snapshot);
  if (tradeoffs !== null) return `${tradeoffs} so far.`;
  if (breederOf(spec) !== null)
    return `A better champion: ${measured(best.value, firstObjective(spec).unit)}, bred by all tabs together.`;
  const who = best.foundBy.isYou ? "your tab" : best.foundBy.name.slice(0, 60);
  return `New best ${measured(best.value, firstObjective(spec).unit)}, found by ${isolated(who)}.`;
}

/** "12 best trade-offs"; null where there is one objective. */
const frontWords = ({ front }: Pick<AgentSnapshot, "front">): string | null =>
  front === null ? null : plural(front.size, "best trade-off");

/** "4.9307 km/s" */
const measured = (value: number, unit: string): string =>
  unit === "" ? formatValue(value) : `${formatValue(value)} ${isolated(unit)}`;

/** What the browser's tab says of a study: its best first, because tabs are narrow. */
export function windowTitle(name: string, snapshot: AgentSnapshot | null): string {
  const best = snapshot?.best ?? null;
  if (snapshot === null || best === null) return `${isolated(name)} in Waggle`;
  return `${frontWords(snapshot) ?? measured(best.value, firstObjective(snapshot.spec).unit)} ${isolated(name)}`;
}
