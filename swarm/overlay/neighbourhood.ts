import { type Address, type LinkId, NONCE_BYTES } from "../ids.ts";
import { HANDSHAKE_TIMEOUT_MS, Handshake } from "../link/handshake.ts";
import { type Link, newLink, type Surroundings } from "../link/link.ts";
import { SILENT_LINK_MS } from "../link/liveness.ts";
import { FAULT, ShunList } from "../link/misbehaviour.ts";
import { refillIncoming } from "../link/rate-limit.ts";
import type { Bans } from "../log/fork.ts";
import type { Presence } from "../presence/presence.ts";
import {
  type DisconnectMessage,
  type HelloMessage,
  MIN_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
  type ShuffleMessage,
} from "../wire/message.ts";
import { RendezvousTimer } from "./rendezvous.ts";
import { FEW_ACTIVE, MAX_ACTIVE, TARGET_ACTIVE, Views } from "./views.ts";
import { Welcome } from "./welcome.ts";

/** Links that are still greeting: two full views' worth. More at once are somebody's flood of connections. */
export const MAX_GREETING = 16;
const SHUFFLE_EVERY_MS = 30_000;
/** A neighbour that shuffles faster than this wants to fill our view. */
const MIN_SHUFFLE_GAP_MS = 5_000;
/** One dial beyond the target at most in this time. */
const STRANGER_EVERY_MS = 20_000;
/** Source of addresses that the seed told. */
const SEED = "seed";

interface Identity {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly logNonce: Uint8Array;
  readonly log: string;
}

/** Who our neighbours are: opening, proving, refusing, replacing and closing links. */
export class Neighbourhood {
  readonly views: Views;
  private readonly shunned = new ShunList();
  ownAddress: Address = "";
  private readonly around: Surroundings;
  private readonly identity: Identity;
  private readonly presence: Presence;
  private readonly welcome: Welcome;
  private readonly rendezvous: RendezvousTimer;
  private readonly bridging = new Set<Address>();
  private nextShuffleMs: number;
  private strangerMs = Number.NEGATIVE_INFINITY;

  constructor(around: Surroundings, identity: Identity, presence: Presence, bans: Bans) {
    this.around = around;
    this.identity = identity;
    this.presence = presence;
    this.views = new Views(around.chance, around.nowMs);
    this.welcome = new Welcome(around, this.views, bans, this.shunned, identity.log);
    this.rendezvous = new RendezvousTimer(around.chance);
    this.nextShuffleMs = around.nowMs + around.chance.between(0, SHUFFLE_EVERY_MS);
  }

  setOwnAddress(address: Address | null): void {
    this.ownAddress = address ?? "";
    if (address === null) return;
    this.views.isOwn(address);
    this.rendezvous.hurry();
  }

  /** From the seed, those that others have reached first. One that no live log has given as its own may belong to a part of the swarm we have lost. */
  found(addresses: readonly Address[]): void {
    const linked = this.linkedAddresses();
    const others = addresses.filter((address) => address !== "" && address !== this.ownAddress && !linked.has(address));
    this.rendezvous.named(others.length);
    this.views.findAll(others, SEED, this.around.nowMs, this.around.openLinks().length);
    if (this.around.nowMs - this.strangerMs < STRANGER_EVERY_MS || this.presence.liveLogs === 0) return;
    const familiar = this.presence.familiarAddresses(this.around.nowMs);
    for (const address of others) {
      if (familiar.has(address) || !this.views.dialStranger(address, this.around.nowMs, linked)) continue;
      this.strangerMs = this.around.nowMs;
      this.bridging.clear();
      this.bridging.add(address);
      this.around.emit({ type: "connect", address });
      return;
    }
  }

  linkOpened(id: LinkId, address: Address, incoming: boolean, relayed = false): void {
    const priority = this.around.openLinks().length < FEW_ACTIVE || (!incoming && this.bridging.delete(address));
    const hello: HelloMessage = {
      type: "hello",
      minVersion: MIN_PROTOCOL_VERSION,
      maxVersion: PROTOCOL_VERSION,
      publicKey: this.identity.publicKey,
      handshakeNonce: this.around.chance.bytes(NONCE_BYTES),
      logNonce: this.identity.logNonce,
      address: this.ownAddress,
      priority,
      liveLogs: this.presence.liveLogs,
    };
    const handshake = new Handshake(this.identity.studyId, hello);
    const link = newLink(id, address, incoming, handshake, this.around.nowMs, relayed);
    if (!incoming) this.views.dialSucceeded(address);
    if (this.greeting().length >= MAX_GREETING) {
      this.around.cut(link, "full");
      return;
    }
    this.around.add(link);
    this.around.send(link, hello);
  }

  linkClosed(link: Link): void {
    this.around.remove(link);
    if (!link.open) return;
    const { log } = link.handshake;
    this.views.learn([link.address], log);
    if (this.around.openLinksTo(log).length === 0) this.presence.missLink(log, this.around.nowMs);
  }

  receiveHello(link: Link, hello: HelloMessage): void {
    const result = link.handshake.receiveHello(hello);
    if (result === "repeated") return;
    if (result === "incompatible" || result === "self") {
      if (result === "self") this.views.isOwn(link.dialled);
      else this.views.refused(link.dialled, this.around.nowMs);
      this.around.cut(link, result);
      return;
    }
    if (hello.address !== "") link.address = hello.address;
    // What is refused anyway is refused before anybody signs.
    if (this.welcome.mustRefuse(link)) this.welcome.refuse(link);
    else this.around.emit({ type: "signProof", link: link.id, bytes: result.sign });
  }

  proofSigned(link: Link, signature: Uint8Array): boolean {
    this.around.send(link, { type: "proof", signature });
    link.handshake.sentProof();
    return this.welcome.completes(link);
  }

  receiveProof(link: Link): boolean {
    link.handshake.receivedProof();
    return this.welcome.completes(link);
  }

  receiveDisconnect(link: Link, message: DisconnectMessage): void {
    this.around.drop(link, `other end: ${message.reason}`);
    if (message.reason === "self") this.views.isOwn(link.dialled);
    // It is still there: the link alone has ended.
    if (message.reason === "goodbye" && link.open && this.presence.isLive(link.handshake.log))
      this.views.learn([link.address], link.handshake.log);
    if (message.reason === "goodbye" || message.reason === "duplicate") return;
    if (message.reason === "full" && link.open) {
      this.views.learn([link.address], link.handshake.log);
      for (const address of message.addresses.slice(0, 1)) this.views.hint(address);
      return;
    }
    this.views.refused(link.dialled, this.around.nowMs);
    this.learnFrom(link, message.addresses);
  }

  receiveShuffle(link: Link, message: ShuffleMessage): void {
    if (message.type === "shuffle") {
      const tooSoon = this.around.nowMs - link.shuffledMs < MIN_SHUFFLE_GAP_MS;
      link.shuffledMs = this.around.nowMs;
      if (tooSoon) {
        this.blame(link, FAULT.brokenPromise);
        return;
      }
      this.around.send(link, { type: "shuffleReply", addresses: this.shuffleSample(link) });
    }
    this.learnFrom(link, message.addresses);
  }

  /** Adds to the link's score; cuts and shuns at the limit. */
  blame(link: Link, points: number): void {
    if (link.score.add(points, this.around.nowMs)) this.shun(link);
  }

  shun(link: Link): void {
    // Before the proof the name is only claimed, and an incoming link's address always is.
    if (link.open) this.shunned.add(link.handshake.peer, this.around.nowMs);
    if (!link.incoming) this.views.refused(link.dialled, this.around.nowMs);
    this.views.forget(link.address);
    this.around.cut(link, "misbehaved");
  }

  /** After a sleep: who is still there, and who else is? */
  wake(): void {
    for (const link of this.around.openLinks()) {
      refillIncoming(link.takes);
      link.liveness.doubt(this.around.nowMs);
    }
    this.lookAround();
  }

  /** The same on another network: time went on, so that who is being asked has no longer to answer, however often it is doubted. */
  doubtLinks(): void {
    for (const link of this.around.openLinks()) if (!link.liveness.doubted) link.liveness.doubt(this.around.nowMs);
    this.lookAround();
  }

  private lookAround(): void {
    this.rendezvous.wake();
    this.views.wake(this.around.nowMs);
  }

  tick(): void {
    const { nowMs } = this.around;
    for (const link of this.around.links.values()) this.keepAlive(link);
    const open = this.around.openLinks();
    const wantsMore = open.length < TARGET_ACTIVE || this.presence.suspectsPartition(nowMs);
    if (this.ownAddress !== "" && this.rendezvous.due(nowMs, open.length, wantsMore))
      this.around.emit({ type: "rendezvous" });
    this.dial();
    if (nowMs >= this.nextShuffleMs) this.shuffle(open);
  }

  /** As many dials as are due now. */
  dial(): void {
    const { nowMs, links } = this.around;
    const open = this.around.openLinks().length;
    // Who has just woken fails at once while the seed is away, which introduces it to others, and would only use up its dials.
    if (this.ownAddress === "" && this.views.isWaking(nowMs)) return;
    // At most ticks there is nothing to dial, and those who are linked need not be listed.
    if (!this.views.isTimeToDial(nowMs, links.size, open)) return;
    const address = this.views.nextDial(nowMs, this.linkedAddresses(), links.size, open);
    if (address !== null) this.around.emit({ type: "connect", address });
  }

  private keepAlive(link: Link): void {
    const { nowMs, chance } = this.around;
    if (!link.open) {
      if (nowMs - link.openedMs > HANDSHAKE_TIMEOUT_MS) {
        this.views.refused(link.dialled, nowMs);
        // The other end may be through with it: among many it would tell all that we are gone.
        if (this.presence.liveLogs > MAX_ACTIVE) this.around.cut(link, "goodbye");
        else this.around.drop(link, "no handshake");
      }
      return;
    }
    if (link.liveness.isSilentFor(SILENT_LINK_MS, nowMs)) {
      this.around.drop(link, "silent");
      // Gone while we slept: it has probably given us up, not died.
      if (link.liveness.doubted) this.views.learn([link.address], link.handshake.log);
      else {
        this.views.forget(link.address);
        if (this.around.openLinksTo(link.handshake.log).length === 0) this.presence.missLink(link.handshake.log, nowMs);
      }
      if (this.around.openLinks().length === 0) this.rendezvous.hurry();
      return;
    }
    const stamp = link.liveness.pingDue(nowMs, chance);
    if (stamp !== null) this.around.send(link, { type: "ping", stamp });
  }

  private shuffle(open: readonly Link[]): void {
    this.nextShuffleMs = this.around.nowMs + SHUFFLE_EVERY_MS * this.around.chance.between(0.8, 1.2);
    const partner = this.around.chance.pick(open);
    if (partner !== undefined) this.around.send(partner, { type: "shuffle", addresses: this.shuffleSample(partner) });
  }

  private shuffleSample(partner: Link): Address[] {
    const active = this.around.openLinks().map((link) => link.address);
    return this.views.shuffleSample(this.ownAddress, active).filter((address) => address !== partner.address);
  }

  private learnFrom(link: Link, addresses: readonly Address[]): void {
    const linked = this.linkedAddresses();
    const unknown = addresses.filter((address) => address !== this.ownAddress && !linked.has(address));
    this.views.learn(unknown, link.handshake.log);
  }

  private greeting(): Link[] {
    return [...this.around.links.values()].filter((link) => !link.open);
  }

  private linkedAddresses(): Set<Address> {
    const addresses = [...this.around.links.values()].flatMap((link) => [link.address, link.dialled]);
    return new Set(addresses.filter((address) => address !== ""));
  }
}
