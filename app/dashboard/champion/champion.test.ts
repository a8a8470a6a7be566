import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Json } from "../../../study/spec/spec.ts";
import { episodeOf } from "../../../test/ui/fake-episodes.ts";
import { PALETTE, type Palette } from "../canvas/palette.ts";
import { endWords, missingWords, momentWords, pictureWords, weighsWords } from "./champion-words.ts";
import { type Frame, readFrame, shownFrames } from "./episode-frame.ts";
import { paintFrame } from "./paint-frame.ts";
import { advanced, frameAt, nextByItself } from "./playing.ts";

const told = { step: 3, reward: 2 };
const scene = {
  rows: 10,
  columns: 10,
  picker: 4,
  net: { from: 3, to: 5 },
  things: [
    { kind: "apple", row: 2, column: 7 },
    { kind: "stone", row: 5, column: 1 },
  ],
  energy: 30,
};
const orchard = { ...told, task: "Orchard", scene };
const cart = { ...told, task: "CartPole-v1", state: [0.5, 0, 0.1, 0] };

describe("what an objective shows", () => {
  it.each([
    ["generations", "cart-pole"],
    ["generations-acrobot", "acrobot"],
    ["generations-mountain-car", "mountain-car"],
    ["generations-pendulum", "pendulum"],
    ["generations-orchard", "orchard"],
  ] as const)("of the gallery's tasks is understood, every step of it (%s)", (scenario, task) => {
    const { frames: shown, value } = episodeOf(scenario, 3);
    const { frames, leftOut } = shownFrames(shown);
    expect(leftOut).toBe(0);
    expect(frames.length).toBe(shown.length);
    expect(new Set(frames.map((frame) => frame.task))).toEqual(new Set([task]));
    expect(frames.at(-1)?.reward).toBe(value);
  });

  it.each<[string, Json]>([
    ["no object", 7],
    ["a list", [cart]],
    ["no task", { ...told, state: [0, 0, 0, 0] }],
    ["another task", { ...cart, task: "Tetris" }],
    ["too few numbers", { ...cart, state: [1, 2] }],
    ["a text among the numbers", { ...cart, state: [0, 0, "1", 0] }],
    ["a number without end", { ...cart, state: [0, 0, Number.POSITIVE_INFINITY, 0] }],
    ["not a number", { ...cart, state: [Number.NaN, 0, 0, 0] }],
    ["a number far off", { ...cart, state: [1e300, 0, 0, 0] }],
    ["a long list", { ...cart, state: Array<number>(1_000).fill(0) }],
    ["half a step", { ...cart, step: 0.5 }],
    ["no reward", { ...cart, reward: null }],
    ["a field of any size", { ...orchard, scene: { ...scene, rows: 1e6 } }],
    ["a thing outside", { ...orchard, scene: { ...scene, things: [{ kind: "apple", row: 10, column: 0 }] } }],
    ["an unknown thing", { ...orchard, scene: { ...scene, things: [{ kind: "pear", row: 1, column: 0 }] } }],
    ["a net without end", { ...orchard, scene: { ...scene, net: { from: 3, to: 40 } } }],
    ["no scene", { ...orchard, scene: null }],
  ])("is no frame with %s", (_what, value) => {
    expect(readFrame(value)).toBeNull();
  });

  it("is shown as far as it is of one task", () => {
    const { frames, leftOut } = shownFrames([7, cart, orchard, { ...cart, step: 4 }]);
    expect(frames.map(({ task, step }) => `${task} ${step}`)).toEqual(["cart-pole 3", "cart-pole 4"]);
    expect(leftOut).toBe(2);
  });
});

describe("the picture", () => {
  afterEach(() => vi.unstubAllGlobals());

  interface Drawn {
    readonly numbers: readonly number[];
    /** What was filled or stroked, each with its colour and the places that it went through. */
    readonly shapes: readonly { readonly colour: string; readonly places: readonly (readonly [number, number])[] }[];
    readonly texts: readonly string[];
  }

  /** 600 x 400; a shape's places are those of its lines, arcs and boxes. */
  function drawn(frame: Frame): Drawn {
    const numbers: number[] = [];
    const shapes: { colour: string; places: (readonly [number, number])[] }[] = [];
    const texts: string[] = [];
    let places: (readonly [number, number])[] = [];
    class Path {
      places: (readonly [number, number])[] = [];
      moveTo(x: number, y: number): void {
        this.places.push([x, y]);
      }
      lineTo(x: number, y: number): void {
        this.places.push([x, y]);
      }
      closePath(): void {}
    }
    vi.stubGlobal("Path2D", Path);
    const own: Record<string, unknown> = {};
    const go = (x: number, y: number): void => void places.push([x, y]);
    const end = (style: string) => (path?: Path) => {
      shapes.push({ colour: String(own[style]), places: path?.places ?? places });
    };
    const methods: Record<string, unknown> = {
      beginPath: () => {
        places = [];
      },
      moveTo: go,
      lineTo: go,
      arc: go,
      roundRect: go,
      fill: end("fillStyle"),
      stroke: end("strokeStyle"),
      fillText: (text: string) => texts.push(text),
    };
    const context = new Proxy(own, {
      get:
        (it, key: string) =>
        (...args: unknown[]) => {
          numbers.push(...args.filter((arg) => typeof arg === "number"));
          const method = methods[key] ?? it[key];
          if (typeof method === "function") (method as (...all: unknown[]) => void)(...args);
        },
    });
    const palette = Object.fromEntries(PALETTE.map((token) => [token, token])) as Palette;
    paintFrame(context as unknown as CanvasRenderingContext2D, frame, { width: 600, height: 400 }, palette);
    return { numbers, shapes, texts };
  }
  const shape = ({ shapes }: Drawn, colour: string) => shapes.filter((one) => one.colour === colour);
  const frameOf = (value: Json): Frame => {
    const frame = readFrame(value);
    if (frame === null) throw new Error("This is a frame.");
    return frame;
  };

  it("leans the pole to where it falls, over the cart", () => {
    const pole = shape(drawn(frameOf({ ...cart, state: [1, 0, 0.2, 0] })), "--data-best")[0]?.places ?? [];
    const [[fromX, fromY] = [0, 0], [toX, toY] = [0, 0]] = pole;
    expect(fromX).toBeGreaterThan(300);
    expect(toX).toBeGreaterThan(fromX);
    expect(toY).toBeLessThan(fromY);
    const left = shape(drawn(frameOf({ ...cart, state: [-1, 0, -0.2, 0] })), "--data-best")[0]?.places ?? [];
    expect(left[1]?.[0]).toBeCloseTo(600 - toX);
  });

  it("hangs Acrobot's links down at 0, and swings them up against the clock", () => {
    const at = (state: readonly number[]) =>
      shape(drawn(frameOf({ ...told, task: "Acrobot-v1", state })), "--data-best")[0]?.places[1] ?? [0, 0];
    const [hungX, hungY] = at([0, 0, 0, 0]);
    expect(hungX).toBeCloseTo(300);
    expect(hungY).toBeGreaterThan(350);
    const [upX, upY] = at([Math.PI, 0, 0, 0]);
    expect(upX).toBeCloseTo(300);
    expect(upY).toBeLessThan(50);
    expect(at([Math.PI / 2, 0, 0, 0])[0]).toBeGreaterThan(450);
  });

  it("stands Pendulum upright at 0, and turns it against the clock", () => {
    const at = (angle: number) =>
      shape(drawn(frameOf({ ...told, task: "Pendulum-v1", state: [angle, 0] })), "--data-best")[0]?.places[1] ?? [0, 0];
    expect(at(0)[1]).toBeLessThan(at(Math.PI)[1]);
    expect(at(Math.PI / 2)[0]).toBeLessThan(200);
    // Whole turns are not seen.
    expect(at(0.3 + 4 * Math.PI)[0]).toBeCloseTo(at(0.3)[0]);
  });

  it("tells apples from stones by their shape, and says the energy", () => {
    const seen = drawn(frameOf(orchard));
    expect(shape(seen, "--good").map(({ places }) => places.length)).toEqual([1]);
    const stones = shape(seen, "--ink-3").filter(({ places }) => places.length === 6);
    expect(stones).toHaveLength(1);
    const [apple] = shape(seen, "--good")[0]?.places ?? [];
    expect(apple?.[0]).toBeGreaterThan(stones[0]?.places[0]?.[0] ?? 600);
    expect(seen.texts).toEqual(["energy", "30"]);
  });

  it("of anything that is read has only numbers, whatever a stranger's objective shows", () => {
    const any = fc.oneof(
      fc.double(),
      fc.integer({ min: -2, max: 70 }),
      fc.constantFrom("apple", "stone", null, true, 1e6, -1e6),
    );
    const thing = fc.record({ kind: fc.constantFrom("apple", "stone", "pear"), row: any, column: any });
    const frame = fc.record({
      task: fc.constantFrom(
        "CartPole-v1",
        "CartPole-v0",
        "Acrobot-v1",
        "MountainCarContinuous-v0",
        "Pendulum-v1",
        "Orchard",
        "Tetris",
      ),
      step: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 500 }) }, { weight: 1, arbitrary: any }),
      reward: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -900, max: 900 }) }, { weight: 1, arbitrary: any }),
      state: fc.oneof(
        fc.array(any, { maxLength: 6 }),
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 8 }),
      ),
      scene: fc.record({
        rows: fc.integer({ min: 0, max: 70 }),
        columns: fc.integer({ min: 0, max: 70 }),
        picker: fc.integer({ min: -1, max: 20 }),
        net: fc.record({ from: fc.integer({ min: 0, max: 9 }), to: fc.integer({ min: 0, max: 20 }) }),
        things: fc.array(thing, { maxLength: 3 }),
        energy: any,
      }),
    });
    let painted = 0;
    fc.assert(
      fc.property(frame, (value) => {
        const read = readFrame(value);
        if (read === null) return;
        painted++;
        for (const number of drawn(read).numbers) expect(Number.isFinite(number)).toBe(true);
        expect(pictureWords(read)).not.toMatch(/NaN|undefined|∞/);
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(painted).toBeGreaterThan(40);
  });
});

describe("what plays next by itself", () => {
  const watching = { chosen: null, newest: 12, seen: 4, hasEnded: true };

  it("is the newest generation, once an older one has been seen to its end", () => {
    expect(nextByItself(watching)).toBe(12);
    expect(nextByItself({ ...watching, hasEnded: false })).toBeNull();
  });

  it("is nothing where the newest has been seen, where somebody chose, or where nothing is there", () => {
    expect(nextByItself({ ...watching, seen: 12 })).toBeNull();
    expect(nextByItself({ ...watching, chosen: 4 })).toBeNull();
    expect(nextByItself({ ...watching, seen: null })).toBeNull();
    expect(nextByItself({ ...watching, newest: null })).toBeNull();
  });
});

describe("playing", () => {
  it("goes on by the time that passed, to the last frame, and not by the time the page was away", () => {
    expect(advanced(10, 20, 50, 100)).toBeCloseTo(11);
    expect(advanced(10, 60_000, 50, 100)).toBeCloseTo(15);
    expect(advanced(98.9, 100, 50, 100)).toBe(99);
    expect(advanced(0, 100, 50, 0)).toBe(0);
    expect(advanced(3, -5, 50, 100)).toBe(3);
  });

  it("moves between two frames, turning the shorter way", () => {
    const pendulum = (angle: number): Frame => ({ ...told, task: "pendulum", angle });
    const frames = [pendulum(3), pendulum(-3)];
    const half = frameAt(frames, 0.5);
    expect(half?.task === "pendulum" ? Math.abs(Math.cos(half.angle) + 1) : 1).toBeLessThan(1e-9);
    expect(frameAt(frames, 1)).toEqual(frames[1]);
    expect(frameAt([], 0)).toBeNull();
  });

  it("lets what falls in the orchard fall by whole rows", () => {
    const frames = [readFrame(orchard), readFrame({ ...orchard, step: 4 })].filter((frame) => frame !== null);
    expect(frameAt(frames, 0.9)).toEqual(frames[0]);
  });
});

describe("the words", () => {
  const play = { generation: 42, episode: 0, value: 500, error: null, frames: [], seeds: 43, weights: 386 };

  it("say what a genome weighs, and the network that it makes", () => {
    expect(weighsWords(play)).toBe(
      "Its genome: 43 seeds, 172 bytes on the wire; the network it makes: 386 weights, 1,544 bytes (9 times as much).",
    );
    expect(weighsWords({ seeds: 1, weights: 4_867 })).toContain("19,468 bytes (4,867 times as much)");
    expect(weighsWords({ seeds: 1, weights: null })).toBe("Its genome: 1 seed, 4 bytes on the wire.");
    expect(weighsWords({ seeds: 200, weights: 40 })).not.toContain("times");
  });

  it("say at the end how it went", () => {
    const [first] = shownFrames([cart]).frames;
    if (first === undefined) throw new Error("This is a frame.");
    expect(momentWords(first)).toBe("Step 3, reward 2");
    expect(endWords(play, first)).toBe("Ended after 3 steps with 500.");
    const error = { kind: "threw", message: "no such joint", line: 4, column: 2 } as const;
    expect(endWords({ ...play, value: null, error }, first)).toBe(
      "After 3 steps the objective failed: The objective threw on line 4, column 2.",
    );
  });

  it("say why nothing is drawn", () => {
    const of = (frames: readonly Json[]) => missingWords({ ...play, frames }, shownFrames(frames));
    expect(of([])).toBe("This objective does not show what it does.");
    expect(of([7, "x"])).toMatch(/^What this objective shows is none of the tasks/);
    expect(of([cart, 7])).toBe("1 moment of 2 could not be drawn.");
    expect(of([cart])).toBe("");
  });
});
