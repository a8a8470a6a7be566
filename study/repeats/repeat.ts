import { sameDistribution, sameValue } from "../space/distribution.ts";
import type { Proposal, ReplaySnapshot } from "../trial/proposal.ts";
import type { FinishedTrial, Report, TrialError, TrialOutcome, TrialPoint } from "../trial/trial.ts";

/** Engines differ in the last digits of `Math.sin` and the like, and what follows from them by some more. */
export const REPEAT_TOLERANCE = 1e-9;

/** What running a trial again says of what was told of it. */
export type RepeatVerdict =
  | "same"
  | "other"
  /** Nothing: it failed for a reason that may be this machine's. */
  | "silent";

/** What lies in the machine and not in the trial. */
const OF_THE_MACHINE: ReadonlySet<TrialError["kind"]> = new Set([
  "timeout",
  "crashed",
  "flooded",
  "memory",
  "abandoned",
]);

/** Whether a trial failed for a reason that says nothing of its parameters. */
export const isOfTheMachine = (error: TrialError | null): boolean => error !== null && OF_THE_MACHINE.has(error.kind);

/** A trial that can be compared with another run: it ended by itself, whatever it came to. */
export const isRepeatable = ({ state, error, space, params }: TrialOutcome): boolean =>
  (state === "complete" || state === "pruned") && error === null && space.names.length === params.length;

/** The trial once more: the same number, chance and parameters. `seed`: as its log's proposals have it. */
export function repeatProposal({ number, space, params }: FinishedTrial, seed: number): Proposal {
  return {
    number,
    seed,
    space,
    values: params,
    fixed: null,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
  };
}

/** Lets a repeat stop where the trial was stopped, and only there. */
export const replayOf = ({ state, intermediate }: FinishedTrial): ReplaySnapshot => ({
  kind: "replay",
  stopsAtStep: state === "pruned" ? (intermediate.at(-1)?.[0] ?? null) : null,
});

/** Compares a repeat with what was told: state, parameters, values, reports and constraints; attributes say nothing. */
export function repeatVerdict(told: FinishedTrial, found: TrialOutcome): RepeatVerdict {
  if (found.state === "failed" && (found.error === null || OF_THE_MACHINE.has(found.error.kind))) return "silent";
  const isSame =
    found.state === told.state &&
    isSamePoint(told, found) &&
    areClose(told.values, found.values) &&
    areCloseByName(told.constraints, found.constraints) &&
    hasReports(found.intermediate, told.intermediate);
  return isSame ? "same" : "other";
}

/** Equal, or as near as two engines come. */
export function isClose(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= REPEAT_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

const areClose = (told: readonly number[], found: readonly number[]): boolean =>
  told.length === found.length && told.every((value, i) => isClose(value, found[i] ?? Number.NaN));

function areCloseByName(told: Readonly<Record<string, number>>, found: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(told);
  return (
    names.length === Object.keys(found).length &&
    names.every((name) => Object.hasOwn(found, name) && isClose(told[name] ?? Number.NaN, found[name] ?? Number.NaN))
  );
}

/** Every report that was told is among those found, at its step: of a long curve only some are told. */
function hasReports(found: readonly Report[], told: readonly Report[]): boolean {
  const byStep = new Map<number, readonly number[]>(found.map(([step, ...values]) => [step, values]));
  return told.every(([step, ...values]) => {
    const there = byStep.get(step);
    return there !== undefined && areClose(values, there);
  });
}

function isSamePoint(told: TrialPoint, found: TrialPoint): boolean {
  return (
    told.space.names.length === found.space.names.length &&
    told.space.names.every((name, i) => {
      const at = found.space.names.indexOf(name);
      const [a, b] = [told.space.distributions[i], found.space.distributions[at]];
      return (
        a !== undefined && b !== undefined && sameDistribution(a, b) && sameValue(told.params[i], found.params[at])
      );
    })
  );
}
