/** What becomes of the page: left or taken up again, asleep or awake, on another network. */
export interface PageLifeEvents {
  /** The page is left: others must not take it for alive. */
  onHide(): void;
  /** The browser had kept it aside and shows it again. */
  onShow(): void;
  /** What was connected before is probably not any more: the network is another or is back, or the page was frozen. */
  onDoubt(): void;
  /** The network is faster, slower or another; desktop browsers do not say which. */
  onHint(): void;
}

/** Says what becomes of the page until it is called off. Where there is no page, as in Node, nothing does. */
export function watchPage(events: PageLifeEvents): () => void {
  if (typeof addEventListener !== "function" || typeof document === "undefined") return () => {};
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("pagehide", () => events.onHide(), { signal });
  addEventListener("pageshow", ({ persisted }) => persisted && events.onShow(), { signal });
  addEventListener("online", () => events.onDoubt(), { signal });
  // After a freeze; timers stood still, and who waited for us has given up.
  document.addEventListener("resume", () => events.onDoubt(), { signal });
  const network = networkInformation();
  let before = kindOf(network);
  network?.addEventListener(
    "change",
    () => {
      const now = kindOf(network);
      if (now !== before) events.onDoubt();
      else events.onHint();
      before = now;
    },
    { signal },
  );
  return () => stop.abort();
}

/** Wi-Fi or mobile, where a browser tells. */
const kindOf = (network: EventTarget | null): unknown => (network !== null && "type" in network ? network.type : null);

/** Chromium alone says when a machine goes from one network to another without being offline in between. */
function networkInformation(): EventTarget | null {
  const found: unknown = "connection" in navigator ? navigator.connection : null;
  return found instanceof EventTarget ? found : null;
}
