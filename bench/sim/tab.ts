import { isClose } from "../../study/repeats/repeat.ts";
import { CountingRunner } from "./counting-runner.ts";
import { trueValue, worstValue } from "./objectives.ts";
import { believedIn, whatIsShown } from "./what-is-shown.ts";
import type { Member, World } from "./world.ts";

/** What was noticed of a tab from outside. */
interface Seen {
  counts: CountingRunner | null;
  /** When it was linked to another honest tab for the first time. */
  linkedAtMs: number | null;
  /** It shows something else than when somebody looked last, and is looked at at once; or perhaps it does. */
  hasNews: boolean;
  mayHaveNews: boolean;
}

/** An honest tab, and what somebody sees who looks at it all the time. */
export class HonestTab {
  readonly member: Member;
  readonly counts: CountingRunner;
  readonly #world: World;
  readonly #seen: Seen;
  readonly #cameMs: number;
  /** It has once shown for true what is false. */
  showedFalse = false;
  /** Since when it has done its share of the budget, or holds that there is none left; null: it has not, or does not any more. */
  doneSinceMs: number | null = null;

  private constructor(world: World, member: Member, counts: CountingRunner, seen: Seen, cameMs: number) {
    this.#world = world;
    this.member = member;
    this.counts = counts;
    this.#seen = seen;
    this.#cameMs = cameMs;
  }

  static async join(world: World, name: string, cores: number, began?: "now"): Promise<HonestTab> {
    const seen: Seen = { counts: null, linkedAtMs: null, hasNews: true, mayHaveNews: true };
    const cameMs = world.clock.nowMs();
    const member = await world.join({
      name,
      cores,
      began,
      runner: (inner, clock) => {
        seen.counts = new CountingRunner(inner, clock);
        return seen.counts;
      },
      station: {
        onOpened: (_, address) => {
          if (world.honestAddresses.has(address)) seen.linkedAtMs ??= world.clock.nowMs();
        },
      },
      onChange: (kind) => {
        if (kind === "best" || kind === "state") seen.hasNews = true;
        if (kind === "any") seen.mayHaveNews = true;
      },
    });
    if (seen.counts === null) throw new Error("The tab has no runner.");
    world.honest.push(seen.counts);
    world.honestAddresses.add(member.station.ownAddress);
    return new HonestTab(world, member, seen.counts, seen, cameMs);
  }

  /** How long after it came it was linked to another honest tab; null: it is not. */
  get linkedAfterMs(): number | null {
    const { linkedAtMs } = this.#seen;
    return linkedAtMs === null ? null : linkedAtMs - this.#cameMs;
  }

  /** Looks at what has changed; `closely`: also where that is likely nothing that matters here. */
  look(closely: boolean): void {
    const seen = this.#seen;
    if (!seen.hasNews && !(closely && seen.mayHaveNews)) return;
    seen.hasNews = false;
    seen.mayHaveNews = false;
    const snapshot = this.member.agent.believed();
    const { best, isBelieved } = whatIsShown(snapshot);
    if (snapshot.state === "finished") {
      this.doneSinceMs ??= this.#world.clock.nowMs();
      this.counts.endRounds();
    } else if (this.doneSinceMs !== null) {
      this.doneSinceMs = null;
      this.counts.goOn();
    }
    if (this.showedFalse) return;
    if (snapshot.front !== null) {
      this.showedFalse = believedIn(snapshot.front).some(({ values }) => !this.#world.hasComeTo(values));
      return;
    }
    if (best === null || !isBelieved) return;
    const truth = trueValue(this.#world.options.objective, best.params);
    this.showedFalse = truth === null || !isClose(best.value, truth);
  }

  /** What is really to be had where this tab says that the best is; the worst there is where that is nowhere. */
  trueBest(): number {
    const snapshot = this.member.agent.believed();
    const { best } = whatIsShown(snapshot);
    const { objective } = this.#world.options;
    if (snapshot.front !== null) {
      const sums = believedIn(snapshot.front)
        .filter(({ values }) => this.#world.hasComeTo(values))
        .map(({ values }) => values.reduce((sum, one) => sum + one, 0));
      return Math.min(worstValue(objective), ...sums);
    }
    return (best && trueValue(objective, best.params)) ?? worstValue(objective);
  }
}
