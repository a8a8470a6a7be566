/** One client's socket, as the realm sees it. */
export interface Session {
  readonly id: string;
  /** Chosen by the client; whoever has it may take the id over. */
  readonly token: string;
  /** The one its socket comes from, as `networkOf` names it. */
  readonly network: string;
  /** False if the client is gone or does not read. */
  deliver(frame: string): boolean;
  /** Another socket of the same client has taken the id over. */
  supersede(): void;
}

export type Claim = "opened" | "taken" | "full";

export interface RealmEvents {
  /** Messages that waited for this id can be delivered now. */
  onArrived(id: string): void;
  /** The id is free again and its client will not come back. */
  onDeparted(id: string): void;
}

/**
 * Who holds which id. In memory for one seed; several seeds share one. Calls for one destination take effect in the order
 * in which they are made, without waiting for the answer of the one before.
 */
export interface Realm {
  /** Only one consumer; called once, before anything else. */
  listen(events: RealmEvents): void;
  /** Makes the session the holder of its id. The same token takes over from an older session. */
  claim(session: Session): Promise<Claim>;
  /** The session, having claimed its id, takes messages from now on: `onArrived` is told wherever some may wait for it. */
  ready(session: Session): void;
  /**
   * The session's socket is gone. Without `forGood` the id stays reserved for its token for RECONNECT_GRACE_MS. Nothing
   * happens if the session does not hold the id any more.
   */
  release(session: Session, forGood: boolean): void;
  /** False if nobody holds `id` now; at once where it is known at once. */
  deliver(id: string, frame: string): boolean | Promise<boolean>;
  /** The network of the client's socket, if a client with this id and token is connected or was a moment ago; else null. */
  networkOfClient(id: string, token: string): Promise<string | null>;
}

/** Long enough for a client to come back after a dropped connection; a fresh id costs little if it was not. */
export const RECONNECT_GRACE_MS = 15_000;
