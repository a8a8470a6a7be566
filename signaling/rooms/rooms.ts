import type { StudySummary } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";

/** About 2 KB each when small: 20 MB. */
export const MAX_ROOMS = 10_000;
/** Past this a sample of 16 is as good as one of them all, so those who find no place still get addresses. */
export const MAX_MEMBERS = 5_000;
/** More studies than one tab takes part in; bounds all memberships by the number of connected clients. */
export const MAX_ROOMS_PER_ADDRESS = 32;
/** A hall full of authors; a stranger who opens rooms for nothing cannot fill the seed from one network. */
export const MAX_ROOMS_PER_NETWORK = 512;
/** A tab that has its links announces every 216 s at the latest. Whose socket is gone leaves at once, whatever this says. */
export const MEMBER_EXPIRES_MS = 240_000;
/** Twice the links a tab wants, because some of them will be full or gone. */
export const MAX_SAMPLE = 16;

interface Member {
  readonly address: string;
  /** The one its socket comes from. */
  readonly network: string;
  heardMs: number;
  summary: StudySummary;
}

interface Room {
  readonly network: string;
  /** Dense, so that a random member is found at once; `places` says where in it an address stands. */
  readonly members: Member[];
  readonly places: Map<string, number>;
  /** How many members come from each network. */
  readonly networks: Map<string, number>;
}

export type Announced =
  | {
      readonly ok: true;
      readonly addresses: readonly string[];
      /** When the study began as the one who announces itself and those of the sample say, by the seed's clock. */
      readonly beginnings: readonly number[];
    }
  | { readonly ok: false; readonly reason: "too-many-rooms" | "too-many-studies" };

/** Who works on which study. A member stays for MEMBER_EXPIRES_MS after it last announced itself. */
export class Rooms {
  readonly #rooms = new Map<StudyId, Room>();
  readonly #roomsOf = new Map<string, Set<StudyId>>();
  readonly #openedBy = new Map<string, number>();
  readonly #random: () => number;

  /** `random` is uniform in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Counts `address`, whose socket comes from `network`, in and returns a random sample of at most MAX_SAMPLE of the others. */
  announce(studyId: StudyId, address: string, summary: StudySummary, network: string, nowMs: number): Announced {
    const joined = this.#roomsOf.get(address);
    if (joined !== undefined && joined.size >= MAX_ROOMS_PER_ADDRESS && !joined.has(studyId)) {
      return { ok: false, reason: "too-many-studies" };
    }
    const room = this.#rooms.get(studyId) ?? this.#open(studyId, network);
    if (room === null) return { ok: false, reason: "too-many-rooms" };
    const member: Member = { address, network, heardMs: nowMs, summary };
    this.#seat(studyId, room, member);
    const others = this.#sample(room, address, nowMs);
    return {
      ok: true,
      addresses: others.map((other) => other.address),
      beginnings: beginningsOf([member, ...others]),
    };
  }

  leave(studyId: StudyId, address: string): void {
    const room = this.#rooms.get(studyId);
    const place = room?.places.get(address);
    if (room === undefined || place === undefined) return;
    count(room.networks, room.members[place]?.network ?? "", -1);
    const last = room.members.pop();
    if (last !== undefined && last.address !== address) {
      room.members[place] = last;
      room.places.set(last.address, place);
    }
    room.places.delete(address);
    const joined = this.#roomsOf.get(address);
    joined?.delete(studyId);
    if (joined?.size === 0) this.#roomsOf.delete(address);
    if (room.members.length === 0) this.#close(studyId, room);
  }

  /** The client behind `address` is gone for good. */
  leaveAll(address: string): void {
    for (const studyId of this.#roomsOf.get(address) ?? []) this.leave(studyId, address);
  }

  /** Removes members that have not announced themselves for too long, and rooms that nobody is left in. */
  expire(nowMs: number): void {
    for (const [studyId, room] of this.#rooms) {
      for (const { address, heardMs } of Array.from(room.members)) {
        if (nowMs - heardMs >= MEMBER_EXPIRES_MS) this.leave(studyId, address);
      }
    }
  }

  has(studyId: StudyId): boolean {
    return this.#rooms.has(studyId);
  }

  studyIds(): IterableIterator<StudyId> {
    return this.#rooms.keys();
  }

  /** How many networks the members' sockets come from. */
  networks(studyId: StudyId): number {
    return this.#rooms.get(studyId)?.networks.size ?? 0;
  }

  /** How many tabs are members. */
  size(studyId: StudyId): number {
    return this.#rooms.get(studyId)?.members.length ?? 0;
  }

  /** Whether some member says that a trial has ended with a value. */
  claimsValue(studyId: StudyId): boolean {
    return this.#rooms.get(studyId)?.members.some(({ summary }) => summary.best !== null) ?? false;
  }

  /** What each member last said of the study, by network. */
  summaries(studyId: StudyId): StudySummary[][] {
    const byNetwork = new Map<string, StudySummary[]>();
    for (const { network, summary } of this.#rooms.get(studyId)?.members ?? []) {
      const said = byNetwork.get(network) ?? [];
      said.push(summary);
      byNetwork.set(network, said);
    }
    return [...byNetwork.values()];
  }

  counts(): { readonly rooms: number; readonly addresses: number } {
    return { rooms: this.#rooms.size, addresses: this.#roomsOf.size };
  }

  #open(studyId: StudyId, network: string): Room | null {
    const opened = this.#openedBy.get(network) ?? 0;
    if (this.#rooms.size >= MAX_ROOMS || opened >= MAX_ROOMS_PER_NETWORK) return null;
    const room: Room = { network, members: [], places: new Map(), networks: new Map() };
    this.#rooms.set(studyId, room);
    count(this.#openedBy, network, 1);
    return room;
  }

  #close(studyId: StudyId, room: Room): void {
    this.#rooms.delete(studyId);
    count(this.#openedBy, room.network, -1);
  }

  #seat(studyId: StudyId, room: Room, member: Member): void {
    const place = room.places.get(member.address);
    if (place === undefined && room.members.length >= MAX_MEMBERS) return;
    count(room.networks, member.network, 1);
    if (place !== undefined) {
      count(room.networks, room.members[place]?.network ?? "", -1);
      room.members[place] = member;
      return;
    }
    room.places.set(member.address, room.members.length);
    room.members.push(member);
    const joined = this.#roomsOf.get(member.address) ?? new Set();
    this.#roomsOf.set(member.address, joined.add(studyId));
  }

  /** A few draws with a partial shuffle of places; members that have expired meanwhile are passed over. */
  #sample(room: Room, except: string, nowMs: number): Member[] {
    const { members } = room;
    const moved = new Map<number, number>();
    const sample: Member[] = [];
    // Twice the sample: enough draws to fill it even if every other member has just expired.
    for (let i = 0; i < Math.min(members.length, 2 * MAX_SAMPLE) && sample.length < MAX_SAMPLE; i++) {
      const j = i + Math.floor(this.#random() * (members.length - i));
      const drawn = members[moved.get(j) ?? j];
      moved.set(j, moved.get(i) ?? i);
      if (drawn === undefined || drawn.address === except || nowMs - drawn.heardMs >= MEMBER_EXPIRES_MS) continue;
      sample.push(drawn);
    }
    return sample;
  }
}

function count(counts: Map<string, number>, network: string, change: 1 | -1): void {
  const after = (counts.get(network) ?? 0) + change;
  if (after > 0) counts.set(network, after);
  else counts.delete(network);
}

/** When the study began, as one member of each network says: a person with many tabs has one voice. */
function beginningsOf(members: readonly Member[]): number[] {
  const byNetwork = new Map<string, number>();
  for (const { network, heardMs, summary } of members) {
    if (summary.studyMs === undefined || byNetwork.has(network)) continue;
    byNetwork.set(network, heardMs - summary.studyMs);
  }
  return [...byNetwork.values()];
}
