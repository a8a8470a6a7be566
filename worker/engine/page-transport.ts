import { transfer } from "comlink";
import type { Address, LinkId, LinkKind, Transport, TransportEvents } from "../../agent/ports.ts";

/** What this transport needs of the page: the link part of `PageHost`, over Comlink. Resolves when the page has taken it. */
export interface PageLinks {
  connect(address: Address): Promise<void>;
  send(link: LinkId, bytes: Uint8Array): Promise<void>;
  closeLink(link: LinkId): Promise<void>;
  /** Time stood still for the engine. */
  wake(): Promise<void>;
}

/** What may wait for a page that is slow to take it, over all links: a second of a busy link. Beyond it messages are dropped. */
export const MAX_UNTAKEN_BYTES = 8 << 20;
/** The same for many small messages: each costs the page an event. */
export const MAX_UNTAKEN_MESSAGES = 4_096;

/** The engine's end of the links that the page holds, since WebRTC exists only on the main thread. */
export class PageTransport implements Transport {
  readonly #page: PageLinks;
  readonly #open = new Set<LinkId>();
  #address: Address | null = null;
  #events: TransportEvents | null = null;
  #untakenBytes = 0;
  #untakenMessages = 0;

  constructor(page: PageLinks) {
    this.#page = page;
  }

  address(): Address | null {
    return this.#address;
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  connect(address: Address): void {
    this.#page.connect(address).catch((error: unknown) => this.#events?.onConnectFailed(address, String(error)));
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    if (!this.#open.has(link)) return false;
    if (this.#untakenMessages >= MAX_UNTAKEN_MESSAGES) return false;
    if (this.#untakenBytes + bytes.length > MAX_UNTAKEN_BYTES) return false;
    // A copy, because one message often goes to several links.
    const copy = bytes.slice();
    const sizeBytes = copy.length;
    this.#untakenBytes += sizeBytes;
    this.#untakenMessages++;
    this.#page
      .send(link, transfer(copy, [copy.buffer]))
      .catch((error: unknown) => console.warn("The page did not take a message.", error))
      .finally(() => {
        this.#untakenBytes -= sizeBytes;
        this.#untakenMessages--;
      });
    return true;
  }

  close(link: LinkId): void {
    if (!this.#open.delete(link)) return;
    this.#page.closeLink(link).catch((error: unknown) => console.warn("The page did not close a link.", error));
  }

  wake(): void {
    this.#page.wake().catch((error: unknown) => console.warn("The page did not hear that time stood still.", error));
  }

  /** The page's news, as `EngineLinks` has them. */
  onAddress(address: Address | null): void {
    this.#address = address;
  }

  onLinkOpened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean): void {
    this.#open.add(link);
    this.#events?.onLinkOpened(link, address, kind, incoming);
  }

  onLinkClosed(link: LinkId): void {
    if (this.#open.delete(link)) this.#events?.onLinkClosed(link);
  }

  onLinkKind(link: LinkId, kind: LinkKind): void {
    if (this.#open.has(link)) this.#events?.onLinkKind?.(link, kind);
  }

  onDoubt(): void {
    this.#events?.onDoubt?.();
  }

  onConnectFailed(address: Address, reason: string): void {
    this.#events?.onConnectFailed(address, reason);
  }

  onMessage(link: LinkId, bytes: Uint8Array): void {
    if (this.#open.has(link)) this.#events?.onMessage(link, bytes);
  }
}
