import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "./support.ts";

export type ProxyName = "nginx" | "caddy";

/** The name in the documented configurations. */
export const PUBLIC_HOST = "swarm.example.org";

const operations = readFileSync(join(import.meta.dirname, "..", "..", "docs", "operations.md"), "utf8");
/** Outside the repository, and kept from one run to the next. Nothing of it is installed, so no service starts. */
const unpacked = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "waggle", "proxies");

/** How the document starts a seed behind a proxy. */
export function documentedOptions(): readonly string[] {
  const [, options] = /^ {4}npm start -- (--no-open .*--trust-proxy)$/m.exec(operations) ?? [];
  if (options === undefined) throw new Error("docs/operations.md does not say how to start a seed behind a proxy.");
  return options.split(" ");
}

/** The path of a proxy: an installed one, else Debian's package, unpacked; null where there is neither. */
export function findProxy(name: ProxyName): string | null {
  const places = ["/usr/sbin", "/usr/bin", "/usr/local/bin", join(unpacked, "usr/sbin"), join(unpacked, "usr/bin")];
  const find = (): string | null => places.map((place) => join(place, name)).find(existsSync) ?? null;
  const found = find();
  if (found !== null || !existsSync("/usr/bin/apt-get")) return found;
  console.log(`Fetching ${name} for the tests of proxies…`);
  mkdirSync(unpacked, { recursive: true });
  const run = (program: string, ...args: string[]): boolean =>
    spawnSync(program, args, { cwd: unpacked, stdio: "ignore", timeout: 120_000 }).status === 0;
  const fetch = (): boolean => run("apt-get", "download", name);
  if (!fetch() && !(run("apt-get", "update") && fetch())) return null;
  for (const file of readdirSync(unpacked)) if (file.endsWith(".deb")) run("dpkg", "-x", file, ".");
  return find();
}

/** A proxy with the configuration of the document, on ports of the loopback interface. */
export interface Proxy {
  readonly port: number;
  /** Where it sends whoever comes without TLS. */
  readonly plainPort: number;
  stop(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly seedPort: number;
  readonly port: number;
  readonly plainPort: number;
}

export async function startProxy(name: ProxyName, program: string, seedPort: number): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), `waggle-${name}-`));
  makeCertificate(folder);
  const place = { folder, seedPort, port: await freePort(), plainPort: await freePort() };
  const config = join(folder, "config");
  writeFileSync(config, name === "nginx" ? nginxConfig(place) : caddyConfig(place));
  const args =
    name === "nginx"
      ? ["-p", folder, "-c", config, "-e", "stderr"]
      : ["run", "--config", config, "--adapter", "caddyfile"];
  let said = "";
  const child: ChildProcess = spawn(program, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  child.stderr?.on("data", (part: Buffer) => (said = `${said}${part.toString()}`.slice(-4_000)));
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    // Not SIGKILL: nginx ends its workers.
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await expect.poll(() => isUp(child, place.port), { timeout: 20_000 }).toBe(true);
  } catch (error) {
    await stop();
    throw new Error(`${name} does not answer for the seed. It said: ${said}`, { cause: error });
  }
  return { port: place.port, plainPort: place.plainPort, stop };
}

/** The block of the document in this language, with `changes` made to it; each must have something to change. */
function documented(language: string, changes: readonly (readonly [string, string])[]): string {
  const [, block] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(operations) ?? [];
  if (block === undefined) throw new Error(`docs/operations.md has no configuration in ${language}.`);
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The configuration in ${language} has no "${from}".`);
    return text.replaceAll(from, to);
  }, block);
}

function nginxConfig({ folder, seedPort, port, plainPort }: Place): string {
  const site = documented("nginx", [
    ["listen 80;", `listen 127.0.0.1:${plainPort};`],
    ["listen [::]:80;", ""],
    ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
    ["listen [::]:443 ssl http2;", ""],
    [`/etc/letsencrypt/live/${PUBLIC_HOST}`, folder],
    ["127.0.0.1:9000", `127.0.0.1:${seedPort}`],
  ]);
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const folders = kinds.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join("\n");
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `daemon off; ${user} pid ${join(folder, "pid")}; worker_processes 2;
events { worker_connections 4096; }
http { access_log off; ${folders}
${site}}`;
}

function caddyConfig({ folder, seedPort, port, plainPort }: Place): string {
  return documented("caddy", [
    ["{\n\tservers", `{\n\tadmin off\n\thttp_port ${plainPort}\n\thttps_port ${port}\n\tservers`],
    [
      `${PUBLIC_HOST} {`,
      `${PUBLIC_HOST} {\n\tbind 127.0.0.1\n\ttls ${join(folder, "fullchain.pem")} ${join(folder, "privkey.pem")}`,
    ],
    ["127.0.0.1:9000", `127.0.0.1:${seedPort}`],
  ]);
}

/** Nobody but the test trusts it. */
function makeCertificate(folder: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")];
  const subject = ["-subj", `/CN=${PUBLIC_HOST}`, "-addext", `subjectAltName=DNS:${PUBLIC_HOST}`];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...key, ...files, ...subject], { stdio: "ignore" });
}

function isUp(child: ChildProcess, port: number): Promise<boolean> {
  if (child.exitCode !== null) throw new Error("It has ended.");
  return new Promise((resolve) => {
    const asked = request(
      {
        port,
        host: "127.0.0.1",
        servername: PUBLIC_HOST,
        headers: { host: PUBLIC_HOST },
        rejectUnauthorized: false,
        path: "/health",
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
