/** Why bytes are not a message; thrown and caught inside the codec only. */
export class Malformed extends Error {}

/** Reads the fields of one decoded array in order; anything unexpected is `Malformed`. */
export class FieldReader {
  private readonly fields: readonly unknown[];
  private readonly what: string;
  private at = 0;

  constructor(value: unknown, what: string) {
    if (!Array.isArray(value)) throw new Malformed(`${what} is not a list of fields`);
    this.fields = value;
    this.what = what;
  }

  integer(name: string, low: number, high: number): number {
    const value = this.next();
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < low || value > high)
      throw this.malformed(name);
    return value;
  }

  integerOrNull(name: string, low: number, high: number): number | null {
    if (this.fields[this.at] !== null) return this.integer(name, low, high);
    this.at += 1;
    return null;
  }

  /** Any number but NaN, or null. */
  numberOrNull(name: string): number | null {
    const value = this.next();
    if (value === null) return null;
    if (typeof value !== "number" || Number.isNaN(value)) throw this.malformed(name);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.next();
    if (typeof value !== "boolean") throw this.malformed(name);
    return value;
  }

  /** Copied, so that a kept field does not keep its whole message. */
  bytes(name: string, minLength: number, maxLength: number = minLength): Uint8Array {
    const value = this.next();
    if (!(value instanceof Uint8Array) || value.length < minLength || value.length > maxLength)
      throw this.malformed(name);
    return value.slice();
  }

  bytesOrNull(name: string, minLength: number, maxLength: number = minLength): Uint8Array | null {
    if (this.fields[this.at] !== null) return this.bytes(name, minLength, maxLength);
    this.at += 1;
    return null;
  }

  text(name: string, pattern: RegExp): string {
    const value = this.next();
    if (typeof value !== "string" || !pattern.test(value)) throw this.malformed(name);
    return value;
  }

  list<T>(name: string, maxLength: number, read: (item: unknown) => T): T[] {
    const value = this.next();
    if (!Array.isArray(value) || value.length > maxLength) throw this.malformed(name);
    return value.map((item: unknown) => read(item));
  }

  nested(): unknown {
    return this.next();
  }

  end(): void {
    if (this.at !== this.fields.length) throw new Malformed(`${this.what} has ${this.fields.length} fields`);
  }

  malformed(name: string): Malformed {
    return new Malformed(`${this.what}: ${name} is not what it must be`);
  }

  private next(): unknown {
    if (this.at >= this.fields.length) throw new Malformed(`${this.what} has only ${this.fields.length} fields`);
    return this.fields[this.at++];
  }
}
