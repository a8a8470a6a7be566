/** What becomes of the page: left or taken up again, asleep or awake, on another network. */
export interface PageLifeEvents {
  /** The page is left: others must not take it for alive. */
  onHide(): void;
  /** The browser had kept it aside and shows it again. */
  onShow(): void;
  /** What was connected before may not be any more: the network has changed or is back, or the page was frozen. */
  onDoubt(): void;
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
  networkInformation()?.addEventListener("change", () => events.onDoubt(), { signal });
  return () => stop.abort();
}

/** Chromium alone says when a machine goes from one network to another without being offline in between. */
function networkInformation(): EventTarget | null {
  const found: unknown = "connection" in navigator ? navigator.connection : null;
  return found instanceof EventTarget ? found : null;
}
