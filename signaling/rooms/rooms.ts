import type { StudySummary } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { Standing } from "./crowd.ts";
import { type Member, Room } from "./room.ts";

/** About 2 KB each when small: 20 MB. */
export const MAX_ROOMS = 10_000;
/** More studies than one tab takes part in; bounds all memberships by the number of connected clients. */
export const MAX_ROOMS_PER_ADDRESS = 32;
/** A hall full of authors; a stranger who opens rooms for nothing cannot fill the seed from one network. */
export const MAX_ROOMS_PER_NETWORK = 512;
/** A tab that has its links announces every 216 s at the latest. Whose socket is gone leaves at once, whatever this says. */
export const MEMBER_EXPIRES_MS = 240_000;

/** Of which networks somebody was answered: two are several. */
const MAX_WITNESSES = 2;

interface Guest {
  readonly studies: Set<StudyId>;
  /** Networks whose tabs got an answer from this address. */
  readonly witnesses: Set<string>;
  /** An offer was not answered, and none ever was. */
  silent: boolean;
}

export type Announced =
  | {
      readonly ok: true;
      /** Those that others have reached come first. */
      readonly addresses: readonly string[];
      /** When the study began as the one who announces itself and those of the sample say, by the seed's clock. */
      readonly beginnings: readonly number[];
    }
  | { readonly ok: false; readonly reason: "too-many-rooms" | "too-many-studies" };

/** Who works on which study. A member stays for MEMBER_EXPIRES_MS after it last announced itself. */
export class Rooms {
  /** Where the seed's own archive is reached, which is nobody's tab. */
  archive: string | null = null;
  readonly #rooms = new Map<StudyId, Room>();
  readonly #guests = new Map<string, Guest>();
  readonly #openedBy = new Map<string, number>();
  readonly #random: () => number;
  readonly #isDeaf: (address: string) => boolean;

  /** `random` is uniform in [0, 1); `isDeaf`: nobody answers at this address's socket, though it is open. */
  constructor(random: () => number, isDeaf: (address: string) => boolean = () => false) {
    this.#random = random;
    this.#isDeaf = isDeaf;
  }

  /** Counts `address`, whose socket comes from `network`, in and returns at most MAX_SAMPLE of the others. */
  announce(studyId: StudyId, address: string, summary: StudySummary, network: string, nowMs: number): Announced {
    const guest = this.#guests.get(address);
    if (guest !== undefined && guest.studies.size >= MAX_ROOMS_PER_ADDRESS && !guest.studies.has(studyId)) {
      return { ok: false, reason: "too-many-studies" };
    }
    const room = this.#rooms.get(studyId) ?? this.#open(studyId, network);
    if (room === null) return { ok: false, reason: "too-many-rooms" };
    const member: Member = { address, network, heardMs: nowMs, summary, standing: standingOf(guest) };
    this.#seat(studyId, room, member);
    const others = room.sample(
      this.#random,
      (other) => other.address !== address && nowMs - other.heardMs < MEMBER_EXPIRES_MS,
      (other) => this.#isDeaf(other.address),
    );
    return {
      ok: true,
      addresses: others.map((other) => other.address),
      beginnings: beginningsOf([member, ...others]),
    };
  }

  /** `address` has answered the offer of a tab that comes from `network`. */
  answered(address: string, network: string): void {
    const guest = this.#guests.get(address);
    if (guest === undefined || guest.witnesses.size >= MAX_WITNESSES) return;
    guest.witnesses.add(network);
    this.#grade(address, guest);
  }

  /** `address` got an offer and has not answered it. Once it has answered anybody, that says nothing: offers can be bad. */
  leftUnanswered(address: string): void {
    const guest = this.#guests.get(address);
    if (guest === undefined || guest.silent) return;
    guest.silent = true;
    this.#grade(address, guest);
  }

  leave(studyId: StudyId, address: string): void {
    const room = this.#rooms.get(studyId);
    const member = room?.find(address);
    if (room === undefined || member === undefined) return;
    room.remove(member);
    this.#forget(studyId, address);
    if (room.size === 0) this.#close(studyId, room);
  }

  /** The client behind `address` is gone for good. */
  leaveAll(address: string): void {
    for (const studyId of this.#guests.get(address)?.studies ?? []) this.leave(studyId, address);
  }

  /** Removes members that have not announced themselves for too long, and rooms that nobody is left in. */
  expire(nowMs: number): void {
    for (const [studyId, room] of this.#rooms) {
      for (const { address, heardMs } of Array.from(room.members())) {
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

  /** Whether it takes part in any study. */
  isMember(address: string): boolean {
    return this.#guests.has(address);
  }

  /** Whether both take part in one study. */
  share(address: string, other: string): boolean {
    const others = this.#guests.get(other)?.studies;
    return others !== undefined && [...(this.#guests.get(address)?.studies ?? [])].some((study) => others.has(study));
  }

  /** How many networks the members' sockets come from. */
  networks(studyId: StudyId): number {
    return this.#rooms.get(studyId)?.networks ?? 0;
  }

  /** How many tabs are members. */
  size(studyId: StudyId): number {
    return this.#rooms.get(studyId)?.size ?? 0;
  }

  /** Whether some member says that a trial has ended with a value. */
  claimsValue(studyId: StudyId): boolean {
    for (const { summary } of this.#rooms.get(studyId)?.members() ?? []) if (summary.best !== null) return true;
    return false;
  }

  /** What each member last said of the study, by network; the seed's own archive only where nobody else is there. */
  summaries(studyId: StudyId): StudySummary[][] {
    const byNetwork = new Map<string, StudySummary[]>();
    const room = this.#rooms.get(studyId);
    for (const { address, network, summary } of room?.members() ?? []) {
      if (address === this.archive && room !== undefined && room.size > 1) continue;
      const said = byNetwork.get(network) ?? [];
      said.push(summary);
      byNetwork.set(network, said);
    }
    return [...byNetwork.values()];
  }

  counts(): { readonly rooms: number; readonly addresses: number } {
    return { rooms: this.#rooms.size, addresses: this.#guests.size };
  }

  #open(studyId: StudyId, network: string): Room | null {
    const opened = this.#openedBy.get(network) ?? 0;
    if (this.#rooms.size >= MAX_ROOMS || opened >= MAX_ROOMS_PER_NETWORK) return null;
    const room = new Room(network);
    this.#rooms.set(studyId, room);
    count(this.#openedBy, network, 1);
    return room;
  }

  #close(studyId: StudyId, room: Room): void {
    this.#rooms.delete(studyId);
    count(this.#openedBy, room.network, -1);
  }

  #seat(studyId: StudyId, room: Room, member: Member): void {
    const { address } = member;
    const former = room.find(address);
    if (former?.network === member.network) {
      former.heardMs = member.heardMs;
      former.summary = member.summary;
      return;
    }
    if (former !== undefined) room.remove(former);
    const { seated, unseated } = room.seat(member);
    if (unseated !== null) this.#forget(studyId, unseated.address);
    if (!seated) {
      this.#forget(studyId, address);
      return;
    }
    const guest = this.#guests.get(address) ?? { studies: new Set(), witnesses: new Set(), silent: false };
    guest.studies.add(studyId);
    this.#guests.set(address, guest);
  }

  /** It is in the room no more. */
  #forget(studyId: StudyId, address: string): void {
    const guest = this.#guests.get(address);
    guest?.studies.delete(studyId);
    if (guest?.studies.size === 0) this.#guests.delete(address);
  }

  #grade(address: string, guest: Guest): void {
    const standing = standingOf(guest);
    for (const studyId of guest.studies) {
      const room = this.#rooms.get(studyId);
      const member = room?.find(address);
      if (member !== undefined && member.standing !== standing) room?.grade(member, standing);
    }
  }
}

function standingOf(guest: Guest | undefined): Standing {
  if (guest === undefined) return "untried";
  if (guest.witnesses.size > 0) return guest.witnesses.size < MAX_WITNESSES ? "one-network" : "several";
  return guest.silent ? "silent" : "untried";
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
