import type { Membership, StoredMembership } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { TabStudy } from "./tab-memory.ts";

export const isWhole = (membership: StoredMembership): membership is Membership => membership.spec !== null;

/**
 * What a tab takes up when its page loads: what it took part in itself before a reload, whatever other tabs of the profile
 * do or have kept since, and of the profile's other studies those that no other tab works on: a second tab is no reload.
 */
export function toResume(
  stored: readonly StoredMembership[],
  own: readonly TabStudy[],
  elsewhere: ReadonlySet<StudyId>,
  nowMs: number,
): StoredMembership[] {
  const byStudy = new Map(stored.map((membership) => [membership.studyId, membership]));
  const others = stored.filter(({ studyId, state }) => state !== "left" && !elsewhere.has(studyId));
  const current = new Map(others.map((membership) => [membership.studyId, membership]));
  for (const study of own) {
    const kept = byStudy.get(study.studyId) ?? { spec: null, joinedMs: nowMs };
    current.set(study.studyId, { ...kept, ...study });
  }
  return [...current.values()];
}
