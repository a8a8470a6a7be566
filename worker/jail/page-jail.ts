import { JailFrame } from "./jail-frame.ts";

/** Five a second cost nothing. */
const PING_INTERVAL_MS = 200;
/**
 * One ping may be late on a busy machine. Where all frames share a process everybody waits for it to be known dead; a process of one's
 * own is nobody else's loss.
 */
const SUSPICIOUS_MISSES = { shared: 2, own: 5 };
/** One more witness with every further miss: where frames share a process, the first ones may land in the one that is dying. */
const MAX_WITNESSES = 8;

export interface PageJailOptions {
  /** Text of `supervisor.ts` as one classic script. */
  readonly supervisor: string;
  /** The slot's frame died: whoever had it must open another. */
  readonly onLost: (slot: number) => void;
  readonly sandboxUrl?: string;
}

/** The main thread's side of the jail: a hidden frame for each slot, and so, where the browser can, a process (0022). */
export interface PageJail {
  /** Creates a frame before it is needed: 0.4 s earlier. */
  prewarm(): void;
  /** `port` becomes the supervisor's end. Resolves with the slot's id at once; what is posted meanwhile waits. */
  openSlot(port: MessagePort): Promise<number>;
  /** Takes the slot's frame away, with all that runs in it. */
  killSlot(slot: number): Promise<void>;
}

/** A slot's frame, and whether it answers. */
interface OpenSlot {
  readonly frame: JailFrame;
  misses: number;
  hasAnswered: boolean;
}

/** A frame that was made because others were silent, and the slots of those that have been silent since. */
interface Witness {
  readonly frame: JailFrame;
  readonly silent: Set<number>;
}

export function pageJail(options: PageJailOptions): PageJail {
  const slots = new Map<number, OpenSlot>();
  let witnesses: Witness[] = [];
  let spare: JailFrame | null = null;
  let lastSlot = 0;
  let lastTickMs = 0;
  let timer: ReturnType<typeof setInterval> | null = null;

  const newFrame = (): JailFrame => new JailFrame(options.sandboxUrl ?? "sandbox.html");

  function clear(slot: number): void {
    for (const witness of witnesses) witness.silent.delete(slot);
    witnesses = witnesses.filter(({ frame, silent }) => {
      if (silent.size === 0) frame.remove();
      return silent.size > 0;
    });
  }

  /**
   * A silent frame may be dead or only slow, and no event tells. So another is opened: one that has come up from nothing
   * while the first did not even answer says that the first is dead, whether or not both share a process.
   */
  function callWitness(silent: readonly number[]): void {
    if (witnesses.length >= MAX_WITNESSES) witnesses.shift()?.frame.remove();
    const witness: Witness = { frame: newFrame(), silent: new Set(silent) };
    witnesses.push(witness);
    // An answer that is already in the queue comes first.
    const onUp = (): void => void setTimeout(() => hear(witness), 0);
    witness.frame.tell({ onUp, onPong: () => undefined });
  }

  function hear(witness: Witness): void {
    if (!witnesses.includes(witness)) return;
    witnesses = witnesses.filter((other) => other !== witness);
    // It takes the place of one that it speaks against.
    if (spare === null) spare = witness.frame;
    else witness.frame.remove();
    for (const slot of witness.silent) {
      remove(slot);
      options.onLost(slot);
    }
  }

  function remove(slot: number): void {
    slots.get(slot)?.frame.remove();
    slots.delete(slot);
    clear(slot);
  }

  /** Of a process of its own, one witness at a time will do. */
  function isSuspicious(slot: number, { frame, misses }: OpenSlot): boolean {
    if (!frame.hasOwnProcess) return misses >= SUSPICIOUS_MISSES.shared;
    return misses >= SUSPICIOUS_MISSES.own && !witnesses.some(({ silent }) => silent.has(slot));
  }

  function tick(): void {
    const nowMs = performance.now();
    // A tick that is late itself says nothing about the frames: the machine or this thread is busy.
    const isOnTime = nowMs - lastTickMs < 2 * PING_INTERVAL_MS || document.hidden;
    lastTickMs = nowMs;
    if (slots.size === 0) {
      stopTicking();
      return;
    }
    const silent: number[] = [];
    for (const [slot, opened] of slots) {
      if (!opened.frame.isUp) continue;
      if (!opened.hasAnswered && isOnTime) opened.misses += 1;
      if (isSuspicious(slot, opened)) silent.push(slot);
      opened.hasAnswered = false;
      opened.frame.ping();
    }
    if (silent.length > 0) callWitness(silent);
  }

  function startTicking(): void {
    if (timer !== null) return;
    lastTickMs = performance.now();
    timer = setInterval(tick, PING_INTERVAL_MS);
  }

  function stopTicking(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  return {
    prewarm() {
      spare ??= newFrame();
    },
    openSlot(port) {
      lastSlot += 1;
      const slot = lastSlot;
      const frame = spare ?? newFrame();
      spare = null;
      const opened: OpenSlot = { frame, misses: 0, hasAnswered: true };
      slots.set(slot, opened);
      frame.tell({
        onUp: () => undefined,
        onPong() {
          opened.hasAnswered = true;
          opened.misses = 0;
          clear(slot);
        },
      });
      frame.open(options.supervisor, port);
      startTicking();
      return Promise.resolve(slot);
    },
    killSlot(slot) {
      remove(slot);
      if (slots.size > 0) return Promise.resolve();
      // Where frames share a process, it ends with the last of them.
      spare?.remove();
      spare = null;
      return Promise.resolve();
    },
  };
}
