/** What runs here goes to neighbours alone: one crossing, no signature, and no more bytes however fast trials are. */
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import { TokenBucket } from "../token-bucket.ts";
import type { RunningMessage } from "../wire/message.ts";
import { MAX_RUNNING_BYTES } from "../wire/wire-limits.ts";

/** To all neighbours together: 100 bytes to ten of them each second. */
const BYTES_PER_SECOND = 1_000;
/** What a few cores try, with its space, to all of a full view four times. */
const BURST_BYTES = 16 << 10;
/** To one neighbour no more often; */
const MIN_GAP_MS = 500;
/** and from one, if two were held up on the way. */
const MIN_HEARD_GAP_MS = 100;

/** The own agent's words about what runs here, and the neighbours'. */
export class RunningSpread {
  private readonly around: Surroundings;
  private readonly neighbourhood: Neighbourhood;
  private readonly budget: TokenBucket;
  private body: Uint8Array = new Uint8Array(0);
  /** 0: nothing has been said yet. */
  private version = 0;

  constructor(around: Surroundings, neighbourhood: Neighbourhood) {
    this.around = around;
    this.neighbourhood = neighbourhood;
    this.budget = new TokenBucket(BURST_BYTES, BYTES_PER_SECOND, around.nowMs);
  }

  /** Throws RangeError past `MAX_RUNNING_BYTES`. */
  set(body: Uint8Array): void {
    if (body.length > MAX_RUNNING_BYTES) throw new RangeError(`${body.length} bytes of what runs`);
    this.body = body;
    this.version += 1;
    this.tick();
  }

  /** Tells whoever has not heard the newest, in turns where bytes are few. */
  tick(): void {
    const waiting = this.around.openLinks().filter(({ presence }) => presence.runningTold < this.version);
    waiting.sort((a, b) => a.presence.runningToldMs - b.presence.runningToldMs);
    for (const link of waiting) this.tell(link);
  }

  tell(link: Link): void {
    const { nowMs } = this.around;
    const { presence } = link;
    if (presence.runningTold >= this.version || nowMs - presence.runningToldMs < MIN_GAP_MS) return;
    if (!this.budget.take(this.body.length, nowMs)) return;
    presence.runningTold = this.version;
    presence.runningToldMs = nowMs;
    this.around.send(link, { type: "running", body: this.body });
  }

  receive(link: Link, { body }: RunningMessage): void {
    const { nowMs } = this.around;
    const heardMs = link.presence.runningHeardMs;
    link.presence.runningHeardMs = nowMs;
    if (heardMs !== null && nowMs - heardMs < MIN_HEARD_GAP_MS) {
      this.neighbourhood.blame(link, FAULT.tooMuch);
      return;
    }
    const { log, peer } = link.handshake;
    this.around.emit({ type: "peerRunning", log, peer, body });
  }

  /** It is no neighbour any more. */
  lost(link: Link): void {
    const { log, peer } = link.handshake;
    if (link.presence.runningHeardMs !== null) this.around.emit({ type: "peerRunning", log, peer, body: null });
  }
}
