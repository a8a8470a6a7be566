import { transfer } from "comlink";
import type { Clock, RunnerSlot, SlotEvents, Timer, TrialBatch } from "../../agent/ports.ts";
import type { PrunerSnapshot } from "../../study/trial/proposal.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { reached } from "../milestones.ts";
import { inAuthorsSource } from "./author-position.ts";
import { explained } from "./source/foreign-words.ts";
import { encodeBatch } from "./wire/batch-codec.ts";
import { readConsoleLines } from "./wire/console-lines.ts";
import { MAX_LOAD_MS } from "./wire/jail-limits.ts";
import type { FromSupervisor, JailProgram, ToSupervisor } from "./wire/jail-wire.ts";
import { MESSAGE_KIND, type MessageParts, unpackMessage } from "./wire/message-bytes.ts";
import { readError } from "./wire/outcome-extra.ts";
import { type ExpectedTrials, OutcomeReader } from "./wire/outcome-reader.ts";

/** The page's side of the jail. */
export interface JailHost {
  openSlot(port: MessagePort): Promise<number>;
  killSlot(slot: number): Promise<void>;
}

export interface SlotSetting {
  readonly host: JailHost;
  readonly clock: Clock;
  /** Text of `objective-runtime.ts` as one classic script. */
  readonly runtime: string;
}

/** A supervisor does nothing but pass on messages: one silent for so long is dead, or its process is. */
const MAX_SILENCE_MS = 5_000;
const PING_INTERVAL_MS = 1_000;
/** Killing an objective worker takes about 5 ms; past this the whole slot is killed from the page. */
const MAX_RESTART_MS = 500;
/** An open that failed (the frame died meanwhile) is tried again, soon. */
const REOPEN_DELAY_MS = 200;
/**
 * No honest objective comes here. Chromium lets a terminated worker loop on for 2 s (measured), so its successor waits
 * until that is over, and each time twice as long: a hopeless objective takes ever less of the processor.
 */
const MISUSE_PAUSE_MS = 2_500;
const MAX_MISUSE_PAUSE_MS = 60_000;

/**
 * opening: waits for the supervisor. loading: the objective worker starts. ready: idle or running a batch.
 * restarting: the worker is being killed. failed: the objective does not load. closed: for good.
 */
type Phase = "opening" | "loading" | "ready" | "restarting" | "failed" | "closed";

/** One supervisor and its objective worker, seen from the engine. */
export class JailSlot implements RunnerSlot {
  readonly #setting: SlotSetting;
  readonly #program: JailProgram;
  readonly #positions: string | null;
  readonly #events: SlotEvents;
  readonly #reader: OutcomeReader;
  readonly #onClosed: (slot: JailSlot) => void;
  #phase: Phase = "opening";
  #port: MessagePort | null = null;
  /** Id of the open slot; resolves to null if it could not be opened. */
  #slotId: Promise<number | null> = Promise.resolve(null);
  #batch: ExpectedTrials | null = null;
  #restartError: TrialError | null = null;
  #heardMs = 0;
  #losses = 0;
  #pauseMs = 0;
  /** Console lines of the present worker. */
  #toldLines = 0;
  #watchdog: Timer | null = null;
  #deadline: Timer | null = null;

  constructor(
    setting: SlotSetting,
    program: JailProgram,
    positions: string | null,
    events: SlotEvents,
    onClosed: (slot: JailSlot) => void,
  ) {
    this.#setting = setting;
    this.#program = program;
    this.#positions = positions;
    this.#events = events;
    this.#onClosed = onClosed;
    this.#reader = new OutcomeReader(program.directions.length);
    this.#open();
    this.#watch();
  }

  run(batch: TrialBatch): void {
    if (this.#phase !== "ready" || this.#batch !== null)
      throw new Error("A slot runs one batch at a time, once it is ready.");
    if (batch.proposals.length === 0) throw new Error("A batch has at least one proposal.");
    this.#batch = { proposals: batch.proposals, next: 0 };
    const bytes = encodeBatch(batch);
    this.#send({ type: "run", bytes }, [bytes]);
  }

  refreshPruner(snapshot: PrunerSnapshot): void {
    if (this.#batch !== null) this.#send({ type: "pruner", snapshot });
  }

  restart(error: TrialError): void {
    if (this.#phase === "failed" || this.#phase === "closed" || this.#phase === "restarting") return;
    if (this.#phase === "opening") {
      this.#reopen(error);
      return;
    }
    this.#beginRestart(error, 0);
  }

  async close(): Promise<void> {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#watchdog?.cancel();
    this.#deadline?.cancel();
    this.#batch = null;
    this.#onClosed(this);
    await this.#dismiss();
  }

  /** The frame died and took this slot along. The first time that is hardly this slot's fault. */
  jailLost(reason: TrialError): void {
    if (this.#phase === "failed" || this.#phase === "closed") return;
    this.#slotId = Promise.resolve(null);
    const pauseMs = this.#losses === 0 ? 0 : this.#pauseAfter(this.#losses - 1);
    this.#losses += 1;
    this.#reopen(reason, pauseMs);
  }

  #open(): void {
    this.#phase = "opening";
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#heardMs = this.#setting.clock.nowMs();
    port1.onmessage = ({ data }: MessageEvent<FromSupervisor>) => {
      if (port1 === this.#port) this.#receive(data);
    };
    this.#send({ type: "start", runtime: this.#setting.runtime, program: this.#program });
    this.#slotId = this.#setting.host.openSlot(transfer(port2, [port2])).catch((): null => {
      if (port1 === this.#port) this.#after(REOPEN_DELAY_MS, () => this.#open());
      return null;
    });
  }

  /** Leaves supervisor and port behind, whatever they do, and starts with new ones. */
  #reopen(reason: TrialError, pauseMs = 0): void {
    this.#deadline?.cancel();
    this.#batch = null;
    this.#restartError = null;
    this.#dismiss().catch(ignoreDeadSlot);
    this.#phase = "opening";
    this.#heardMs = this.#setting.clock.nowMs() + pauseMs;
    if (pauseMs === 0) this.#open();
    else this.#after(pauseMs, () => this.#open());
    this.#events.onLost(reason);
  }

  /** Resolves when the slot's workers are gone, or the page says they were gone before. */
  async #dismiss(): Promise<void> {
    const port = this.#port;
    const slotId = this.#slotId;
    this.#port = null;
    port?.postMessage({ type: "close" } satisfies ToSupervisor);
    const id = await slotId;
    if (id !== null) await this.#setting.host.killSlot(id);
    port?.close();
  }

  #beginRestart(error: TrialError, pauseMs: number): void {
    this.#phase = "restarting";
    this.#restartError = error;
    this.#pauseMs = pauseMs;
    this.#send({ type: "restart", pauseMs });
    this.#after(MAX_RESTART_MS, () => this.#reopen(error));
  }

  /** The worker is dead. Another one loads, after the pause. */
  #restarted(): void {
    const error = this.#restartError;
    if (error === null) return;
    this.#restartError = null;
    this.#batch = null;
    this.#awaitLoad(this.#pauseMs);
    this.#events.onLost(error);
  }

  /** The worker misbehaved. */
  #lose(error: TrialError): void {
    const pauseMs = this.#pauseAfter(this.#losses);
    this.#losses += 1;
    this.#beginRestart(error, pauseMs);
  }

  #pauseAfter(losses: number): number {
    return Math.min(MAX_MISUSE_PAUSE_MS, MISUSE_PAUSE_MS * 2 ** losses);
  }

  #awaitLoad(pauseMs: number): void {
    this.#phase = "loading";
    this.#toldLines = 0;
    this.#after(pauseMs + MAX_LOAD_MS, () => {
      const message = `The objective did not load within ${MAX_LOAD_MS / 1_000} s; look for a loop outside of the function.`;
      this.#fail({ kind: "timeout", message, line: null, column: null });
    });
  }

  #fail(reason: TrialError): void {
    this.#phase = "failed";
    this.#deadline?.cancel();
    this.#watchdog?.cancel();
    this.#batch = null;
    this.#dismiss().catch(ignoreDeadSlot);
    this.#events.onLoadFailed(this.#forAuthor(reason));
  }

  #receive(message: FromSupervisor): void {
    this.#heardMs = this.#setting.clock.nowMs();
    if (message instanceof ArrayBuffer) {
      this.#send({ type: "credit", count: 1 });
      this.#fromObjective(message);
      return;
    }
    switch (message.type) {
      case "running":
        this.#awaitLoad(0);
        break;
      case "restarted":
        this.#restarted();
        break;
      case "lost":
        if (this.#phase !== "restarting") this.#lose(failure(message.kind, message.message));
        break;
      case "pong":
        break;
    }
  }

  #fromObjective(bytes: ArrayBuffer): void {
    const message = unpackMessage(bytes);
    const wrong = message.ok ? this.#accept(message.value) : message.reason;
    if (wrong === null || this.#phase === "restarting" || this.#phase === "failed") return;
    this.#lose(failure("misuse", `The objective's worker sent a result that cannot be: ${wrong}.`));
  }

  /** The reason if the message is wrong. */
  #accept(message: MessageParts): string | null {
    switch (message.kind) {
      case MESSAGE_KIND.loaded:
        if (this.#phase === "loading") this.#becomeReady();
        return null;
      case MESSAGE_KIND.loadFailed: {
        const error = readError(message.json);
        if (error.ok && this.#phase === "loading") this.#fail(error.value);
        return error.ok ? null : error.reason;
      }
      case MESSAGE_KIND.outcomes:
        return this.#acceptOutcomes(message);
      case MESSAGE_KIND.report:
        return this.#acceptReport(message.numbers);
      case MESSAGE_KIND.console:
        return this.#acceptConsole(message.json);
      default:
        return "a message's kind is unknown";
    }
  }

  #becomeReady(): void {
    this.#deadline?.cancel();
    this.#phase = "ready";
    reached("ready");
    this.#events.onReady();
  }

  #acceptOutcomes(message: MessageParts): string | null {
    const batch = this.#batch;
    if (batch === null) return "nothing was asked for";
    const outcomes = this.#reader.read(message, batch);
    if (!outcomes.ok) return outcomes.reason;
    this.#losses = 0;
    const next = batch.next + outcomes.value.length;
    this.#batch = next < batch.proposals.length ? { proposals: batch.proposals, next } : null;
    this.#events.onFinished(outcomes.value.map((outcome) => this.#told(outcome)));
    return null;
  }

  #told<T extends { readonly error: TrialError | null }>(outcome: T): T {
    return outcome.error === null ? outcome : { ...outcome, error: this.#forAuthor(outcome.error) };
  }

  /** At its place in the author's own text, with what to write instead where that is known. */
  #forAuthor(error: TrialError): TrialError {
    return explained(inAuthorsSource(error, this.#positions));
  }

  #acceptReport(numbers: Float64Array): string | null {
    const [trialNumber = -1, step = -1, value = Number.NaN] = numbers;
    const batch = this.#batch;
    const isRunning =
      batch?.proposals.some((proposal, i) => i >= batch.next && proposal.number === trialNumber) ?? false;
    if (!isRunning || numbers.length !== 3 || !Number.isSafeInteger(step) || step < 0) return "a report fits no trial";
    this.#events.onReport(trialNumber, step, value);
    return null;
  }

  #acceptConsole(json: unknown): string | null {
    if (!this.#program.tellsConsole) return "nobody asked for the console";
    const lines = readConsoleLines(json, this.#toldLines);
    if (!lines.ok) return lines.reason;
    this.#toldLines += lines.value.length;
    this.#events.onConsole?.(lines.value);
    return null;
  }

  #send(message: ToSupervisor, parts: Transferable[] = []): void {
    this.#port?.postMessage(message, parts);
  }

  #after(delayMs: number, act: () => void): void {
    this.#deadline?.cancel();
    this.#deadline = this.#setting.clock.setTimer(delayMs, act);
  }

  #watch(): void {
    const setMs = this.#setting.clock.nowMs();
    this.#watchdog = this.#setting.clock.setTimer(PING_INTERVAL_MS, () => {
      const nowMs = this.#setting.clock.nowMs();
      // If this timer itself was held up (a frozen tab), the silence proves nothing.
      if (nowMs - setMs > 2 * PING_INTERVAL_MS) this.#heardMs = nowMs;
      if (nowMs - this.#heardMs > MAX_SILENCE_MS) {
        this.#reopen(failure("crashed", "The jail no longer answered and was started anew."));
      }
      this.#send({ type: "ping" });
      this.#watch();
    });
  }
}

const failure = (kind: TrialError["kind"], message: string): TrialError => ({
  kind,
  message,
  line: null,
  column: null,
});

/** A slot that cannot be killed died with its frame; nothing is left to do. */
const ignoreDeadSlot = (): void => undefined;
