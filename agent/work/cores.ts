/**
 * A tab may be told to lend more cores than its machine has, up to this: where a trial waits for something else than the
 * processor, or asks for more than any machine here has. Each trial at once costs a worker and its memory.
 */
export const MAX_LENT_CORES = 64;

/** More trials at once than any machine has cores. */
export const MAX_SLOTS = 256;

/** What a tab may be told to lend on a machine of `machineCores`. */
export const lendableCores = (machineCores: number): number =>
  Math.min(MAX_SLOTS, Math.max(MAX_LENT_CORES, machineCores));

/** How many trials run at once on so many cores. */
export const trialsAtOnce = (lent: number, coresPerTrial: number): number => Math.floor(lent / coresPerTrial);

/** Of cores that somebody else lends those that its trials run on, when it says that so many run. */
export const coresUsedBy = (lent: number, running: number, coresPerTrial: number): number =>
  Math.min(trialsAtOnce(lent, coresPerTrial), running) * coresPerTrial;

/** Why a tab that lends so few cores runs no trial, and what to do; null if it can run one, or lends none at all. */
export function tooFewCores(lent: number, coresPerTrial: number, machineCores: number): string | null {
  if (lent === 0 || lent >= coresPerTrial) return null;
  const needs = `A trial needs ${coresPerTrial} cores and this tab lends ${lent}`;
  if (coresPerTrial > lendableCores(machineCores))
    return `${needs}; no tab here can lend so many: ${lendableCores(machineCores)} at most, more only on a machine that has them.`;
  return `${needs}; lend ${coresPerTrial}, also if this machine has fewer, or let other tabs run it.`;
}

/** Why who lends so few cores cannot publish a study whose trials take so many, and what to do; null if they can. */
export function whyNotPublished(lent: number, coresPerTrial: number, machineCores: number): string | null {
  const why = tooFewCores(lent, coresPerTrial, machineCores);
  if (why === null) return null;
  const fewer = coresPerTrial > lendableCores(machineCores) ? "Ask for fewer cores, or" : "Or";
  return `${why} ${fewer} lend 0: your tab then only watches.`;
}
