/** What a realm with nothing but the language is given by its host, as `globalThis.waggleHost` while it starts. */
export interface BareHost {
  /** Milliseconds from any origin. */
  now(): number;
  /** To the supervisor. */
  send(bytes: ArrayBuffer): void;
  /** Calls `BareRealm.fire(id)` after so long. */
  timer(id: number, delayMs: number): void;
  /** Calls `BareRealm.proceed()` in a later turn. */
  turn(): void;
  /** Runs a module of this text under MODULE_URL, then calls `evaluated` or `failed`. */
  evaluate(text: string): void;
}

/** What the host calls in the realm, as it stands in `globalThis.waggleRealm` once it has started. */
export interface BareRealm {
  /** A message as JSON, but for a batch's bytes. */
  receive(json: string): unknown;
  run(bytes: ArrayBuffer): unknown;
  fire(id: number): unknown;
  proceed(): unknown;
  evaluated(exports: { readonly [name: string]: unknown }): void;
  failed(error: unknown): void;
  /** As `failed` where the error itself cannot come in; line and column are 0 where they are not known. */
  failedAs(name: string, message: string, stack: string, line: number, column: number): unknown;
}

/** By which the frames of an objective's module are known in a stack. */
export const MODULE_URL = "waggle:objective";
