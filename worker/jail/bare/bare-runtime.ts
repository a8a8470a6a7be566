// The program of the objective's realm where that is an engine with nothing but the language, after `bare-globals.ts`.
import type { Position } from "../objective/error-position.ts";
import { unshifted } from "../objective/error-position.ts";
import { objectiveProgram } from "../objective/objective-program.ts";
import { hideGlobals } from "../objective/realm.ts";
import { exactParse } from "../wire/exact-json.ts";
import type { ToObjective } from "../wire/jail-wire.ts";
import { type BareHost, type BareRealm, MODULE_URL } from "./bare-host.ts";
import type { RealmTimers } from "./timers.ts";

const host = Reflect.get(globalThis, "waggleHost") as BareHost;
const timers = Reflect.get(globalThis, "waggleTimers") as RealmTimers;
const wallMs = Date.now.bind(Date);

let proceed = (): void => {};
let settle: { evaluated(exports: { readonly [name: string]: unknown }): void; failed(error: unknown): void } | null =
  null;
/** Where the host says that the module's text is wrong. */
let wrongAt: Position | null = null;

const receive = objectiveProgram({
  nowMs: () => host.now(),
  wallMs,
  send: (bytes) => host.send(bytes),
  say: (bytes) => host.send(bytes),
  turn(act) {
    proceed = act;
    host.turn();
  },
  moduleOf: (text) => ({
    url: MODULE_URL,
    exports: () =>
      new Promise((resolve, reject) => {
        settle = { evaluated: resolve, failed: reject };
        host.evaluate(text);
      }),
  }),
  syntaxPosition: (program) => Promise.resolve(unshifted(wrongAt, program.firstLineShift)),
});

class Told extends Error {
  constructor(name: string, message: string, stack: string) {
    super(message);
    Object.defineProperties(this, { name: { value: name }, stack: { value: stack } });
  }
}

const realm: BareRealm = {
  receive: (json) => receive(exactParse(json) as ToObjective),
  run: (bytes) => receive({ type: "run", bytes, credits: 0 }),
  fire: (id) => timers.fire(id),
  proceed: () => proceed(),
  evaluated: (exports) => settle?.evaluated(exports),
  failed: (error) => settle?.failed(error),
  failedAs(name, message, stack, line, column) {
    wrongAt = line > 0 ? { line, column } : null;
    settle?.failed(name === "SyntaxError" ? new SyntaxError(message) : new Told(name, message, stack));
  },
};

hideGlobals();
Reflect.set(globalThis, "waggleRealm", realm);
