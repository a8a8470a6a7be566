import type { WebSocket } from "ws";

/** As a tab: what one end has under way (`links/relay/relay-end.ts`). */
const WINDOW_BYTES = 48 << 10;
/** As the seed counts. */
const MIN_FRAME_COST = 256;

/** Two ends that both send as fast as the relay takes it, each as much as a tab has under way. */
export class Pair {
  carriedBytes = 0;
  carriedFrames = 0;
  closed = false;
  readonly joined: Promise<void>;

  constructor(ends: readonly [WebSocket, WebSocket], frameBytes: number) {
    const frame = Buffer.alloc(frameBytes, 7);
    const cost = Math.max(MIN_FRAME_COST, frameBytes);
    const [a, b] = ends;
    const isJoined = [
      [a, b],
      [b, a],
    ].map(([sender, receiver]) => this.#fill(sender as WebSocket, receiver as WebSocket, frame, cost));
    this.joined = Promise.all(isJoined).then(() => {});
    for (const end of ends) end.on("close", () => (this.closed = true));
  }

  #fill(sender: WebSocket, receiver: WebSocket, frame: Buffer, cost: number): Promise<void> {
    let underWay = 0;
    const send = (): void => {
      while (underWay + cost <= WINDOW_BYTES && sender.readyState === sender.OPEN) {
        underWay += cost;
        sender.send(frame);
      }
    };
    receiver.on("message", (_data, isBinary) => {
      if (!isBinary) return;
      underWay -= cost;
      this.carriedFrames++;
      this.carriedBytes += frame.length;
      send();
    });
    return new Promise((resolve, reject) => {
      sender.on("error", reject);
      // The seed says in text that both are there.
      sender.once("message", () => {
        send();
        resolve();
      });
    });
  }
}
