import type { FromFrame, ToFrame } from "./wire/jail-wire.ts";

export interface FrameEvents {
  onUp(): void;
  onPong(): void;
}

/** One sandboxed iframe for one supervisor. What is ordered before it is up waits. */
export class JailFrame {
  isUp = false;
  /** Known once it is up. */
  hasOwnProcess = false;
  readonly #iframe = document.createElement("iframe");
  #events: FrameEvents | null = null;
  #order: (() => void) | null = null;

  constructor(url: string) {
    addEventListener("message", this.#listen);
    this.#iframe.setAttribute("sandbox", "allow-scripts");
    this.#iframe.setAttribute("aria-hidden", "true");
    this.#iframe.title = "Runs objectives, walled off";
    this.#iframe.hidden = true;
    this.#iframe.src = url;
    document.body.append(this.#iframe);
  }

  /** From now on these hear of it; `onUp` not where it is up already. */
  tell(events: FrameEvents): void {
    this.#events = events;
  }

  /** Once for each frame: the supervisor starts, with `port` as its end. */
  open(supervisor: string, port: MessagePort): void {
    const order = (): void => this.#post({ type: "open", supervisor }, [port]);
    if (this.isUp) order();
    else this.#order = order;
  }

  ping(): void {
    this.#post({ type: "ping" });
  }

  /** Ends what runs in it; where the browser gives it a process of its own, whatever that is. */
  remove(): void {
    removeEventListener("message", this.#listen);
    this.#iframe.remove();
  }

  #post(message: ToFrame, transfer: Transferable[] = []): void {
    this.#iframe.contentWindow?.postMessage(message, "*", transfer);
  }

  readonly #listen = (event: MessageEvent): void => {
    if (event.source === null || event.source !== this.#iframe.contentWindow) return;
    const message: FromFrame = event.data;
    if (message.type === "pong") {
      this.#events?.onPong();
      return;
    }
    this.isUp = true;
    this.hasOwnProcess = message.hasOwnProcess;
    this.#order?.();
    this.#order = null;
    this.#events?.onUp();
  };
}
