// Run first in a realm that has nothing but the language: the conveniences that objectives find in a browser's worker, too.
import type { BareHost } from "./bare-host.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { clonePlain } from "./clone.ts";
import { Utf8Decoder, Utf8Encoder } from "./text-codecs.ts";
import { realmTimers } from "./timers.ts";

const host = Reflect.get(globalThis, "waggleHost") as BareHost;
const timers = realmTimers((id, delayMs) => host.timer(id, delayMs));
const none = (): void => undefined;
const resolved = Promise.resolve();

const conveniences: Readonly<Record<string, unknown>> = {
  ["TextEncoder"]: Utf8Encoder,
  ["TextDecoder"]: Utf8Decoder,
  performance: Object.freeze({ now: () => host.now(), timeOrigin: 0 }),
  setTimeout: (act: unknown, delayMs: unknown, ...given: unknown[]) => timers.set(act, delayMs, given, false),
  setInterval: (act: unknown, delayMs: unknown, ...given: unknown[]) => timers.set(act, delayMs, given, true),
  clearTimeout: (id: unknown) => timers.clear(id),
  clearInterval: (id: unknown) => timers.clear(id),
  queueMicrotask: (act: () => void) => void resolved.then(act),
  structuredClone: (value: unknown) => clonePlain(value),
  atob: fromBase64,
  btoa: toBase64,
  self: globalThis,
  console: { log: none, info: none, debug: none, dir: none, table: none, warn: none, error: none, trace: none },
  waggleTimers: timers,
};
for (const [name, value] of Object.entries(conveniences)) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
