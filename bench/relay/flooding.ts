import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { join, openEnd, type Visitor } from "./visitor.ts";

/** Beyond a second's worth by far, all at once, and each frame as small as one can be: most work for the seed by the byte. */
const FRAMES = 4_096;
/** Whom the seed has refused for now asks again after this. */
const AGAIN_MS = 500;

/** Two that send whatever the relay forbids, and come back when they are cut, until the process ends. */
export async function flood(a: Visitor, b: Visitor, onCut: () => void): Promise<void> {
  await Promise.all([join(a), join(b)]);
  void floodAgain(a, b, onCut);
}

async function floodAgain(a: Visitor, b: Visitor, onCut: () => void): Promise<never> {
  for (;;) {
    const ends = [openEnd(a, b), openEnd(b, a)];
    await Promise.all(ends.map((end) => flooded(end, onCut)));
    await sleep(AGAIN_MS);
  }
}

function flooded(end: WebSocket, onCut: () => void): Promise<void> {
  const frame = Buffer.of(1);
  end.once("message", () => {
    for (let i = 0; i < FRAMES; i++) end.send(frame);
  });
  // A refused one, too, is closed.
  end.on("error", () => end.terminate());
  return new Promise((resolve) => {
    end.once("close", (code) => {
      if (code === 1008) onCut();
      resolve();
    });
  });
}
