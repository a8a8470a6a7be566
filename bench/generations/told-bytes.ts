import type { Transport } from "../../agent/ports.ts";
import { cellsName } from "../../swarm/board/signed-cells.ts";
import { decodeMessage } from "../../swarm/wire/codec.ts";

/** What passes over the links of a swarm. */
export class ToldBytes {
  /** Of batches, every copy on every link. */
  copies = 0;
  /** Of batches, each once. */
  batchBytes = 0;
  /** Of all messages but batches, on every link. */
  otherBytes = 0;
  batches = 0;
  /** Of the newest: a batch passes all links within a moment. */
  #names = new Set<string>();
  #namesBefore = new Set<string>();

  /** What was told before the last call of this is not told again. */
  turn(): void {
    this.#namesBefore = this.#names;
    this.#names = new Set();
  }

  counted(channel: Transport): Transport {
    return {
      address: () => channel.address(),
      listen: (events) => channel.listen(events),
      connect: (address) => channel.connect(address),
      close: (link) => channel.close(link),
      send: (link, bytes) => {
        this.#count(bytes);
        return channel.send(link, bytes);
      },
    };
  }

  #count(bytes: Uint8Array): void {
    const decoded = decodeMessage(bytes);
    if (!decoded.ok || decoded.message.type !== "cells") {
      this.otherBytes += bytes.length;
      return;
    }
    const { cells } = decoded.message;
    this.copies += cells.length;
    for (const batch of cells) {
      const name = cellsName(batch);
      const isKnown = this.#names.has(name) || this.#namesBefore.has(name);
      this.#names.add(name);
      if (isKnown) continue;
      this.batches++;
      this.batchBytes += bytes.length / cells.length;
    }
  }
}
