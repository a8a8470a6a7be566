import type { OrchardScene } from "../../../gallery/control/orchard.js";
import type { Json } from "../../../study/spec/spec.ts";

/** A moment of an episode, as far as it can be drawn: angles in radians, a link's or pole's from where its task counts them. */
export type Frame = { readonly step: number; readonly reward: number } & (
  | { readonly task: "cart-pole"; readonly place: number; readonly lean: number }
  | { readonly task: "acrobot"; readonly first: number; readonly second: number }
  | { readonly task: "mountain-car"; readonly place: number }
  | { readonly task: "pendulum"; readonly angle: number }
  | { readonly task: "orchard"; readonly scene: OrchardScene }
);

export type FrameTask = Frame["task"];

/** What of an objective's frames can be shown. */
export interface ShownFrames {
  /** All of one task, in order. */
  readonly frames: readonly Frame[];
  /** How many are not understood, or of another task than the first that is. */
  readonly leftOut: number;
}

/** No task of the gallery comes near; what does is no frame of theirs, and would be drawn as nothing anybody understands. */
const FARTHEST = 1e6;
/** The game has 10; more points than a small picture has pixels for are not drawn. */
const MOST_POINTS = 64;

/** Reads what a stranger's objective showed. */
export function shownFrames(values: readonly Json[]): ShownFrames {
  const understood = values.map(readFrame).filter((frame) => frame !== null);
  const task = understood[0]?.task;
  const frames = understood.filter((frame) => frame.task === task);
  return { frames, leftOut: values.length - frames.length };
}

/** Null: not a frame of a task that can be drawn. */
export function readFrame(value: Json): Frame | null {
  if (!isRecord(value)) return null;
  const { task, step, reward, state, scene } = value;
  if (!isCount(step, FARTHEST) || !isNear(reward)) return null;
  const told = { step, reward };
  switch (task) {
    case "CartPole-v0":
    case "CartPole-v1": {
      const [place, , lean] = numbers(state);
      return place === undefined || lean === undefined ? null : { ...told, task: "cart-pole", place, lean };
    }
    case "Acrobot-v1": {
      const [first, second] = numbers(state);
      return first === undefined || second === undefined ? null : { ...told, task: "acrobot", first, second };
    }
    case "MountainCarContinuous-v0": {
      const [place] = numbers(state);
      return place === undefined ? null : { ...told, task: "mountain-car", place };
    }
    case "Pendulum-v1": {
      const [angle] = numbers(state);
      return angle === undefined ? null : { ...told, task: "pendulum", angle };
    }
    case "Orchard": {
      const read = readScene(scene);
      return read === null ? null : { ...told, task: "orchard", scene: read };
    }
    default:
      return null;
  }
}

/** Empty unless all of a short list are numbers that can be drawn. */
function numbers(value: Json | undefined): readonly number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isNear) ? value : [];
}

function readScene(value: Json | undefined): OrchardScene | null {
  if (!isRecord(value)) return null;
  const { rows, columns, picker, net, things, energy } = value;
  if (!isCount(rows, MOST_POINTS) || !isCount(columns, MOST_POINTS) || rows < 1 || columns < 1) return null;
  if (!isCount(picker, columns - 1) || !isRecord(net) || !isCount(energy, FARTHEST)) return null;
  const { from, to } = net;
  if (!isCount(from, columns - 1) || !isCount(to, columns - 1) || from > to) return null;
  if (!Array.isArray(things) || things.length > rows * columns) return null;
  const read = things.map((thing: Json) => readThing(thing, rows, columns)).filter((thing) => thing !== null);
  if (read.length < things.length) return null;
  return { rows, columns, picker, net: { from, to }, things: read, energy };
}

function readThing(value: Json, rows: number, columns: number): OrchardScene["things"][number] | null {
  if (!isRecord(value)) return null;
  const { kind, row, column } = value;
  if (kind !== "apple" && kind !== "stone") return null;
  return isCount(row, rows - 1) && isCount(column, columns - 1) ? { kind, row, column } : null;
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNear = (value: Json | undefined): value is number => typeof value === "number" && Math.abs(value) <= FARTHEST;
const isCount = (value: Json | undefined, most: number): value is number =>
  isNear(value) && Number.isInteger(value) && value >= 0 && value <= most;
