import { utf8ToBytes } from "@noble/hashes/utils.js";

/** A running FNV-1a over everything that happens: two runs with one hash were the same run. */
export class Trace {
  private hash = 0x811c9dc5;
  events = 0;

  note(text: string): void {
    this.events += 1;
    for (const byte of utf8ToBytes(text)) this.hash = Math.imul(this.hash ^ byte, 0x01000193) >>> 0;
  }

  get digest(): string {
    return `${this.events}:${this.hash.toString(16)}`;
  }
}
