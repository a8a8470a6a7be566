/** A running FNV-1a over everything that happens: two runs with one hash were the same run. */
export class Trace {
  private hash = 0x811c9dc5;
  events = 0;

  note(text: string): void {
    this.events += 1;
    for (let i = 0; i < text.length; i++) this.hash = Math.imul(this.hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }

  get digest(): string {
    return `${this.events}:${this.hash.toString(16)}`;
  }
}
