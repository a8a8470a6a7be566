import type { Contribution, Membership } from "../../agent/ports.ts";
import type { Contributed } from "./engine-api.ts";

/** A study that was left, and what had been contributed. */
export type FormerStudy = Membership & { readonly contributed: Contribution };

/** Those of `memberships` that were left, the last one first. */
export function formerStudies(memberships: Iterable<Membership>): readonly FormerStudy[] {
  return [...memberships]
    .flatMap((membership) => {
      const { state, contributed } = membership;
      return state === "left" && contributed !== undefined ? [{ ...membership, contributed }] : [];
    })
    .sort((a, b) => b.contributed.leftMs - a.contributed.leftMs);
}

/** `nowMs` by this machine's date, which may have been set back since. */
export function contributedBy({ trials, best, leftMs }: Contribution, nowMs: number): Contributed {
  return { trials, best, leftAgoMs: Math.max(0, nowMs - leftMs) };
}
