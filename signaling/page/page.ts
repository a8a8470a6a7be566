import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  webmanifest: "application/manifest+json; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  wasm: "application/wasm",
};
const COMPRESSIBLE = /^text\/|json|javascript|svg|wasm/;
/** Vite's names under assets/ carry a hash of the content, so they never change. */
const IMMUTABLE = /^\/assets\/.+-[\w-]{8,}\.\w+$/;
/** A built page has some dozens of files; more than this is not one. */
const MAX_FILES = 2_000;

export interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
  readonly body: Buffer;
  /** Null where it would not be smaller. */
  readonly gzipped: Buffer | null;
}

/**
 * The built page. Only files that were in its directory when it was last read can be asked for, by their exact names, so
 * no path leads out of it. Built again, it is read again.
 */
export class BuiltPage {
  readonly #directory: string;
  #names: ReadonlySet<string> = new Set();
  #files = new Map<string, Promise<PageFile>>();
  #builtMs = Number.NaN;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Null if there is no such file. `/` is the page itself. */
  async find(path: string): Promise<PageFile | null> {
    const name = path === "/" ? "/index.html" : path;
    if (name.endsWith(".html") || !this.#names.has(name)) await this.#readAgainIfBuiltAnew();
    if (!this.#names.has(name)) return null;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = this.#load(name);
    this.#files.set(name, file);
    file.catch(() => this.#files.delete(name));
    return file;
  }

  async #readAgainIfBuiltAnew(): Promise<void> {
    const builtMs = await stat(join(this.#directory, "index.html")).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (builtMs === this.#builtMs) return;
    const names = builtMs === null ? [] : await listFiles(this.#directory);
    this.#names = new Set(names);
    this.#files = new Map();
    this.#builtMs = builtMs ?? Number.NaN;
  }

  async #load(name: string): Promise<PageFile> {
    const body = await readFile(join(this.#directory, name));
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const gzipped = COMPRESSIBLE.test(type) ? await compress(body, { level: 9 }) : null;
    return {
      path: name,
      type,
      cacheControl: IMMUTABLE.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      body,
      gzipped: gzipped !== null && gzipped.length < body.length ? gzipped : null,
    };
  }
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).slice(0, MAX_FILES);
  return files.map((entry) => `${entry.parentPath.slice(directory.length)}/${entry.name}`.replaceAll(/[\\/]+/g, "/"));
}
