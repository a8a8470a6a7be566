import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar as YamlScalar } from "yaml";
import { isWellFormedText } from "../../../study/parsed.ts";
import type { Findings } from "../findings.ts";
import { Lines, type Place } from "../place.ts";
import { quoted, shownName } from "../shown-text.ts";
import { pythonReads } from "./python-yaml.ts";
import { excessIn, MAX_DEPTH } from "./size.ts";
import type { ScalarValue, Tree, TreeEntry } from "./tree.ts";
import { isSeriousYaml, yamlWords } from "./yaml-words.ts";

/** Values, with what aliases repeat. */
const MAX_VALUES = 20_000;
const MAX_ALIASES = 1_000;

/** The text's one document; null if it is none, and `findings` say why. */
export function yamlTree(text: string, findings: Findings): Tree | null {
  const lines = new Lines(text);
  const excess = excessIn(text);
  if (excess !== null) return findings.mistake(lines.placeOf(excess.offset), excess.message);
  // Their own check of unique keys compares each with each.
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: "error",
    schema: "core",
    version: "1.2",
  });
  const { errors, directives } = document;
  if (directives?.yaml.explicit === true && directives.yaml.version !== "1.2")
    return findings.mistake(
      lines.placeOf(text.indexOf("%YAML")),
      "Files are read as YAML 1.2 here: leave this line out.",
    );
  const serious = errors.some(isSeriousYaml) ? errors.filter(isSeriousYaml) : errors;
  for (const error of serious) findings.mistake(lines.placeOf(error.pos[0]), yamlWords(error));
  if (errors.length > 0) return null;
  return new TreeReader(text, lines, findings).read(document.contents, 0, 0);
}

class TreeReader {
  readonly #text: string;
  readonly #lines: Lines;
  readonly #findings: Findings;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #values = 0;
  #aliases = 0;
  /** The outermost alias of what is read; inside a copy, anchors keep the places they have. */
  #copiedAt: Place | null = null;

  constructor(text: string, lines: Lines, findings: Findings) {
    this.#text = text;
    this.#lines = lines;
    this.#findings = findings;
  }

  /** `fallback`: the offset of a value that is not there. */
  read(node: unknown, depth: number, fallback: number): Tree | null {
    const offset = (node as Node | null)?.range?.[0] ?? fallback;
    const at = this.#lines.placeOf(offset);
    if (++this.#values > MAX_VALUES) {
      if (this.#values > MAX_VALUES + 1) return null;
      return this.#findings.mistake(
        this.#copiedAt ?? at,
        `The file has more than ${MAX_VALUES} values, with those that aliases repeat.`,
      );
    }
    if (depth > MAX_DEPTH)
      return this.#findings.mistake(
        this.#copiedAt ?? at,
        `This is nested more than ${MAX_DEPTH} deep: write it flatter.`,
      );
    if (isAlias(node)) return this.#copyOf(node.source, at, depth);
    if (!isMap(node) && !isSeq(node) && !isScalar(node))
      return { kind: "scalar", value: null, text: "", textAt: null, ...at };
    if (node.anchor !== undefined && this.#copiedAt === null) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined) return this.#tag(node.tag, offset);
    if (isScalar(node)) return this.#scalar(node, at);
    this.#open.add(node);
    const tree = isSeq(node) ? this.#list(node.items, at, depth) : this.#map(node.items, at, depth);
    this.#open.delete(node);
    return tree;
  }

  /** A tag stands before what it is for, and perhaps an anchor between. */
  #tag(tag: string, offset: number): null {
    const [written = ""] = /!\S*\s*(?:&\S*\s*)?$/.exec(this.#text.slice(Math.max(0, offset - 1_000), offset)) ?? [];
    const message = `Tags as ${quoted(tag.replace("tag:yaml.org,2002:", "!!"))} have no meaning here: leave it out.`;
    return this.#findings.mistake(this.#lines.placeOf(offset - written.length), message);
  }

  #copyOf(name: string, at: Place, depth: number): Tree | null {
    const node = this.#anchors.get(name);
    if (node === undefined)
      return this.#findings.mistake(
        at,
        `*${shownName(name)} copies what &${shownName(name)} marks, and nothing before it is marked so.`,
      );
    if (this.#open.has(node)) return this.#findings.mistake(at, `*${shownName(name)} stands inside what it copies.`);
    if (++this.#aliases > MAX_ALIASES)
      return this.#findings.mistake(at, `The file has more than ${MAX_ALIASES} aliases: write out what they copy.`);
    const outer = this.#copiedAt;
    this.#copiedAt ??= at;
    const tree = this.read(node, depth, 0);
    this.#copiedAt = outer;
    return tree;
  }

  #list(items: readonly unknown[], at: Place, depth: number): Tree | null {
    const trees = items.map((item) => this.read(item, depth + 1, 0));
    const whole = trees.filter((tree) => tree !== null);
    return whole.length === trees.length ? { kind: "list", items: whole, ...at } : null;
  }

  #map(pairs: readonly Pair[], at: Place, depth: number): Tree | null {
    const entries = new Map<string, TreeEntry>();
    let isWhole = true;
    for (const pair of pairs) {
      const entry = this.#entry(pair, depth);
      const first = entry === null ? undefined : entries.get(entry.key);
      if (entry !== null && first === undefined) {
        entries.set(entry.key, entry);
        continue;
      }
      isWhole = false;
      if (entry !== null && first !== undefined) this.#twice(entry, first);
    }
    return isWhole ? { kind: "map", entries: [...entries.values()], ...at } : null;
  }

  #twice({ key, keyAt }: TreeEntry, first: TreeEntry): void {
    const message = `The key ${quoted(key)} stands here a second time, first in line ${first.keyAt.line}: keep one.`;
    this.#findings.mistake(keyAt, message);
  }

  #entry({ key, value }: Pair, depth: number): TreeEntry | null {
    const keyOffset = (key as Node | null)?.range?.[0] ?? 0;
    const tree = this.read(key, depth + 1, keyOffset);
    if (tree === null) return null;
    const keyAt = { line: tree.line, column: tree.column };
    if (tree.kind !== "scalar")
      return this.#findings.mistake(keyAt, `A key is a plain text, and this one is a ${tree.kind}.`);
    if (tree.text === "<<" && isScalar(key) && key.type === "PLAIN") {
      const message = "YAML 1.2 does not merge maps, as Python's YAML does at <<: write the keys out.";
      return this.#findings.mistake(keyAt, message);
    }
    const read = this.read(value, depth + 1, (key as Node | null)?.range?.[2] ?? 0);
    return read === null ? null : { key: tree.text, keyAt, value: read };
  }

  #scalar(node: YamlScalar, at: Place): Tree | null {
    const text = node.source ?? "";
    const isPlain = node.type === "PLAIN";
    if (!isWellFormedText(text)) {
      const message = "This text has half a character in it (a surrogate without its other half): type it again.";
      return this.#findings.mistake(at, message);
    }
    const value = valueOf(node, text);
    if (typeof value === "number" && !Number.isFinite(value))
      return this.#findings.mistake(at, `${quoted(text)} is no finite number, which a configuration must have.`);
    const other = isPlain ? pythonReads(text, value) : null;
    if (other !== null && this.#copiedAt === null) this.#findings.note(at, other);
    return { kind: "scalar", value, text, textAt: this.#textAt(node, text, isPlain), ...at };
  }

  #textAt(node: YamlScalar, text: string, isPlain: boolean): Place | null {
    const start = (node.range?.[0] ?? 0) + (isPlain ? 0 : 1);
    return !text.includes("\n") && this.#text.startsWith(text, start) ? this.#lines.placeOf(start) : null;
  }
}

function valueOf({ value }: YamlScalar, text: string): ScalarValue {
  if (typeof value === "number" && /^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)) return wholeOf(text);
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  return typeof value === "string" ? value : text;
}

/** More digits than any number here may have would only take time. */
const MAX_DIGITS = 400;

function wholeOf(text: string): bigint | number {
  if (text.length > MAX_DIGITS) return Number.POSITIVE_INFINITY;
  const whole = BigInt(text.replace(/^[-+]/, ""));
  return text.startsWith("-") ? -whole : whole;
}
