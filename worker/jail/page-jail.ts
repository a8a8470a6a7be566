import { JailFrame } from "./jail-frame.ts";

/** A dead frame is suspected after two missed pings and known to be dead some 0.4 s later; 5 pings a second cost nothing. */
const PING_INTERVAL_MS = 200;
/** One ping may be late on a busy machine. */
const SUSPICIOUS_MISSES = 2;
/** One more candidate with every further miss: the first ones may land in the very process that is dying. */
const MAX_CANDIDATES = 8;
/** A pause closes all slots one by one: then the frame goes, before any worker has begun to end for up to 2 s. */
const GATHER_KILLS_MS = 20;

export interface PageJailOptions {
  /** Text of `supervisor.ts` as one classic script. */
  readonly supervisor: string;
  /** The frame died with all its slots and a new one is up: whoever had slots must open them again. */
  readonly onLost: () => void;
  readonly sandboxUrl?: string;
}

/** The main thread's side of the jail: one hidden frame, made anew when it dies. */
export interface PageJail {
  /** Creates the frame before it is needed: 0.4 s earlier. */
  prewarm(): void;
  /** `port` becomes the supervisor's end. Resolves with the slot's id; rejects if the frame dies meanwhile. */
  openSlot(port: MessagePort): Promise<number>;
  /** Resolves when the slot's workers are gone. */
  killSlot(slot: number): Promise<void>;
  close(): void;
}

interface Waiting {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

export function pageJail(options: PageJailOptions): PageJail {
  const sandboxUrl = options.sandboxUrl ?? "/sandbox.html";
  const opening = new Map<number, Waiting>();
  const killing = new Map<number, Waiting>();
  const gathered: number[] = [];
  const slots = new Set<number>();
  let lastSlot = 0;
  let frame: JailFrame | null = null;
  const candidates: JailFrame[] = [];
  let misses = 0;
  let answered = true;
  let lastTickMs = 0;
  let timer: ReturnType<typeof setInterval> | null = null;

  const isNeeded = (): boolean => slots.size + opening.size + killing.size > 0;

  function current(): JailFrame {
    frame ??= new JailFrame(sandboxUrl, { onOpened, onKilled, onPong });
    return frame;
  }

  function onOpened(slot: number): void {
    opening.get(slot)?.done();
    opening.delete(slot);
  }

  function onKilled(slot: number): void {
    killing.get(slot)?.done();
    killing.delete(slot);
  }

  function onPong(): void {
    answered = true;
    misses = 0;
    dropCandidates();
  }

  function dropCandidates(): void {
    for (const candidate of candidates.splice(0)) candidate.remove();
  }

  /**
   * A silent frame may be dead or only slow, and no event tells. So more frames are opened: all sandboxed frames share
   * one process, so if one of them comes up while the first stays silent, the first is dead.
   */
  function suspect(): void {
    if (candidates.length >= MAX_CANDIDATES) candidates.shift()?.remove();
    const candidate = new JailFrame(sandboxUrl, { onOpened, onKilled, onPong });
    candidates.push(candidate);
    candidate.whenUp(() => {
      // A pong of the old frame that is already in the queue comes first.
      setTimeout(() => {
        if (candidates.includes(candidate)) replaceFrame(candidate);
      }, 0);
    });
  }

  function replaceFrame(candidate: JailFrame): void {
    frame?.remove();
    frame = candidate;
    candidates.splice(candidates.indexOf(candidate), 1);
    dropCandidates();
    misses = 0;
    answered = true;
    settleAll();
    options.onLost();
  }

  function killGathered(): void {
    const doomed = gathered.splice(0).filter((slot) => killing.has(slot));
    if (doomed.length > 0 && slots.size === 0) removeFrame();
    else for (const slot of doomed) current().kill(slot);
  }

  function settleAll(): void {
    slots.clear();
    const gone = new Error("The jail's frame is gone with all its slots.");
    for (const waiting of opening.values()) waiting.failed(gone);
    for (const waiting of killing.values()) waiting.done();
    opening.clear();
    killing.clear();
  }

  function tick(): void {
    const nowMs = performance.now();
    // A tick that is late itself says nothing about the frame: the machine or this thread is busy.
    const isOnTime = nowMs - lastTickMs < 2 * PING_INTERVAL_MS || document.hidden;
    lastTickMs = nowMs;
    if (!isNeeded()) {
      stopTicking();
      return;
    }
    const jail = current();
    if (!jail.isUp) return;
    if (!answered && isOnTime) misses += 1;
    if (misses >= SUSPICIOUS_MISSES) suspect();
    answered = false;
    jail.ping();
  }

  function startTicking(): void {
    if (timer !== null) return;
    lastTickMs = performance.now();
    answered = true;
    misses = 0;
    timer = setInterval(tick, PING_INTERVAL_MS);
  }

  function stopTicking(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    dropCandidates();
  }

  /** The fastest kill: a worker that is told to end may loop on for 2 s (measured), its process ends at once. */
  function removeFrame(): void {
    stopTicking();
    frame?.remove();
    frame = null;
    settleAll();
  }

  return {
    prewarm() {
      current();
    },
    openSlot(port) {
      lastSlot += 1;
      const slot = lastSlot;
      slots.add(slot);
      startTicking();
      return new Promise((resolve, reject) => {
        opening.set(slot, { done: () => resolve(slot), failed: reject });
        current().open(slot, options.supervisor, port);
      });
    },
    killSlot(slot) {
      if (!slots.delete(slot)) return Promise.resolve();
      startTicking();
      return new Promise((resolve, reject) => {
        killing.set(slot, { done: resolve, failed: reject });
        gathered.push(slot);
        if (gathered.length === 1) setTimeout(killGathered, GATHER_KILLS_MS);
      });
    },
    close: removeFrame,
  };
}
