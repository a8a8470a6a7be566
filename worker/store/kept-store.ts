import type { Membership, SegmentStore, StoredMembership } from "../../agent/ports.ts";

/** A store of one profile that several of its programs may write to at once. */
export interface KeptStore extends SegmentStore {
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Keeps `membership` and resolves with what was kept of the study until then, by other programs of the profile, too. */
  replaceMembership(membership: Membership): Promise<StoredMembership | null>;
  /** Keeps `membership` in the place of `left`, unless something else has been kept since: another one's newer word stays. */
  putBackMembership(membership: Membership, left: Membership): Promise<void>;
}
