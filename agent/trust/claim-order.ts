import { hashText } from "../../study/bytes/hash.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { CheckBudget } from "./check-budget.ts";
import type { Claim, Claims } from "./claims.ts";
import type { Disputes } from "./disputes.ts";
import type { Vouching } from "./vouching.ts";

/**
 * A stranger's claim is looked at by about so many tabs at once, and by the others one trial of their own after the other: by
 * then some have run it, and said what they found.
 */
const AT_ONCE = 3;
/** Own trials after which every tab has had its turn, however many work. */
const LAST_TURN = 16;
/** As many keys as a swarm has logs. */
const MAX_CLAIMANTS = 20_000;

interface Sources {
  readonly claims: Claims;
  readonly vouching: Vouching;
  readonly disputes: Disputes;
  readonly budget: CheckBudget;
  /** Of this tab alone. */
  readonly secret: string;
  /** Peers that work now, this one included. */
  workers(): number;
}

/** Which claim this tab looks at first, and when: not all tabs the same liar's at once. */
export class ClaimOrder {
  readonly #sources: Sources;
  /** Own trials that had ended when a stranger's claim stood for the first time: another claim of the same key does not put off its turn. */
  readonly #since = new Map<PeerId, number>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** The claim to look at, whenever its turn is; null: there is none. */
  first(): Claim | null {
    const { claims, disputes, vouching } = this.#sources;
    const first = claims.standing();
    if (first === null || (disputes.isEmpty && !vouching.hasWrong)) return first;
    return this.#amongLiars(first);
  }

  /** The claim to look at now; null: there is none, or it is others' turn. */
  due(): Claim | null {
    const claim = this.first();
    return claim !== null && this.#isDue(claim.author) ? claim : null;
  }

  #isDue(author: PeerId): boolean {
    const { vouching, budget, secret } = this.#sources;
    if (vouching.isVouched(author)) return true;
    let since = this.#since.get(author);
    if (since === undefined) {
      if (this.#since.size >= MAX_CLAIMANTS) this.#since.clear();
      since = budget.ownCount;
      this.#since.set(author, since);
    }
    const last = Math.min(LAST_TURN, Math.max(0, this.#sources.workers() - AT_ONCE) / AT_ONCE);
    return budget.ownCount - since >= Math.floor((hashText(author, hashText(secret, 6)) / 2 ** 32) * (last + 1));
  }

  /**
   * Where somebody was found to lie, the best claim is not what is looked at first whoever makes it: claims of those whom others
   * dispute for whom own runs vouch wait for all others', and of strangers' each tab begins with another one. So tabs find
   * several liars out at once, and each is run again by few.
   */
  #amongLiars(first: Claim): Claim {
    const { claims, disputes, vouching, secret } = this.#sources;
    const clear = claims.leading().filter((claim) => !disputes.isSuspect(claim.trial, claim.author));
    const [best] = clear;
    if (best === undefined) return first;
    if (vouching.isVouched(best.author)) return best;
    const turnOf = ({ author }: Claim): number => hashText(author, hashText(secret, 4));
    return clear.reduce((a, b) => (turnOf(b) < turnOf(a) ? b : a));
  }
}
