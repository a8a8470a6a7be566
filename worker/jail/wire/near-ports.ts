/** The end of a channel, as far as a slot and its supervisor use it; a `MessagePort` is one. */
export interface JailPort {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
  close(): void;
}

/**
 * Two ends of a channel within one thread: in order, never at once, and without the wake-ups of a `MessageChannel`, which cost
 * more than a cheap trial. What is posted is handed over as it is, so whoever posts it leaves it alone.
 */
export function nearPorts(): [JailPort, JailPort] {
  let isOpen = true;
  const end = (): JailPort => ({
    onmessage: null,
    postMessage: () => undefined,
    close() {
      isOpen = false;
    },
  });
  const [one, other] = [end(), end()];
  const join = (from: JailPort, to: JailPort): void => {
    from.postMessage = (data) =>
      queueMicrotask(() => {
        if (isOpen) to.onmessage?.({ data } as MessageEvent);
      });
  };
  join(one, other);
  join(other, one);
  return [one, other];
}
