import { choice, integer, type Rng } from "../../study/rng.ts";
import { Nest, type Tree } from "./value-tree.ts";

/** The borders of everything that a format may count on. */
const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  64,
  65,
  255,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e300,
  5e-324,
  Number.NaN,
  Infinity,
  -Infinity,
];
const TEXTS: readonly string[] = [
  "",
  "__proto__",
  "constructor",
  "name",
  "\u0000nNaN",
  "\u0000s",
  "\ud800",
  "\u202e",
  "😀",
  "x".repeat(201),
  "y".repeat(2_001),
  "A".repeat(43),
];
const others: readonly ((rng: Rng) => Tree)[] = [
  () => null,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => new Uint8Array(0),
  (rng) => new Uint8Array(choice(rng, [1, 7, 8, 16, 32, 64])).fill(integer(rng, 0, 255)),
  // A NaN.
  () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0x7f),
  () => JSON.parse('{"__proto__":1}') as Tree,
  (rng) => new Nest(choice(rng, [3, 6, 70, 1_000, 20_000]), rng.next() < 0.5),
];

/** Something else in the place of anything. */
function anything(rng: Rng): Tree {
  const kind = rng.next();
  if (kind < 0.35) return choice(rng, NUMBERS);
  return kind < 0.6 ? choice(rng, TEXTS) : choice(rng, others)(rng);
}

const isParent = (tree: Tree): tree is object =>
  typeof tree === "object" && tree !== null && !(tree instanceof Uint8Array) && !(tree instanceof Nest);

/** A place by chance: deeper ones are as likely as those above them. */
function somewhere(tree: Tree, rng: Rng): Tree {
  let at = tree;
  while (isParent(at) && rng.next() < 0.8) {
    const children = Object.values(at);
    if (children.length === 0) break;
    at = choice(rng, children);
  }
  return at;
}

/** A copy of `tree` with one thing changed; `other` lends parts. */
export function mutateTree(tree: Tree, other: Tree, rng: Rng): Tree {
  if (!isParent(tree) || rng.next() < 0.06) return mutateHere(tree, other, rng);
  if (Array.isArray(tree)) {
    if (tree.length === 0 || rng.next() < 0.12) return mutateList(tree, other, rng);
    const at = integer(rng, 0, tree.length - 1);
    return tree.with(at, mutateTree(tree[at], other, rng));
  }
  const entries = Object.entries(tree);
  if (entries.length === 0 || rng.next() < 0.12) return mutateRecord(entries, other, rng);
  const at = integer(rng, 0, entries.length - 1);
  return Object.fromEntries(entries.map(([key, its], i) => [key, i === at ? mutateTree(its, other, rng) : its]));
}

function mutateHere(tree: Tree, other: Tree, rng: Rng): Tree {
  const kind = rng.next();
  if (kind < 0.12) return anything(rng);
  if (kind < 0.2) return somewhere(other, rng);
  if (kind < 0.24) return rng.next() < 0.5 ? [tree] : { name: tree };
  if (kind < 0.32) return otherKind(tree);
  if (typeof tree === "number") return mutateNumber(tree, rng);
  if (typeof tree === "string") return mutateText(tree, rng);
  if (typeof tree === "boolean") return !tree;
  if (tree instanceof Uint8Array) return mutateBin(tree, rng);
  return Array.isArray(tree) ? mutateList(tree, other, rng) : anything(rng);
}

/** The same in another type. */
function otherKind(tree: Tree): Tree {
  if (typeof tree === "number") return String(tree);
  if (typeof tree === "string") return Number(tree);
  if (typeof tree === "boolean") return tree ? 1 : 0;
  if (tree instanceof Uint8Array) return [...tree];
  if (Array.isArray(tree)) return Object.fromEntries(tree.map((its, i) => [String(i), its]));
  return isParent(tree) ? Object.values(tree) : 0;
}

function mutateNumber(value: number, rng: Rng): number {
  const kind = rng.next();
  if (kind < 0.3) return value + choice(rng, [1, -1, 0.5, 8]);
  if (kind < 0.5) return value * choice(rng, [2, -1, 0.5, 1e3, 1 + Number.EPSILON]);
  return kind < 0.6 ? choice(rng, NUMBERS) : integer(rng, 0, 300);
}

function mutateText(text: string, rng: Rng): string {
  const kind = rng.next();
  const at = integer(rng, 0, text.length);
  if (kind < 0.25) return text.slice(0, at);
  if (kind < 0.5)
    return text.slice(0, at) + choice(rng, ["a", "é", "\u200b", "\u0000", "\ud800", '"', "-"]) + text.slice(at);
  if (kind < 0.75) return text.slice(0, at) + String.fromCharCode(integer(rng, 0, 127)) + text.slice(at + 1);
  return kind < 0.85 ? text.repeat(integer(rng, 2, 9)).slice(0, 5_000) : choice(rng, TEXTS);
}

function mutateBin(bytes: Uint8Array, rng: Rng): Uint8Array {
  const kind = rng.next();
  const at = integer(rng, 0, Math.max(0, bytes.length - 1));
  if (kind < 0.5 && bytes.length > 0) return bytes.with(at, integer(rng, 0, 255));
  if (kind < 0.7) return bytes.slice(0, at);
  const more = new Uint8Array(bytes.length + choice(rng, [1, 8, 64])).fill(integer(rng, 0, 255));
  more.set(bytes);
  return more;
}

function mutateList(list: readonly unknown[], other: Tree, rng: Rng): Tree {
  const kind = rng.next();
  const at = integer(rng, 0, Math.max(0, list.length - 1));
  if (kind < 0.25) return list.toSpliced(at, 1);
  if (kind < 0.5) return list.toSpliced(at, 0, list[at] ?? anything(rng));
  if (kind < 0.65) return list.toSpliced(at, 0, somewhere(other, rng));
  if (kind < 0.75) return list.toSpliced(at, 0, anything(rng));
  if (kind < 0.85) return list.toReversed();
  return [...list, ...Array.from({ length: choice(rng, [3, 17, 70]) }, () => list[at] ?? null)];
}

function mutateRecord(entries: readonly (readonly [string, unknown])[], other: Tree, rng: Rng): Tree {
  const kind = rng.next();
  const at = integer(rng, 0, Math.max(0, entries.length - 1));
  const [key = "name", its = null] = entries[at] ?? [];
  if (kind < 0.3) return Object.fromEntries(entries.toSpliced(at, 1));
  if (kind < 0.6) return Object.fromEntries(entries.toSpliced(at, 1, [mutateText(key, rng), its]));
  if (kind < 0.8) return Object.fromEntries([...entries, [choice(rng, TEXTS), somewhere(other, rng)]]);
  return Object.fromEntries([...entries, [choice(rng, TEXTS), anything(rng)]]);
}
