import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { RunnerSlot } from "../../../agent/ports.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import { rngFromSeed } from "../../../study/rng.ts";
import type { SearchSpace } from "../../../study/space/search-space.ts";
import type { Proposal } from "../../../study/trial/proposal.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import type { TrialError, TrialOutcome } from "../../../study/trial/trial.ts";
import type { JailBounds, NodeJail } from "./node-jails.ts";

const SPACE: SearchSpace = {
  names: ["x", "y"],
  distributions: [
    { kind: "float", low: -100, high: 100, log: false, step: null },
    { kind: "categorical", choices: [-1, 0, 1] },
  ],
};

export const QUADRATIC = "t => t.suggestFloat('x', -100, 100) ** 2 + t.suggestCategorical('y', [-1, 0, 1])";
const STALLED: TrialError = { kind: "timeout", message: "took too long", line: null, column: null };

function proposals(from: number, count: number, fixed: Record<string, ParamValue> | null = null): Proposal[] {
  return Array.from({ length: count }, (_, i) => ({
    number: from + i,
    seed: ((from + i) * 2_654_435_761) >>> 0,
    space: SPACE,
    values: [((from + i) % 200) - 100, ((from + i) % 3) - 1],
    fixed,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
  }));
}

/** One slot, and what it said. */
export class Held {
  readonly slot: RunnerSlot;
  readonly outcomes: TrialOutcome[] = [];
  readonly lost: TrialError[] = [];
  readonly loadErrors: TrialError[] = [];
  readonly reports: number[][] = [];
  readonly lines: string[] = [];
  ready = 0;
  #next = 0;

  constructor({ runner }: NodeJail, javascript: string) {
    this.slot = runner.openSlot(
      { studyId: "s".repeat(43), javascript, positions: null, directions: ["minimize"] },
      {
        onReady: () => void this.ready++,
        onLoadFailed: (error) => void this.loadErrors.push(error),
        onFinished: (outcomes) => void this.outcomes.push(...outcomes),
        onReport: (...report) => void this.reports.push(report),
        onConsole: (lines) => void this.lines.push(...lines.map(({ text }) => text)),
        onLost: (error) => void this.lost.push(error),
      },
    );
  }

  run(count: number): void {
    this.slot.run({ proposals: proposals(this.#next, count), pruner: { kind: "nop" } });
    this.#next += count;
  }
}

export async function until(isSo: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`It did not happen in time: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface JailTraits {
  /** Errors' columns count as V8 counts them. */
  readonly countsColumns: boolean;
  /** Nobody but the language's own `Math` computes here. */
  readonly isV8: boolean;
}

export type OpenJail = (bounds: JailBounds) => NodeJail;

/** What every jail without a browser keeps to, and a walled one with `reachingOut` and `takingMemory`: tests under no title yet. */
export function nodeJailContract(open: OpenJail, traits: JailTraits) {
  const held: Held[] = [];
  const openSlot = (source: string, bounds: JailBounds = {}): Held => {
    const slot = new Held(open(bounds), source);
    held.push(slot);
    return slot;
  };
  const ready = async (source: string): Promise<Held> => {
    const slot = openSlot(source);
    await until(() => slot.ready > 0 || slot.loadErrors.length > 0 || slot.lost.length > 0, "ready");
    expect([slot.loadErrors, slot.lost]).toEqual([[], []]);
    return slot;
  };
  const outcomes = async (source: string, count: number): Promise<readonly TrialOutcome[]> => {
    const slot = await ready(source);
    slot.run(count);
    await until(() => slot.outcomes.length >= count || slot.lost.length > 0, "outcomes");
    expect(slot.lost).toEqual([]);
    return slot.outcomes;
  };
  const loadError = async (source: string, bounds?: JailBounds): Promise<TrialError | undefined> => {
    const slot = openSlot(source, bounds);
    await until(() => slot.loadErrors.length > 0 || slot.ready > 0, "load error");
    return slot.loadErrors[0];
  };
  afterEach(async () => {
    await Promise.all(held.splice(0).map(({ slot }) => slot.close()));
  });

  const honest = (): void => {
    it("gets the proposed values and gives its own", async () => {
      const all = await outcomes(QUADRATIC, 3);
      expect(all.map((o) => [o.number, o.state, o.values, o.params])).toEqual([
        [0, "complete", [9999], [-100, -1]],
        [1, "complete", [9801], [-99, 0]],
        [2, "complete", [9605], [-98, 1]],
      ]);
    });

    it("may be asynchronous, report, constrain and note", async () => {
      const source = `export default async function (trial) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        for (let step = 0; step < 3; step++) trial.report(1 / (step + 1), step);
        trial.setConstraint("weight", -1);
        trial.setUserAttr("note", "half a pair: \\ud83d, whole: \\ud83d\\ude00 é");
        return trial.suggestInt("never seen", 1, 10);
      }`;
      const slot = await ready(source);
      slot.run(2);
      await until(() => slot.outcomes.length === 2, "outcomes");
      expect(slot.outcomes[0]).toMatchObject({
        state: "complete",
        intermediate: [
          [0, 1],
          [1, 0.5],
          [2, 1 / 3],
        ],
        constraints: { weight: -1 },
        userAttrs: { note: "half a pair: \ufffd, whole: 😀 é" },
      });
      expect(slot.reports[0]).toEqual([0, 0, 1]);
    });

    it("may stop early, and write to a console that is told", async () => {
      const slot = await ready(
        "(trial) => { console.log('at', trial.number); trial.report(3, 0); throw new TrialPruned(); }",
      );
      slot.run(1);
      await until(() => slot.outcomes.length === 1, "outcomes");
      expect(slot.outcomes).toMatchObject([{ state: "pruned", values: [3], error: null }]);
      expect(slot.lines).toEqual(["at 0"]);
    });

    it("draws the same chance for the same trial, also while loading", async () => {
      const source = "const offset = Math.random();\nexport default () => offset + Math.random() + Math.random();";
      const first = (await outcomes(source, 3)).map(({ values }) => values[0]);
      expect((await outcomes(source, 3)).map(({ values }) => values[0])).toEqual(first);
      const offset = rngFromSeed(0, "load").next();
      const drawn = proposals(0, 3).map((proposal) => {
        const { rng } = new TrialContext(proposal, { directions: ["minimize"], pruner: { kind: "nop" } });
        return offset + rng.next() + rng.next();
      });
      expect(first).toEqual(drawn);
    });

    it("finds the conveniences of a browser's worker", async () => {
      const source = `async (trial) => {
        const copy = structuredClone({ a: [1, new Map([[2, new Set([3])]])] });
        const ticked = await new Promise((resolve) => { let n = 0; const id = setInterval(() => { n++; if (n === 3) { clearInterval(id); resolve(n); } }, 1); });
        const never = setTimeout(() => { throw new Error("cleared"); }, 1);
        clearTimeout(never);
        const before = performance.now();
        await new Promise((resolve) => queueMicrotask(resolve));
        trial.setUserAttr("text", [atob(btoa("hej \\xe5")), new TextDecoder().decode(new TextEncoder().encode("né€😀")), copy.a[1].get(2).has(3), ticked, performance.now() >= before].join());
        return 1;
      }`;
      expect(await outcomes(source, 1)).toMatchObject([{ userAttrs: { text: "hej å,né€😀,true,3,true" } }]);
    });
  };

  const mistaken = (): void => {
    it("thrown is found by line", async () => {
      const source = "const limit = 3;\n\nexport default (trial) => {\n  throw new RangeError(`over ${limit}`);\n};";
      const [only] = await outcomes(source, 1);
      expect(only).toMatchObject({ state: "failed", error: { kind: "threw", message: "RangeError: over 3", line: 4 } });
      if (traits.countsColumns) expect(only?.error?.column).toBe(9);
    });

    it("of syntax is found by line", async () => {
      const error = await loadError("const a = 1;\nexport default (trial) => {\n  let x = ;\n};");
      expect(error).toMatchObject({ kind: "threw", line: 3, message: expect.stringContaining("SyntaxError") });
      if (traits.countsColumns) expect(error?.column).toBe(11);
    });

    it("outside of the function is found, and a value that is no function told", async () => {
      expect(await loadError("const a = null;\nconst b = a.b;\nexport default () => b;")).toMatchObject({ line: 2 });
      expect((await loadError("export default 7"))?.message).toContain("must be a function");
    });

    it("as NaN, text or too many values fails the trial", async () => {
      const source = "(trial) => [NaN, 'seven', [1, 2], undefined][trial.number]";
      expect((await outcomes(source, 4)).map(({ error }) => error?.kind)).toEqual([
        "nan",
        "wrong-values",
        "wrong-values",
        "wrong-values",
      ]);
    });
  };

  const endless = (): void => {
    for (const [what, source] of [
      ["a promise that never settles", "(trial) => trial.number === 3 ? new Promise(() => {}) : trial.number"],
      ["a loop", "(trial) => { if (trial.number === 3) for (;;); return trial.number; }"],
      [
        "a chain of microtasks",
        "async (trial) => { if (trial.number === 3) for (;;) await null; return trial.number; }",
      ],
      [
        "a builtin that nothing interrupts",
        "(trial) => trial.number === 3 ? Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) : 1",
      ],
      ["a regular expression", "(trial) => trial.number === 3 ? /^(a+)+$/.test('a'.repeat(60) + 'b') : 1"],
    ] as const) {
      it(`is killed and started anew: ${what}`, async () => {
        const slot = await ready(source);
        slot.run(6);
        // Whatever ended before is told, by chunks of trials that took 20 ms.
        await new Promise((resolve) => setTimeout(resolve, 200));
        slot.slot.restart(STALLED);
        expect(slot.lost).toEqual([STALLED]);
        await until(() => slot.ready === 2, "ready again");
        const told = slot.outcomes.length;
        slot.run(2);
        await until(() => slot.outcomes.length === told + 2, "outcomes");
        expect(slot.outcomes.slice(told).map(({ number }) => number)).toEqual([6, 7]);
      });
    }

    it("is told when it is the loading that does not end", async () => {
      expect((await loadError("for (;;);\nexport default () => 1;", { maxLoadMs: 2_000 }))?.kind).toBe("timeout");
    });
  };

  const dying = (): void => {
    it("is lost with what ran, and what comes next runs in a new one", async () => {
      const before = childrenOf(process.pid);
      const slot = await ready(
        "(trial) => { if (trial.number === 1) { if (typeof process === 'object') process.exit(1); for (;;); } return trial.number; }",
      );
      slot.run(1);
      await until(() => slot.outcomes.length === 1, "an outcome");
      const own = childrenOf(process.pid).filter((pid) => !before.includes(pid));
      slot.run(2);
      // Whoever is no process of its own ends by itself.
      for (const pid of own) process.kill(Number(pid), "SIGKILL");
      await until(() => slot.lost.length === 1, "its loss");
      expect(slot.lost[0]?.kind).toBe("crashed");
      await until(() => slot.ready === 2, "ready again");
      for (const pid of own) expect(childrenOf(process.pid)).not.toContain(pid);
      slot.run(2);
      await until(() => slot.outcomes.length === 3, "outcomes");
      expect(slot.outcomes.map(({ number, state }) => [number, state])).toEqual([
        [0, "complete"],
        [3, "complete"],
        [4, "complete"],
      ]);
    });
  };

  const keeping = (): void => {
    it("finds it again in its own worker, and nobody else does", async () => {
      const source =
        "let seen = 0; export default () => { globalThis.left = (globalThis.left ?? 0) + 1; return ++seen; };";
      expect((await outcomes(source, 3)).map(({ values }) => values[0])).toEqual([1, 2, 3]);
      expect((await outcomes("() => globalThis.left ?? 0", 1)).map(({ values }) => values[0])).toEqual([0]);
      const slot = held[0];
      slot?.slot.restart(STALLED);
      await until(() => slot?.ready === 2, "ready again");
      slot?.run(1);
      await until(() => slot?.outcomes.length === 4, "outcomes");
      expect(slot?.outcomes[3]?.values).toEqual([1]);
    });
  };

  const changing = (): void => {
    for (const [what, change] of [
      ["array iterators", "Array.prototype[Symbol.iterator] = function* () { throw 1; };"],
      ["Object.prototype", "Object.prototype.number = 7; Object.prototype.toJSON = () => 'x';"],
      ["Promise.prototype.then", "Promise.prototype.then = () => 1;"],
      ["Float64Array", "globalThis.Float64Array = class {}; globalThis.JSON = null;"],
    ] as const) {
      it(`harms only itself: ${what}`, async () => {
        const slot = await ready(
          `let changed = false; export default (trial) => { if (!changed) { changed = true; ${change} } return trial.number; }`,
        );
        slot.run(4);
        await until(() => slot.outcomes.length === 4 || slot.lost.length > 0, "an end");
        // Every trial that is told is one that was asked for, whatever became of it.
        expect(slot.outcomes.every(({ number }, i) => number === i)).toBe(true);
        expect(await outcomes(QUADRATIC, 1)).toMatchObject([{ values: [9999] }]);
      });
    }
  };

  const reachingOut = (): void => {
    it("finds none of Node, and no way to the function constructor of another realm", async () => {
      const names =
        "process require module Buffer fetch WebSocket EventSource Worker global __dirname importScripts postMessage waggleHost waggleRealm waggleTimers SharedArrayBuffer navigator";
      const source = `(trial) => {
        const found = ${JSON.stringify(names)}.split(" ").filter((n) => typeof globalThis[n] !== "undefined");
        for (const make of [trial.suggestFloat.constructor, (async () => {}).constructor, console.log.constructor, setTimeout.constructor, Math.random.constructor])
          for (const text of ["return process", "return require", "return this.process", "return globalThis.process"])
            try { if (make(text)() !== undefined && !(make(text)() instanceof Promise)) found.push(text); } catch {}
        trial.setUserAttr("found", found.join());
        return 1;
      }`;
      expect(await outcomes(source, 1)).toMatchObject([{ userAttrs: { found: "" } }]);
    });

    it("imports nothing: no file, no module of Node, no address", async () => {
      let requests = 0;
      const server = createServer((_, response) => {
        requests += 1;
        response.end("export default 1");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const targets = [
        "node:fs",
        "fs",
        "child_process",
        "/etc/passwd",
        "file:///etc/passwd",
        `http://127.0.0.1:${port}/`,
      ];
      const source = `async (trial) => {
        const got = [];
        for (const target of ${JSON.stringify(targets)}) try { await import(target); got.push(target); } catch {}
        trial.setUserAttr("got", got.join());
        return 1;
      }`;
      const slot = await ready(source);
      slot.run(1);
      await until(() => slot.outcomes.length === 1 || slot.lost.length > 0, "an end");
      for (const { userAttrs } of slot.outcomes) expect(userAttrs["got"]).toBe("");
      expect(requests).toBe(0);
      server.close();
    });

    it("leaves a process without environment behind it, and no process at all once it is closed", async () => {
      const before = childrenOf(process.pid);
      const slot = await ready(QUADRATIC);
      const own = childrenOf(process.pid).filter((pid) => !before.includes(pid));
      expect(own).toHaveLength(1);
      const [pid = ""] = own;
      expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
      expect(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")).toContain("--permission");
      await slot.slot.close();
      await until(() => !childrenOf(process.pid).includes(pid), "the child's end");
    });
  };

  const takingMemory = (): void => {
    for (const [what, source] of [
      ["in objects", "() => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); }"],
      ["in buffers", "() => { const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1)); }"],
      ["in text", "() => { let s = 'x'; for (;;) s += s + Math.random(); }"],
      ...(traits.isV8
        ? [
            [
              "in WebAssembly",
              "() => { const all = []; for (;;) { const m = new WebAssembly.Memory({ initial: 256 }); new Uint8Array(m.buffer).fill(1); all.push(m); } }",
            ] as const,
          ]
        : []),
    ] as const) {
      it(`is ended, or told that there is no more: ${what}`, async () => {
        const slot = await ready(source);
        slot.run(1);
        await until(() => slot.lost.length > 0 || slot.outcomes.length > 0, "an end");
        if (slot.lost.length > 0) expect(slot.lost[0]?.kind).toMatch(/memory|crashed/);
        else expect(slot.outcomes[0]).toMatchObject({ state: "failed", error: { kind: "threw" } });
        expect(await outcomes(QUADRATIC, 1)).toMatchObject([{ values: [9999] }]);
      });
    }

    it("by a flood of timers is refused more of them", async () => {
      const source =
        "(trial) => { try { for (;;) setTimeout(() => {}, 1e6); } catch (error) { trial.setUserAttr('said', error.name); } return 1; }";
      expect(await outcomes(source, 1)).toMatchObject([{ userAttrs: { said: "RangeError" } }]);
    });
  };

  return { honest, mistaken, endless, dying, keeping, changing, reachingOut, takingMemory };
}

/** The processes that this one started and that live. */
export function childrenOf(pid: number): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return (
        Number(
          readFileSync(`/proc/${name}/stat`, "utf8")
            .replace(/^.*\) \S /, "")
            .split(" ")[0],
        ) === pid
      );
    } catch {
      return false;
    }
  });
}
