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
import type { JailPort } from "./wire/near-ports.ts";
import { readError } from "./wire/outcome-extra.ts";
import { type ExpectedTrials, OutcomeReader } from "./wire/outcome-reader.ts";
import { FramesReader } from "./wire/shown-frames.ts";

/** The page's side of the jail. */
export interface JailHost {
  openSlot(port: JailPort): Promise<number>;
  killSlot(slot: number): Promise<void>;
}

export interface SlotSetting {
  readonly host: JailHost;
  readonly clock: Clock;
  /** Text of `objective-runtime.ts` as one classic script. */
  readonly runtime: string;
  readonly maxLoadMs?: number;
  /** The slot's end and the supervisor's; `nearPorts` where both are on one thread. */
  readonly channel?: () => readonly [JailPort, JailPort];
}

/** What a slot says to whoever opened it. */
export interface SlotHooks {
  /** A trial has finished: what runs here ends by itself, at least sometimes. */
  onFinished(): void;
  /** What was running may go on though it was killed. Whether the study's slots are to be given up. */
  onSuspect(): boolean;
  onClosed(slot: JailSlot): void;
}

/** A supervisor does nothing but pass on messages: one silent for so long is dead, or its process is. */
const MAX_SILENCE_MS = 5_000;
const PING_INTERVAL_MS = 1_000;
/** Before the supervisor runs, its page comes from the seed, on a machine that starts many at once. */
const MAX_OPENING_MS = 20_000;
/** An open that failed (the frame died meanwhile) is tried again, soon. */
const REOPEN_DELAY_MS = 200;
/**
 * No honest objective comes here. Where frames share a process, Chromium lets a terminated worker loop on for 2 s
 * (measured), so its successor waits until that is over, and each time twice as long: a hopeless objective takes ever less
 * of the processor.
 */
const MISUSE_PAUSE_MS = 2_500;
const MAX_MISUSE_PAUSE_MS = 60_000;
/** A machine short of memory may end one that loads, and the next; what ends so often without having been ready never will be. */
const MAX_LOST_LOADS = 3;

/**
 * pausing: nothing is there, and for a while nothing is to be. opening: waits for the supervisor. loading: the objective
 * worker starts. ready: idle or running a batch. failed: the objective does not load, or is given up. closed: for good.
 */
type Phase = "pausing" | "opening" | "loading" | "ready" | "failed" | "closed";

/** One supervisor and its objective worker, seen from the engine. */
export class JailSlot implements RunnerSlot {
  readonly #setting: SlotSetting;
  readonly #program: JailProgram;
  readonly #positions: string | null;
  readonly #events: SlotEvents;
  readonly #reader: OutcomeReader;
  readonly #hooks: SlotHooks;
  #phase: Phase = "opening";
  #port: JailPort | null = null;
  /** Id of the open slot; resolves to null if it could not be opened. */
  #slotId: Promise<number | null> = Promise.resolve(null);
  /** The same once it is known. */
  #knownId: number | null = null;
  #hasOwnProcess = false;
  #batch: ExpectedTrials | null = null;
  /** Of the batch; null while none of its trials has shown anything. */
  #frames: FramesReader | null = null;
  #heardMs = 0;
  /** Messages of the present worker that were dealt with, and it has not been told. */
  #owedCredits = 0;
  #losses = 0;
  /** Workers lost one after the other while they loaded. */
  #lostLoads = 0;
  /** Console lines of the present worker. */
  #toldLines = 0;
  #watchdog: Timer | null = null;
  #deadline: Timer | null = null;

  constructor(
    setting: SlotSetting,
    program: JailProgram,
    positions: string | null,
    events: SlotEvents,
    hooks: SlotHooks,
  ) {
    this.#setting = setting;
    this.#program = program;
    this.#positions = positions;
    this.#events = events;
    this.#hooks = hooks;
    this.#reader = new OutcomeReader(program.directions.length);
    this.#open();
    this.#watch();
  }

  run(batch: TrialBatch): void {
    if (this.#phase !== "ready" || this.#batch !== null)
      throw new Error("A slot runs one batch at a time, once it is ready.");
    if (batch.proposals.length === 0) throw new Error("A batch has at least one proposal.");
    this.#batch = { proposals: batch.proposals, next: 0 };
    this.#frames = null;
    const bytes = encodeBatch(batch);
    const credits = this.#owedCredits;
    this.#owedCredits = 0;
    this.#send({ type: "run", bytes, credits }, [bytes]);
  }

  refreshPruner(snapshot: PrunerSnapshot): void {
    if (this.#batch !== null) this.#send({ type: "pruner", snapshot });
  }

  restart(error: TrialError): void {
    if (this.#phase === "failed" || this.#phase === "closed" || this.#phase === "pausing") return;
    const wasRunning = this.#batch !== null && error.kind === "timeout";
    // A worker that does not end is past knowing: with a process of its own that process ends, without one it may go on.
    if (wasRunning && !this.#hasOwnProcess && this.#hooks.onSuspect()) this.#giveUp(error);
    else this.#reopen(error);
  }

  async close(): Promise<void> {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#watchdog?.cancel();
    this.#deadline?.cancel();
    this.#batch = null;
    this.#hooks.onClosed(this);
    await this.#dismiss();
  }

  /** Whether it is this slot that has the id. */
  has(slotId: number): boolean {
    return this.#knownId === slotId;
  }

  /** The frame died. The first time that is hardly this slot's fault. */
  jailLost(reason: TrialError): void {
    if (this.#phase === "failed" || this.#phase === "closed") return;
    const pauseMs = this.#losses === 0 ? 0 : this.#pauseAfter(this.#losses - 1);
    this.#losses += 1;
    this.#reopen(reason, pauseMs);
  }

  #open(): void {
    this.#phase = "opening";
    const { host, clock, channel = messageChannel } = this.#setting;
    const [port, supervisors] = channel();
    this.#port = port;
    this.#owedCredits = 0;
    this.#heardMs = clock.nowMs();
    port.onmessage = ({ data }: MessageEvent<FromSupervisor>) => {
      if (port === this.#port) this.#receive(data);
    };
    this.#send({ type: "start", runtime: this.#setting.runtime, program: this.#program });
    this.#slotId = host.openSlot(supervisors).then(
      (id) => {
        if (port === this.#port) this.#knownId = id;
        return id;
      },
      (): null => {
        if (port === this.#port) this.#after(REOPEN_DELAY_MS, () => this.#open());
        return null;
      },
    );
  }

  /** Leaves frame, supervisor and port behind, whatever they do, and starts with new ones. */
  #reopen(reason: TrialError, pauseMs = 0): void {
    this.#deadline?.cancel();
    this.#batch = null;
    this.#dismiss().catch(ignoreDeadSlot);
    if (pauseMs === 0) this.#open();
    else {
      this.#phase = "pausing";
      this.#after(pauseMs, () => this.#open());
    }
    this.#events.onLost(reason);
  }

  /** Resolves when the slot's workers are gone, or the page says they were gone before. */
  async #dismiss(): Promise<void> {
    const port = this.#port;
    const slotId = this.#slotId;
    this.#port = null;
    this.#knownId = null;
    port?.postMessage({ type: "close" } satisfies ToSupervisor, []);
    const id = await slotId;
    if (id !== null) await this.#setting.host.killSlot(id);
    port?.close();
  }

  /** The worker misbehaved. */
  #lose(error: TrialError): void {
    if (this.#phase === "loading" && ++this.#lostLoads >= MAX_LOST_LOADS) {
      const message = `It ended ${MAX_LOST_LOADS} times while it was loaded; look at what it does outside of the function. ${error.message.replace(STARTED_ANEW, "")}`;
      this.#fail({ ...error, message });
      return;
    }
    const pauseMs = this.#pauseAfter(this.#losses);
    this.#losses += 1;
    this.#reopen(error, pauseMs);
  }

  #pauseAfter(losses: number): number {
    return Math.min(MAX_MISUSE_PAUSE_MS, MISUSE_PAUSE_MS * 2 ** losses);
  }

  #awaitLoad(): void {
    this.#phase = "loading";
    this.#toldLines = 0;
    const { maxLoadMs = MAX_LOAD_MS } = this.#setting;
    this.#after(maxLoadMs, () => {
      const message = `The objective did not load within ${maxLoadMs / 1_000} s; look for a loop outside of the function.`;
      this.#fail({ kind: "timeout", message, line: null, column: null });
    });
  }

  #fail(reason: TrialError): void {
    this.#end();
    this.#events.onLoadFailed(this.#forAuthor(reason));
  }

  #giveUp(error: TrialError): void {
    this.#end();
    this.#events.onLost(error);
    this.#events.onGivenUp?.(GIVEN_UP);
  }

  #end(): void {
    this.#phase = "failed";
    this.#deadline?.cancel();
    this.#watchdog?.cancel();
    this.#batch = null;
    this.#dismiss().catch(ignoreDeadSlot);
  }

  #receive(message: FromSupervisor): void {
    this.#heardMs = this.#setting.clock.nowMs();
    if (message instanceof ArrayBuffer) {
      this.#owedCredits += 1;
      this.#fromObjective(message);
      this.#giveCredits();
      return;
    }
    switch (message.type) {
      case "running":
        this.#hasOwnProcess = message.hasOwnProcess;
        this.#awaitLoad();
        break;
      case "lost":
        this.#lose(failure(message.kind, message.message));
        break;
      case "pong":
        break;
    }
  }

  /** What did not leave with a batch. */
  #giveCredits(): void {
    if (this.#owedCredits === 0) return;
    this.#send({ type: "credit", count: this.#owedCredits });
    this.#owedCredits = 0;
  }

  #fromObjective(bytes: ArrayBuffer): void {
    const message = unpackMessage(bytes);
    const wrong = message.ok ? this.#accept(message.value) : message.reason;
    if (wrong === null || this.#phase === "failed") return;
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
      case MESSAGE_KIND.frames:
        return this.#acceptFrames(message);
      default:
        return "a message's kind is unknown";
    }
  }

  #becomeReady(): void {
    this.#deadline?.cancel();
    this.#phase = "ready";
    this.#lostLoads = 0;
    reached("ready");
    this.#events.onReady();
  }

  #acceptOutcomes(message: MessageParts): string | null {
    const batch = this.#batch;
    if (batch === null) return "nothing was asked for";
    const outcomes = this.#reader.read(message, batch);
    if (!outcomes.ok) return outcomes.reason;
    this.#losses = 0;
    this.#hooks.onFinished();
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

  #acceptFrames(message: MessageParts): string | null {
    if (this.#batch === null) return "nothing was asked for";
    this.#frames ??= new FramesReader();
    const shown = this.#frames.read(message, this.#batch);
    if (!shown.ok) return shown.reason;
    if (shown.value !== null) this.#events.onFrames?.(shown.value.trial, shown.value.frames);
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
      if (this.#phase === "pausing") this.#heardMs = nowMs;
      if (nowMs - this.#heardMs > (this.#phase === "opening" ? MAX_OPENING_MS : MAX_SILENCE_MS)) {
        this.#reopen(failure("crashed", "The jail no longer answered and was started anew."));
      }
      this.#send({ type: "ping" });
      this.#watch();
    });
  }
}

/** What is said of a worker that has a successor. */
const STARTED_ANEW = / It was started anew\.$/;

const GIVEN_UP =
  "One trial after another did not end in time, and this browser cannot be sure to stop such code: what was stopped may still keep a core busy. So this tab stopped. Close all tabs of this site to end it for certain; in a browser that gives such code a process of its own (Chrome or Edge, over https) the study can go on.";

const failure = (kind: TrialError["kind"], message: string): TrialError => ({
  kind,
  message,
  line: null,
  column: null,
});

function messageChannel(): [JailPort, JailPort] {
  const { port1, port2 } = new MessageChannel();
  return [port1, transfer(port2, [port2])];
}

/** A slot that cannot be killed died with its frame; nothing is left to do. */
const ignoreDeadSlot = (): void => undefined;
