import type { StudyId } from "../../study/spec/spec.ts";
import type { Address, Clock, LinkId, LinkKind, Timer, Transport, TransportEvents } from "../ports.ts";
import {
  decodeFrame,
  encodeFrame,
  type FrameFault,
  type FrameKind,
  MAX_PAYLOAD_BYTES,
  type StudyTag,
  tagOf,
} from "./mux-frame.ts";

/** A tab takes part in a handful of studies; more would share its cores and links too thinly to help any. */
export const MAX_STUDIES_PER_TAB = 16;
/** Eight active links for each of a handful of studies, with newcomers on top; browsers slow down far above. */
export const MAX_SHARED_LINKS = 64;
/** Studies a stranger may ask for in vain over one link before it counts as probing. */
export const MAX_VAIN_OPENS = 32;
/** Messages under way when a study ends here come in vain through no fault of the sender; far more is a flood. */
export const MAX_VAIN_DATA = 4_096;
/** A link without a study is kept this long: the next study often wants the same peer, and opening costs up to a second. */
export const IDLE_LINK_MS = 5_000;

interface SharedLink {
  readonly link: LinkId;
  readonly address: Address;
  kind: LinkKind;
  /** This link's id as each study knows it. */
  readonly studies: Map<StudyTag, LinkId>;
  vainOpens: number;
  vainData: number;
  idle: Timer | null;
}

/**
 * One transport shared by the studies of one tab. Each study gets a `Transport` of its own from `open`; a peer that both
 * take part with in several studies costs one link.
 */
export class LinkMux {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #channels = new Map<StudyTag, Channel>();
  readonly #links = new Map<LinkId, SharedLink>();
  readonly #dialing = new Map<Address, Set<StudyTag>>();
  #nextLink = 1;
  /** Frames refused, by reason: a growing "other version" means that an older or newer page is in the swarm. */
  readonly faults = new Map<FrameFault | "not here", number>();

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
    transport.listen({
      onLinkOpened: (link, address, kind, incoming) => this.#linkOpened(link, address, kind, incoming),
      onLinkClosed: (link) => this.#linkClosed(link),
      onLinkKind: (link, kind) => this.#linkKind(link, kind),
      onConnectFailed: (address, reason) => this.#connectFailed(address, reason),
      onMessage: (link, bytes) => this.#received(link, bytes),
      onDoubt: () => {
        for (const channel of this.#channels.values()) channel.doubts();
      },
    });
  }

  /** Throws when the study is open already, or MAX_STUDIES_PER_TAB are. */
  open(studyId: StudyId): Transport {
    const tag = tagOf(studyId);
    if (this.#channels.has(tag)) throw new Error("This tab takes part in the study already.");
    if (this.#channels.size >= MAX_STUDIES_PER_TAB)
      throw new Error(
        `This tab takes part in ${MAX_STUDIES_PER_TAB} studies already; leave one of them first, a finished one costs nothing.`,
      );
    const channel = new Channel(this, tag);
    this.#channels.set(tag, channel);
    return channel;
  }

  /** Ends the study's part of every link, without further events for it. */
  close(studyId: StudyId): void {
    const tag = tagOf(studyId);
    this.#channels.delete(tag);
    for (const waiting of this.#dialing.values()) waiting.delete(tag);
    for (const shared of this.#links.values()) this.#endStudy(shared, tag, true);
  }

  address(): Address | null {
    return this.#transport.address();
  }

  /** For `Channel`. */
  wake(): void {
    this.#transport.wake?.();
  }

  /** For `Channel`: a link for one study, over an open one if there is one. */
  connect(tag: StudyTag, address: Address): void {
    const shared = this.#linkTo(address);
    if (shared) {
      this.#beginStudy(shared, tag);
      return;
    }
    const waiting = this.#dialing.get(address);
    if (waiting) {
      waiting.add(tag);
      return;
    }
    this.#dialing.set(address, new Set([tag]));
    this.#transport.connect(address);
  }

  /** For `Channel`. */
  send(tag: StudyTag, link: LinkId, bytes: Uint8Array): boolean {
    return bytes.length <= MAX_PAYLOAD_BYTES && this.#transport.send(link, encodeFrame("data", tag, bytes));
  }

  /** For `Channel`. */
  closeStudy(tag: StudyTag, link: LinkId): void {
    const shared = this.#links.get(link);
    if (shared) this.#endStudy(shared, tag, true);
  }

  /** A study that is still being loaded does not take part yet. */
  #listening(tag: StudyTag): Channel | undefined {
    const channel = this.#channels.get(tag);
    return channel?.isListening ? channel : undefined;
  }

  #linkTo(address: Address): SharedLink | undefined {
    for (const shared of this.#links.values()) if (shared.address === address) return shared;
    return undefined;
  }

  #linkOpened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean): void {
    if (incoming && this.#links.size >= MAX_SHARED_LINKS) {
      this.#transport.close(link);
      return;
    }
    const shared: SharedLink = { link, address, kind, studies: new Map(), vainOpens: 0, vainData: 0, idle: null };
    this.#links.set(link, shared);
    // Who calls by the relay has perhaps been offered a direct way by us and makes none: our dial need not fail first.
    const isAwaited = !incoming || kind === "relayed";
    const waiting = isAwaited ? this.#dialing.get(address) : undefined;
    if (isAwaited) this.#dialing.delete(address);
    for (const tag of waiting ?? []) this.#beginStudy(shared, tag);
    this.#closeWhenIdle(shared);
  }

  #linkClosed(link: LinkId): void {
    const shared = this.#links.get(link);
    if (!shared) return;
    this.#links.delete(link);
    shared.idle?.cancel();
    for (const [tag, own] of shared.studies) this.#channels.get(tag)?.closed(own);
    shared.studies.clear();
  }

  #linkKind(link: LinkId, kind: LinkKind): void {
    const shared = this.#links.get(link);
    if (!shared) return;
    shared.kind = kind;
    for (const [tag, own] of shared.studies) this.#channels.get(tag)?.goesBy(own, kind);
  }

  #connectFailed(address: Address, reason: string): void {
    const waiting = this.#dialing.get(address);
    this.#dialing.delete(address);
    const shared = this.#linkTo(address);
    for (const tag of waiting ?? []) {
      // The other side dialed at the same time and that link is open by now.
      if (shared) this.#beginStudy(shared, tag);
      else this.#channels.get(tag)?.connectFailed(address, reason);
    }
  }

  #received(link: LinkId, bytes: Uint8Array): void {
    const shared = this.#links.get(link);
    if (!shared) return;
    const frame = decodeFrame(bytes);
    if (typeof frame === "string") {
      this.#count(frame);
      this.#drop(shared);
      return;
    }
    const channel = this.#listening(frame.tag);
    const own = shared.studies.get(frame.tag);
    if (frame.kind === "notHere") this.#endStudy(shared, frame.tag, false);
    else if (frame.kind === "open" && channel && own === undefined) this.#addStudy(shared, frame.tag, channel, true);
    else if (frame.kind === "data" && channel && own !== undefined) channel.received(own, frame.payload);
    else if (own === undefined) this.#refuse(shared, frame.kind, frame.tag);
  }

  #refuse(shared: SharedLink, kind: FrameKind, tag: StudyTag): void {
    this.#count("not here");
    if (kind === "open") shared.vainOpens++;
    else shared.vainData++;
    if (shared.vainOpens > MAX_VAIN_OPENS || shared.vainData > MAX_VAIN_DATA) this.#drop(shared);
    else if (kind === "open") this.#transport.send(shared.link, encodeFrame("notHere", tag));
  }

  #drop(shared: SharedLink): void {
    this.#linkClosed(shared.link);
    this.#transport.close(shared.link);
  }

  #beginStudy(shared: SharedLink, tag: StudyTag): void {
    const channel = this.#channels.get(tag);
    if (!channel) return;
    if (shared.studies.has(tag)) {
      channel.connectFailed(shared.address, "There is a link to this tab already.");
      return;
    }
    this.#transport.send(shared.link, encodeFrame("open", tag));
    this.#addStudy(shared, tag, channel, false);
  }

  #addStudy(shared: SharedLink, tag: StudyTag, channel: Channel, incoming: boolean): void {
    shared.idle?.cancel();
    shared.idle = null;
    const own = this.#nextLink++;
    shared.studies.set(tag, own);
    channel.opened(own, shared.link, shared.address, shared.kind, incoming);
  }

  #endStudy(shared: SharedLink, tag: StudyTag, tell: boolean): void {
    const own = shared.studies.get(tag);
    if (own === undefined) return;
    shared.studies.delete(tag);
    if (tell) this.#transport.send(shared.link, encodeFrame("notHere", tag));
    this.#channels.get(tag)?.closed(own);
    this.#closeWhenIdle(shared);
  }

  #closeWhenIdle(shared: SharedLink): void {
    if (shared.studies.size > 0 || shared.idle) return;
    shared.idle = this.#clock.setTimer(IDLE_LINK_MS, () => this.#drop(shared));
  }

  #count(fault: FrameFault | "not here"): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
  }
}

/** One study's view of the shared links. */
class Channel implements Transport {
  readonly #mux: LinkMux;
  readonly #tag: StudyTag;
  /** The shared link behind each of this study's link ids. */
  readonly #shared = new Map<LinkId, LinkId>();
  #events: TransportEvents | null = null;

  constructor(mux: LinkMux, tag: StudyTag) {
    this.#mux = mux;
    this.#tag = tag;
  }

  address(): Address | null {
    return this.#mux.address();
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  get isListening(): boolean {
    return this.#events !== null;
  }

  connect(address: Address): void {
    this.#mux.connect(this.#tag, address);
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    const shared = this.#shared.get(link);
    return shared !== undefined && this.#mux.send(this.#tag, shared, bytes);
  }

  close(link: LinkId): void {
    const shared = this.#shared.get(link);
    if (shared !== undefined) this.#mux.closeStudy(this.#tag, shared);
  }

  opened(link: LinkId, shared: LinkId, address: Address, kind: LinkKind, incoming: boolean): void {
    this.#shared.set(link, shared);
    this.#events?.onLinkOpened(link, address, kind, incoming);
  }

  closed(link: LinkId): void {
    if (this.#shared.delete(link)) this.#events?.onLinkClosed(link);
  }

  wake(): void {
    this.#mux.wake();
  }

  doubts(): void {
    this.#events?.onDoubt?.();
  }

  goesBy(link: LinkId, kind: LinkKind): void {
    this.#events?.onLinkKind?.(link, kind);
  }

  connectFailed(address: Address, reason: string): void {
    this.#events?.onConnectFailed(address, reason);
  }

  received(link: LinkId, bytes: Uint8Array): void {
    this.#events?.onMessage(link, bytes);
  }
}
