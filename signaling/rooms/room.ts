import type { StudySummary } from "../../agent/ports.ts";
import { Crowd, inRandomOrder, type Placed, type Standing } from "./crowd.ts";
import { DenseSet } from "./dense-set.ts";

/** Past this a sample of 16 is as good as one of them all, so those who find no place still get addresses. */
export const MAX_MEMBERS = 5_000;
/** Twice the links a tab wants, because some of them will be full or gone. */
export const MAX_SAMPLE = 16;
/** Of these many are left for those that nobody has reached yet, or nobody would ever reach them. */
const UNPROVEN_PLACES = 4;
/** So many are told where there are as many, however few of them have been reached. */
const FEW = 8;

/** Of those who are told, so many come first whose networks were there first: a crowd that has just come must not be all that a newcomer meets. */
const ELDEST = 2;

export interface Member extends Placed {
  /** The one its socket comes from. */
  readonly network: string;
  heardMs: number;
  summary: StudySummary;
}

/** Who works on one study, by the networks they come from: whatever one of these brings, it gets one network's share. */
export class Room {
  /** That opened it. */
  readonly network: string;
  readonly #members = new Map<string, Member>();
  readonly #crowds = new Map<string, Crowd<Member>>();
  /** Which of these networks came first: counts up. */
  readonly #arrivals = new Map<string, number>();
  #arrived = 0;
  /** Crowds of which somebody has been reached, and crowds of which somebody has not. */
  readonly #proven = new DenseSet<Crowd<Member>>();
  readonly #unproven = new DenseSet<Crowd<Member>>();

  constructor(network: string) {
    this.network = network;
  }

  get size(): number {
    return this.#members.size;
  }

  /** How many networks the members come from. */
  get networks(): number {
    return this.#crowds.size;
  }

  members(): IterableIterator<Member> {
    return this.#members.values();
  }

  find(address: string): Member | undefined {
    return this.#members.get(address);
  }

  /**
   * Whether it got a place; in a full room only if it comes from a network with fewer members than another, of whom then one, who
   * is returned, has lost its place.
   */
  seat(member: Member): { readonly seated: boolean; readonly unseated: Member | null } {
    let unseated: Member | null = null;
    if (this.size >= MAX_MEMBERS) {
      const largest = this.#largest();
      const own = this.#crowds.get(member.network)?.size ?? 0;
      unseated = largest !== undefined && own + 1 < largest.size ? (largest.least() ?? null) : null;
      if (unseated === null) return { seated: false, unseated: null };
      this.remove(unseated);
    }
    this.#members.set(member.address, member);
    const crowd = this.#crowds.get(member.network) ?? new Crowd();
    if (!this.#crowds.has(member.network)) this.#arrivals.set(member.network, this.#arrived++);
    crowd.add(member);
    this.#crowds.set(member.network, crowd);
    this.#sort(crowd);
    return { seated: true, unseated };
  }

  remove(member: Member): void {
    if (!this.#members.delete(member.address)) return;
    const crowd = this.#crowds.get(member.network);
    if (crowd === undefined) return;
    crowd.remove(member);
    this.#sort(crowd);
    if (crowd.size > 0) return;
    this.#crowds.delete(member.network);
    this.#arrivals.delete(member.network);
  }

  grade(member: Member, standing: Standing): void {
    const crowd = this.#crowds.get(member.network);
    if (crowd === undefined) return;
    crowd.remove(member);
    member.standing = standing;
    crowd.add(member);
    this.#sort(crowd);
  }

  /**
   * At most MAX_SAMPLE members that are `wanted`, those that have been reached first, before all two of them whose networks were there
   * first; of these, and of the others, each network has its turn before any has its next. Who is deaf comes last, and only where there are few others.
   */
  sample(random: () => number, wanted: (member: Member) => boolean, isDeaf: (member: Member) => boolean): Member[] {
    const hearing = this.#sampleOf(random, (member) => wanted(member) && !isDeaf(member));
    if (hearing.length >= FEW) return hearing;
    const deaf = this.#sampleOf(random, (member) => wanted(member) && isDeaf(member));
    return [...hearing, ...deaf.slice(0, FEW - hearing.length)];
  }

  #sampleOf(random: () => number, wanted: (member: Member) => boolean): Member[] {
    const ofProven = inRandomOrder(this.#proven.items, random);
    const proven = inTurns(ofProven, (crowd) => crowd.provenInTurn(random), wanted, MAX_SAMPLE);
    const ofOthers = inRandomOrder(this.#unproven.items, random);
    const places = proven.length === 0 ? MAX_SAMPLE : Math.max(UNPROVEN_PLACES, FEW - proven.length);
    const others = inTurns(ofOthers, (crowd) => crowd.unprovenInTurn(random, wanted), wanted, places);
    return [...this.#eldestFirst(proven.slice(0, MAX_SAMPLE - others.length)), ...others];
  }

  /** Who is drawn does not hang on it: no first comer is told to all. */
  #eldestFirst(members: readonly Member[]): Member[] {
    const ofNetwork = new Map<string, Member>();
    for (const member of members) if (!ofNetwork.has(member.network)) ofNetwork.set(member.network, member);
    const arrival = ({ network }: Member): number => this.#arrivals.get(network) ?? 0;
    const eldest = [...ofNetwork.values()].toSorted((a, b) => arrival(a) - arrival(b)).slice(0, ELDEST);
    return [...eldest, ...members.filter((member) => !eldest.includes(member))];
  }

  #sort(crowd: Crowd<Member>): void {
    this.#proven.keep(crowd, crowd.proven > 0);
    this.#unproven.keep(crowd, crowd.unproven > 0);
  }

  #largest(): Crowd<Member> | undefined {
    let largest: Crowd<Member> | undefined;
    for (const crowd of this.#crowds.values()) if (crowd.size > (largest?.size ?? 0)) largest = crowd;
    return largest;
  }
}

/** One of each group, then one more of each, until there are `most` or none is left. */
function inTurns<Group, Item>(
  groups: Iterator<Group, void>,
  open: (group: Group) => Iterator<Item, void>,
  wanted: (item: Item) => boolean,
  most: number,
): Item[] {
  const taken: Item[] = [];
  let left: Iterator<Item, void>[] = [];
  const take = (sequence: Iterator<Item, void>, still: Iterator<Item, void>[]): void => {
    const item = nextWanted(sequence, wanted);
    if (item === undefined) return;
    taken.push(item);
    still.push(sequence);
  };
  while (taken.length < most) {
    const group = groups.next();
    if (group.done === true) break;
    take(open(group.value), left);
  }
  while (left.length > 0 && taken.length < most) {
    const still: Iterator<Item, void>[] = [];
    for (const sequence of left) if (taken.length < most) take(sequence, still);
    left = still;
  }
  return taken;
}

function nextWanted<Item>(sequence: Iterator<Item, void>, wanted: (item: Item) => boolean): Item | undefined {
  for (let next = sequence.next(); next.done !== true; next = sequence.next())
    if (wanted(next.value)) return next.value;
  return undefined;
}
