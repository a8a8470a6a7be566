import type { StudySecret } from "../../study/spec/study-secret.ts";
import type { Address, Clock, LinkId, LinkKind, Timer, Transport, TransportEvents } from "../ports.ts";
import { LINK_NONCE_BYTES, PrivateHandshake } from "./private-handshake.ts";

/** Two crossings; a link that needs longer is of no use. */
export const PRIVATE_HANDSHAKE_MS = 10_000;
/** Links of others that have not proven themselves yet. More at once are somebody's flood of connections. */
export const MAX_PROVING = 32;
/** So long a link is left to prove itself before it gives way to a newer one: an honest one takes two crossings. */
export const PROVES_WITHIN_MS = 1_000;
/** How long an address that had not the secret is neither dialled nor heard: as long as a peer that was cut. */
export const STRANGER_MS = 600_000;
/** More would be a crowd of addresses, against which a list does not help. */
export const MAX_STRANGERS = 256;

/** What either end makes of a link whose other end has another secret. */
export const OTHER_SECRET = "This link's secret is not this study's: ask whoever sent it for the whole link.";
const SILENT = "This tab did not prove in time that it has the study's secret.";
const GONE = "The link ended before this tab had proven that it has the study's secret.";

interface PrivateLink {
  readonly address: Address;
  kind: LinkKind;
  readonly incoming: boolean;
  readonly openedMs: number;
  readonly handshake: PrivateHandshake;
  readonly timer: Timer;
}

export interface PrivateChannelOptions {
  readonly channel: Transport;
  readonly secret: StudySecret;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** A study's links, of which it sees those alone whose other end has proven that it has the secret; all that they carry is sealed. */
export class PrivateChannel implements Transport {
  readonly #options: PrivateChannelOptions;
  readonly #links = new Map<LinkId, PrivateLink>();
  readonly #strangers = new Map<Address, number>();
  #events: TransportEvents | null = null;

  constructor(options: PrivateChannelOptions) {
    this.#options = options;
  }

  address(): Address | null {
    return this.#options.channel.address();
  }

  listen(events: TransportEvents): void {
    this.#events = events;
    this.#options.channel.listen({
      onLinkOpened: (link, address, kind, incoming) => this.#opened(link, address, kind, incoming),
      onLinkClosed: (link) => this.#ended(link, GONE),
      onLinkKind: (link, kind) => this.#goesBy(link, kind),
      onConnectFailed: (address, reason) => events.onConnectFailed(address, reason),
      onMessage: (link, bytes) => this.#received(link, bytes),
      onDoubt: () => events.onDoubt?.(),
    });
  }

  connect(address: Address): void {
    if (this.#isStranger(address)) this.#events?.onConnectFailed(address, OTHER_SECRET);
    else this.#options.channel.connect(address);
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    const open = this.#links.get(link);
    return open?.handshake.isOpen === true && this.#options.channel.send(link, open.handshake.seal(bytes));
  }

  close(link: LinkId): void {
    this.#links.get(link)?.timer.cancel();
    this.#links.delete(link);
    this.#options.channel.close(link);
  }

  wake(): void {
    this.#options.channel.wake?.();
  }

  #goesBy(link: LinkId, kind: LinkKind): void {
    const found = this.#links.get(link);
    if (found === undefined) return;
    found.kind = kind;
    if (found.handshake.isOpen) this.#events?.onLinkKind?.(link, kind);
  }

  #opened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean): void {
    const { channel, secret, clock, randomBytes } = this.#options;
    if (this.#isStranger(address) || (incoming && !this.#makesRoom())) {
      channel.close(link);
      if (!incoming) this.#events?.onConnectFailed(address, OTHER_SECRET);
      return;
    }
    const handshake = new PrivateHandshake(secret, randomBytes(LINK_NONCE_BYTES));
    const timer = clock.setTimer(PRIVATE_HANDSHAKE_MS, () => this.#end(link, SILENT));
    this.#links.set(link, { address, kind, incoming, openedMs: clock.nowMs(), handshake, timer });
    channel.send(link, handshake.hello());
  }

  #received(link: LinkId, bytes: Uint8Array): void {
    const from = this.#links.get(link);
    if (from === undefined) return;
    const received = from.handshake.receive(bytes);
    switch (received.kind) {
      case "reply":
        this.#options.channel.send(link, received.frame);
        return;
      case "open":
        from.timer.cancel();
        this.#events?.onLinkOpened(link, from.address, from.kind, from.incoming);
        return;
      case "message":
        this.#events?.onMessage(link, received.bytes);
        return;
      case "nothing":
        return;
      case "refused":
        if (received.frame !== undefined) this.#options.channel.send(link, received.frame);
        this.#remember(from.address);
        this.#end(link, OTHER_SECRET);
    }
  }

  #end(link: LinkId, reason: string): void {
    this.#ended(link, reason);
    this.#options.channel.close(link);
  }

  /** The study hears of the end of what it has heard of: an open link, or its own dial. */
  #ended(link: LinkId, reason: string): void {
    const ended = this.#links.get(link);
    if (ended === undefined) return;
    ended.timer.cancel();
    this.#links.delete(link);
    if (ended.handshake.isOpen) this.#events?.onLinkClosed(link);
    else if (!ended.incoming) this.#events?.onConnectFailed(ended.address, reason);
  }

  /** Whether one more link of somebody else may prove itself: where too many do, the first that has had its time gives way. */
  #makesRoom(): boolean {
    const proving = [...this.#links].filter(([, { incoming, handshake }]) => incoming && !handshake.isOpen);
    if (proving.length < MAX_PROVING) return true;
    const [first] = proving;
    if (first === undefined || this.#options.clock.nowMs() - first[1].openedMs < PROVES_WITHIN_MS) return false;
    this.#end(first[0], SILENT);
    return true;
  }

  #remember(address: Address): void {
    this.#strangers.delete(address);
    this.#strangers.set(address, this.#options.clock.nowMs() + STRANGER_MS);
    const oldest = this.#strangers.keys().next();
    if (this.#strangers.size > MAX_STRANGERS && oldest.done !== true) this.#strangers.delete(oldest.value);
  }

  #isStranger(address: Address): boolean {
    return (this.#strangers.get(address) ?? 0) > this.#options.clock.nowMs();
  }
}
