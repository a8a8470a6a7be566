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
  signaling: ["study", "swarm", "agent", "links", "formats", "gallery"],
  cli: ["study", "swarm", "agent", "links", "formats", "gallery", "signaling"],
  app: ["study", "swarm", "agent", "links", "formats", "gallery", "worker"],
};
/** Pure npm packages: no clock, no chance of their own, no I/O. */
const purePackages = ["@msgpack/msgpack", "@noble/hashes", "pure-rand", "valibot"];

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
    // Objectives in gallery/objectives are texts that run in the jail, where Math.random is the trial's own stream.
    const forbidden =
      /\b(Math\.random|Date\.now|new Date\(\)|performance\.now|crypto\.|setTimeout|setInterval)\b|(?<![.#\w])fetch\(/;
    const wrong = sources
      .filter((source) => !source.file.startsWith(join("gallery", "objectives")))
      .filter((source) => forbidden.test(withoutComments(source.text)))
      .map((source) => source.file);
    expect(wrong).toEqual([]);
  });
});

describe("the repository", () => {
  it("has no file without a room", () => {
    const rooms = new Set([...Object.keys(under), "test", "bench", "docs", "public", "scripts"]);
    const folders = readdirSync(root, { withFileTypes: true }).filter(
      (e) => e.isDirectory() && !e.name.startsWith("."),
    );
    const unknown = folders
      .map((e) => e.name)
      .filter((n) => !rooms.has(n) && !["node_modules", "dist", "test-results"].includes(n));
    expect(unknown).toEqual([]);
  });

  it("finds the sources it judges", () => {
    expect(sourcesOf("study").length).toBeGreaterThan(5);
    expect(sourcesOf("swarm").length).toBeGreaterThan(5);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}
