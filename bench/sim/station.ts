import type { Address, LinkId, LinkKind, Transport, TransportEvents } from "../../agent/ports.ts";

/** What somebody does beside what a transport does. */
export interface StationHooks {
  /** What leaves instead of `bytes`, in order; nothing: the message vanishes. */
  onSend?(link: LinkId, bytes: Uint8Array): readonly Uint8Array[];
  onOpened?(link: LinkId, address: Address, incoming: boolean): void;
  onFailed?(address: Address): void;
  onMessage?(link: LinkId, bytes: Uint8Array): void;
}

/** A transport that somebody listens to, or tampers with. */
export class Station implements Transport {
  readonly #inner: Transport;
  readonly #hooks: StationHooks;

  constructor(inner: Transport, hooks: StationHooks) {
    this.#inner = inner;
    this.#hooks = hooks;
  }

  address(): Address | null {
    return this.#inner.address();
  }

  listen(events: TransportEvents): void {
    const hooks = this.#hooks;
    this.#inner.listen({
      onLinkOpened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean) {
        hooks.onOpened?.(link, address, incoming);
        events.onLinkOpened(link, address, kind, incoming);
      },
      onLinkClosed: (link) => events.onLinkClosed(link),
      onConnectFailed(address, reason) {
        hooks.onFailed?.(address);
        events.onConnectFailed(address, reason);
      },
      onMessage(link, bytes) {
        hooks.onMessage?.(link, bytes);
        events.onMessage(link, bytes);
      },
    });
  }

  connect(address: Address): void {
    this.#inner.connect(address);
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    const sent = this.#hooks.onSend?.(link, bytes) ?? [bytes];
    return sent.every((one) => this.#inner.send(link, one));
  }

  close(link: LinkId): void {
    this.#inner.close(link);
  }
}
