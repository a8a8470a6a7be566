// The doors between the rooms (docs/architecture.md): who may import whom, and what the pure rooms may not touch.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const pureRooms = ["study", "swarm", "formats", "gallery"];
const under: Record<string, readonly string[]> = {
  study: [],
  swarm: [],
  formats: ["study"],
  gallery: ["study"],
  agent: ["study", "swarm"],
  // A transport implements agent's port, and rendezvous carries a study's spec.
  links: ["swarm", "agent", "study"],
  worker: ["study", "swarm", "agent", "links", "formats", "gallery"],
  // As archive it is a peer with a key and a store.
  signaling: ["study", "swarm", "agent", "links", "formats", "gallery", "worker"],
  // The terminal runs the engine and the jails of its own; their browser's halves it never loads.
  cli: ["study", "swarm", "agent", "links", "formats", "gallery", "worker", "signaling"],
  app: ["study", "swarm", "agent", "links", "formats", "gallery", "worker"],
};
/** Pure npm packages: no clock, no chance of their own, no I/O. */
const purePackages = ["@msgpack/msgpack", "@noble/ciphers", "@noble/hashes", "fflate", "pure-rand", "valibot", "yaml"];

interface Source {
  readonly file: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourcesOf(room: string): Source[] {
  const folder = join(root, room);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|contract|browser)\.tsx?$|(^|[\\/])testing[\\/]/.test(name))
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const imports = ts.preProcessFile(text, true, true).importedFiles.map((i) => i.fileName);
      return { file: join(room, name), room, text, imports };
    });
}

function roomOf(source: Source, imported: string): string | null {
  if (!imported.startsWith(".")) return null;
  const target = relative(root, normalize(join(root, dirname(source.file), imported)));
  return target.split(sep)[0] ?? null;
}

describe.each(Object.keys(under))("%s", (room) => {
  const sources = sourcesOf(room);

  it("imports only from rooms under it", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter((imported) => {
          const target = roomOf(source, imported);
          return target !== null && target !== room && !(under[room] ?? []).includes(target);
        })
        .map((imported) => `${source.file} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(pureRooms)("the pure room %s", (room) => {
  const sources = sourcesOf(room);

  it("uses no package but the pure ones", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter((i) => !i.startsWith(".") && !purePackages.some((p) => i === p || i.startsWith(`${p}/`)))
        .map((i) => `${source.file} imports ${i}`),
    );
    expect(wrong).toEqual([]);
  });

  it("takes neither the clock nor chance from the platform", () => {
    // Objectives, in gallery/objectives and as text in gallery/sources, run in the jail, where Math.random is the trial's own stream.
    const forbidden =
      /\b(Math\.random|Date\.now|new Date\(\)|performance\.now|crypto\.|setTimeout|setInterval)\b|(?<![.#\w])fetch\(/;
    const wrong = sources
      .filter(({ file }) => !["objectives", "sources"].some((folder) => file.startsWith(join("gallery", folder))))
      .filter((source) => forbidden.test(withoutComments(source.text)))
      .map((source) => source.file);
    expect(wrong).toEqual([]);
  });
});

/** More than a newcomer takes in at a glance; past that a folder is several ideas. */
const MAX_SOURCES_IN_A_FOLDER = 20;
const rooms = [...Object.keys(under), "bench"];
const everySource = rooms.flatMap(sourcesOf);
const importsByFile = new Map(everySource.map((source) => [source.file, new Set(targetsOf(source))]));

describe("the sources of all rooms", () => {
  it("import nothing that imports them, types included", () => {
    expect(circles(importsByFile)).toEqual([]);
  });

  it("import no sub-room of their room that docs/architecture.md names after their own", () => {
    const order = subRoomsInOrder();
    const place = (subRoom: string): number => order.indexOf(subRoom);
    const wrong = everySource.flatMap(({ file, room }) => {
      const from = subRoomOf(room, file);
      if (from === null) return [];
      const targets = [...(importsByFile.get(file) ?? [])];
      return targets
        .filter((target) => {
          const to = subRoomOf(room, target);
          return to !== null && place(to) > place(from);
        })
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("share a folder with few others", () => {
    const counts = new Map<string, number>();
    for (const { file } of everySource) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MAX_SOURCES_IN_A_FOLDER)).toEqual([]);
  });

  it("stand in sub-rooms that docs/architecture.md explains, and there it names no others", () => {
    const standing = new Set(everySource.flatMap(({ file, room }) => subRoomOf(room, file) ?? []));
    expect(subRoomsInOrder().toSorted()).toEqual([...standing].toSorted());
  });
});

describe("circles", () => {
  const graph = (edges: Readonly<Record<string, readonly string[]>>) =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

  it("are found at any length, and none where there is none", () => {
    expect(circles(graph({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual([]);
    expect(circles(graph({ a: ["b"], b: ["a"] }))).toEqual(["a -> b -> a"]);
    expect(circles(graph({ a: ["b"], b: ["c"], c: ["d"], d: ["b"] }))).toEqual(["b -> c -> d -> b"]);
  });
});

describe("a machine's date", () => {
  it("is read by two clocks and by the realms of objectives, for what is kept or shown: it may be wrong, and set at any moment", () => {
    const readers = ["agent", "links", "worker", "signaling", "app"]
      .flatMap(sourcesOf)
      .filter(({ text }) => /\bDate\.now\b|\bnew Date\b|\bperformance\.timeOrigin\b/.test(withoutComments(text)))
      .map(({ file }) => file.replaceAll(sep, "/"));
    expect(readers).toEqual([
      "worker/system-clock.ts",
      "worker/jail/bare/bare-runtime.ts",
      "worker/jail/node/own-worker-child.ts",
      "worker/jail/objective/objective-runtime.ts",
      "signaling/system-clock.ts",
    ]);
  });
});

describe("the repository", () => {
  it("has no file without a room", () => {
    const rooms = new Set([...Object.keys(under), "test", "bench", "clients", "docs", "public", "scripts"]);
    const folders = readdirSync(root, { withFileTypes: true }).filter(
      (e) => e.isDirectory() && !e.name.startsWith("."),
    );
    const unknown = folders
      .map((e) => e.name)
      .filter((n) => !rooms.has(n) && !["node_modules", "dist", "dist-cli", "data", "test-results"].includes(n));
    expect(unknown).toEqual([]);
  });

  it("finds the sources it judges", () => {
    expect(sourcesOf("study").length).toBeGreaterThan(5);
    expect(sourcesOf("swarm").length).toBeGreaterThan(5);
  });
});

/** The files of this project that a source imports, as they are named in `everySource`. */
function targetsOf(source: Source): string[] {
  return source.imports
    .filter((imported) => imported.startsWith("."))
    .map((imported) => normalize(join(dirname(source.file), imported.replace(/\?.*$/, ""))));
}

/** The room's direct child that the file stands in; null for files of other rooms and the room's own. */
function subRoomOf(room: string, file: string): string | null {
  const [first, second, third] = file.split(sep);
  return first === room && second !== undefined && third !== undefined ? join(first, second) : null;
}

/** The sub-rooms as docs/architecture.md lists them, lowest first within each room. */
function subRoomsInOrder(): string[] {
  const text = readFileSync(join(root, "docs", "architecture.md"), "utf8");
  const list = /^## Rooms within rooms\n([\s\S]*?)^## /m.exec(text)?.[1] ?? "";
  // What stands before the colon; an item may go on in the next line.
  const items = list
    .split(/^- /m)
    .slice(1)
    .map((item) => item.split(":")[0] ?? "");
  return items.flatMap((line) =>
    [...line.matchAll(/`([a-z-]+)\/([a-z-]+)\/`/g)].map(([, room, sub]) => join(room ?? "", sub ?? "")),
  );
}

/** Every way round that is found, as "a -> b -> a". */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (at: string, path: readonly string[]): void => {
    const start = path.indexOf(at);
    if (start >= 0) found.push([...path.slice(start), at].join(" -> "));
    if (start >= 0 || done.has(at)) return;
    for (const next of graph.get(at) ?? []) visit(next, [...path, at]);
    done.add(at);
  };
  for (const at of graph.keys()) visit(at, []);
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}
