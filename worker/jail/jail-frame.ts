import type { FromFrame, ToFrame } from "./wire/jail-wire.ts";

export interface FrameEvents {
  onOpened(slot: number): void;
  onKilled(slot: number): void;
  onPong(): void;
}

/** One sandboxed iframe. What is ordered before it is up waits. */
export class JailFrame {
  isUp = false;
  private readonly iframe = document.createElement("iframe");
  private readonly waiting: (() => void)[] = [];

  constructor(url: string, events: FrameEvents) {
    addEventListener("message", this.listen);
    this.events = events;
    this.iframe.setAttribute("sandbox", "allow-scripts");
    this.iframe.setAttribute("aria-hidden", "true");
    this.iframe.title = "Runs objectives, walled off";
    this.iframe.hidden = true;
    this.iframe.src = url;
    document.body.append(this.iframe);
  }
  private readonly events: FrameEvents;

  open(slot: number, supervisor: string, port: MessagePort): void {
    this.whenUp(() => this.post({ type: "open", slot, supervisor }, [port]));
  }

  kill(slot: number): void {
    this.whenUp(() => this.post({ type: "kill", slot }));
  }

  ping(): void {
    this.post({ type: "ping" });
  }

  whenUp(act: () => void): void {
    if (this.isUp) act();
    else this.waiting.push(act);
  }

  remove(): void {
    removeEventListener("message", this.listen);
    this.iframe.remove();
  }

  private post(message: ToFrame, transfer: Transferable[] = []): void {
    this.iframe.contentWindow?.postMessage(message, "*", transfer);
  }

  private readonly listen = (event: MessageEvent): void => {
    if (event.source === null || event.source !== this.iframe.contentWindow) return;
    const message: FromFrame = event.data;
    switch (message.type) {
      case "up":
        this.isUp = true;
        for (const act of this.waiting.splice(0)) act();
        break;
      case "opened":
        this.events.onOpened(message.slot);
        break;
      case "killed":
        this.events.onKilled(message.slot);
        break;
      case "pong":
        this.events.onPong();
        break;
    }
  };
}
