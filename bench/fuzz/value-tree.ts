/** What any of our formats is made of, before it is bytes: arrays, objects, texts, numbers, bytes, and `Nest`. */
export type Tree = unknown;

/** So many lists, each the only item of the one around it: written by each format without recursion. */
export class Nest {
  readonly depth: number;
  /** As an object, each is the value of a key. */
  readonly isObject: boolean;

  constructor(depth: number, isObject: boolean) {
    this.depth = depth;
    this.isObject = isObject;
  }
}

/** JSON as a stranger may write it: also what `JSON.stringify` would leave out or mend. */
export function looseJson(tree: Tree): string {
  if (tree instanceof Nest) {
    const [open, close] = tree.isObject ? ['{"name":', "}"] : ["[", "]"];
    return `${open.repeat(tree.depth)}1${close.repeat(tree.depth)}`;
  }
  if (typeof tree === "number") return looseNumber(tree);
  if (tree instanceof Uint8Array) return looseJson([...tree]);
  if (Array.isArray(tree)) return `[${tree.map(looseJson).join(",")}]`;
  if (typeof tree !== "object" || tree === null) return JSON.stringify(tree) ?? "null";
  const entries = Object.entries(tree).map(([key, its]) => `${JSON.stringify(key)}:${looseJson(its)}`);
  return `{${entries.join(",")}}`;
}

/** JSON has infinities after all: numbers too large to hold. */
function looseNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A tree of values alone, as a database could give it back: `Nest` becomes real lists, as deep as fits. */
export function plain(tree: Tree): unknown {
  if (tree instanceof Nest) {
    let nested: unknown = 1;
    for (let i = 0; i < Math.min(tree.depth, 2_000); i++) nested = tree.isObject ? { name: nested } : [nested];
    return nested;
  }
  if (typeof tree !== "object" || tree === null || tree instanceof Uint8Array) return tree;
  if (Array.isArray(tree)) return tree.map(plain);
  return Object.fromEntries(Object.entries(tree).map(([key, its]) => [key, plain(its)]));
}
