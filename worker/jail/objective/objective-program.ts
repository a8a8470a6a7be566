// What runs beside code nobody trusts, in the same realm, whatever that realm is. Nothing it sends is believed; it is here so
// that honest objectives work.
import { TrialPruned } from "../../../study/errors.ts";
import { rngFromSeed } from "../../../study/rng.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import type { TrialError } from "../../../study/trial/trial.ts";
import { MAX_ERROR_LENGTH } from "../../../study/trial/trial-limits.ts";
import { ENTRYPOINT_EXPORT } from "../source/entrypoint-export.ts";
import { decodeBatch } from "../wire/batch-codec.ts";
import { MAX_CONSOLE_LINES, MAX_UNACKNOWLEDGED } from "../wire/jail-limits.ts";
import type { JailProgram, ToObjective } from "../wire/jail-wire.ts";
import { MESSAGE_KIND, packMessage } from "../wire/message-bytes.ts";
import { calledOf } from "./called.ts";
import { type Position, positionIn, unshifted } from "./error-position.ts";
import { limitConsole } from "./realm.ts";
import { ToldLines } from "./told-lines.ts";
import { TrialLoop } from "./trial-loop.ts";
import { guardNames } from "./trial-names.ts";

/** The realm that objectives run in, all of it taken before any of them can replace it. */
export interface ObjectiveWorld {
  nowMs(): number;
  wallMs(): number;
  /** To the supervisor; the bytes are nobody else's any more. */
  send(bytes: ArrayBuffer): void;
  /** The same where not even a list of what is handed over can be read: the bytes are copied. */
  say(bytes: ArrayBuffer): void;
  /** Calls `proceed` in a later turn of the event loop, so that messages that wait come in before. */
  turn(proceed: () => void): void;
  /** A module of this text, not run yet; `url` is what its frames in a stack are called by. */
  moduleOf(text: string): ObjectiveSource;
  /** Where a syntax error is, as the realm counts, in what it was asked about. */
  syntaxPosition(program: JailProgram, error: SyntaxError): Promise<Position | null>;
}

export interface ObjectiveSource {
  readonly url: string;
  /** Runs it. */
  exports(): Promise<{ readonly [name: string]: unknown }>;
}

/** Makes the realm ready for objectives, and gives what takes in the supervisor's messages. */
export function objectiveProgram(world: ObjectiveWorld): (message: ToObjective) => void {
  // What is said where nothing can be put together any more, because the objective changed what that takes.
  const loaded = packMessage(MESSAGE_KIND.loaded, undefined, new Float64Array(0));
  const unusable = packMessage(MESSAGE_KIND.loadFailed, UNUSABLE, new Float64Array(0));
  /** No message: the engine takes it for misuse, and starts anew. */
  const broken = new ArrayBuffer(0);
  /** The chance of a program while it loads: the same in every worker, so that all run the same objective. */
  const loadingRng = rngFromSeed(0, "load");

  let loop: TrialLoop | null = null;
  let told: ToldLines | null = null;
  let unacknowledged = 0;
  let resume: (() => void) | null = null;

  function send(bytes: ArrayBuffer): void {
    unacknowledged += 1;
    world.send(bytes);
  }

  /** Of what was put together before. */
  function say(bytes: ArrayBuffer): void {
    unacknowledged += 1;
    world.say(bytes);
  }

  /** One turn of the event loop, and more until the engine has caught up. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      resume = resolve;
      world.turn(proceed);
    });
  }
  const proceed = (): void => {
    if (unacknowledged >= MAX_UNACKNOWLEDGED) return;
    resume?.();
    resume = null;
  };

  async function load(program: JailProgram): Promise<void> {
    const lines = program.tellsConsole ? new ToldLines({ send, unacknowledged: () => unacknowledged }) : null;
    told = lines;
    const source = world.moduleOf(program.module);
    const positionOf = (thrown: unknown): Position | null =>
      unshifted(positionIn(source.url, stackOf(thrown)), program.firstLineShift);
    try {
      const exported = await source.exports();
      const called = calledOf(exported[ENTRYPOINT_EXPORT] ?? exported["default"], program, world);
      if ("fault" in called) {
        refuse(called.fault, null);
        return;
      }
      loop = new TrialLoop({
        objective: called.objective,
        directions: program.directions,
        names: program.names,
        ends: program.ends,
        nowMs: () => world.nowMs(),
        send,
        unacknowledged: () => unacknowledged,
        pause,
        positionOf,
        ...(lines === null ? {} : { onEnded: (trial: TrialContext) => lines.endTrial(trial) }),
      });
      lines?.flush();
      say(loaded);
    } catch (error) {
      lines?.flush();
      refuse(textOf(error), positionOf(error) ?? (await syntaxPosition(program, error)));
    }
  }

  async function syntaxPosition(program: JailProgram, error: unknown): Promise<Position | null> {
    return error instanceof SyntaxError ? world.syntaxPosition(program, error) : null;
  }

  function refuse(message: string, position: Position | null): void {
    const error: TrialError = {
      kind: "threw",
      message: message.slice(0, MAX_ERROR_LENGTH),
      line: position?.line ?? null,
      column: position?.column ?? null,
    };
    send(packMessage(MESSAGE_KIND.loadFailed, error, new Float64Array(0)));
  }

  /** Should even the loop break, or tell of fewer trials than there were, the engine hears of it at once. */
  async function run(bytes: ArrayBuffer): Promise<void> {
    try {
      const batch = decodeBatch(bytes);
      const asked = batch.proposals.length;
      // No batch is empty.
      if (asked > 0 && (await loop?.run(batch)) === asked) return;
    } catch {
      // Whatever it was, no more can be said of it.
    }
    say(broken);
  }

  async function loadOrSaySo(program: JailProgram): Promise<void> {
    try {
      await load(program);
    } catch {
      say(unusable);
    }
  }

  Math.random = () => (loop?.current?.rng ?? loadingRng).next();
  Object.defineProperty(globalThis, "TrialPruned", { value: TrialPruned });
  guardNames(TrialContext.prototype);
  limitConsole(MAX_CONSOLE_LINES, (level, text) => told?.add(level, text));

  return (message) => {
    switch (message.type) {
      case "load":
        void loadOrSaySo(message.program);
        break;
      case "run":
        unacknowledged -= message.credits;
        void run(message.bytes);
        break;
      case "pruner":
        loop?.refreshPruner(message.snapshot);
        break;
      case "credit":
        unacknowledged -= message.count;
        if (resume !== null) proceed();
        break;
    }
  };
}

const UNUSABLE: TrialError = {
  kind: "misuse",
  message: "While it loaded, the objective changed the language's own objects so that no trial can run beside it.",
  line: null,
  column: null,
};

function stackOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.stack : null;
  } catch {
    return null;
  }
}

function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `Thrown: ${String(thrown)}`;
  } catch (error) {
    return `Something was thrown that cannot be turned into text (${typeof error}).`;
  }
}
