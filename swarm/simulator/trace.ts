/** A running FNV-1a over everything that happens: two runs with one hash were the same run. */
export class Trace {
  private hash = 0x811c9dc5;
  events = 0;

  note(who: string, what: string, atMs: number, link: number): void {
    this.events += 1;
    this.text(who);
    this.text(what);
    this.mix(Math.trunc(atMs * 1000));
    this.mix(link);
  }

  get digest(): string {
    return `${this.events}:${this.hash.toString(16)}`;
  }

  private text(text: string): void {
    for (let i = 0; i < text.length; i++) this.mix(text.charCodeAt(i));
  }

  private mix(value: number): void {
    this.hash = Math.imul(this.hash ^ value, 0x01000193) >>> 0;
  }
}
