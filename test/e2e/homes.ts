import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, expect } from "@playwright/test";
import { findChromium } from "../../scripts/browser.mjs";

// What administrators use is not on everybody's path.
process.env["PATH"] = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;

const root = join(import.meta.dirname, "..", "..");

/** Why there can be no homes here; null if there can. */
export function noHomes(): string | null {
  if (process.getuid?.() !== 0) return "only root may make network namespaces";
  if (findChromium() === null) return "there is no Chromium to start within a namespace";
  return tried(
    ["ip", "-n", TRIAL, "link", "add", "try-a", "type", "veth", "peer", "name", "try-b"],
    ["ip", "netns", "exec", TRIAL, "sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward"],
  )
    ? null
    : "network namespaces do not work here, or not whole";
}

const TRIAL = `waggle-try-${process.pid}`;

/** Whether these commands work, in a network namespace of their own. */
function tried(...commands: readonly (readonly [string, ...string[]])[]): boolean {
  try {
    execFileSync("ip", ["netns", "add", TRIAL], { stdio: "ignore" });
    for (const [program, ...args] of commands) execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    spawnSync("ip", ["netns", "delete", TRIAL], { stdio: "ignore" });
  }
}

/** Why there is no TURN server here; null if there is one. */
export function noCoturn(): string | null {
  try {
    execFileSync("turnserver", ["--version"], { stdio: "ignore" });
    return null;
  } catch {
    return "coturn is not installed: apt-get install coturn";
  }
}

/** Why there is no address translation here; null if there is. */
export function noTranslation(): string | null {
  const rules =
    "add table ip try; add chain ip try out { type nat hook postrouting priority 100; }; add rule ip try out masquerade";
  return tried(["ip", "netns", "exec", TRIAL, "nft", rules])
    ? null
    : "nftables is not installed (apt-get install nftables), or translates nothing here";
}

/**
 * Two homes, each of a network of its own, and an internet between them that holds the seed and carries nothing from home to home
 * until it is told to. Addresses are public ones, so that coturn's shipped configuration lets them through.
 */
export class Homes {
  readonly url = "http://45.81.1.1:9000";
  readonly #names = { internet: `waggle-i${process.pid}`, a: `waggle-a${process.pid}`, b: `waggle-b${process.pid}` };
  readonly #scratch = mkdtempSync(join(tmpdir(), "waggle-homes-"));
  readonly #children: ChildProcess[] = [];
  readonly #browsers: Browser[] = [];

  constructor() {
    const { internet } = this.#names;
    for (const name of Object.values(this.#names)) {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    for (const [home, net] of [
      ["a", "45.81.1"],
      ["b", "45.81.2"],
    ] as const) {
      const name = this.#names[home];
      ip("-n", internet, "link", "add", `to-${home}`, "type", "veth", "peer", "name", "out", "netns", name);
      ip("-n", internet, "addr", "add", `${net}.1/24`, "dev", `to-${home}`);
      ip("-n", name, "addr", "add", `${net}.2/24`, "dev", "out");
      ip("-n", internet, "link", "set", `to-${home}`, "up");
      ip("-n", name, "link", "set", "out", "up");
      ip("-n", name, "route", "add", "default", "via", `${net}.1`);
    }
    this.letThrough(false);
  }

  /** Whether what one home sends to the other arrives. */
  letThrough(isOpen: boolean): void {
    this.#run("internet", "sh", "-c", `echo ${isOpen ? 1 : 0} > /proc/sys/net/ipv4/ip_forward`);
  }

  /** Pulls or plugs a home's cable. */
  plug(home: "a" | "b", isIn: boolean): void {
    ip("-n", this.#names[home], "link", "set", "out", isIn ? "up" : "down");
    if (isIn)
      ip("-n", this.#names[home], "route", "replace", "default", "via", home === "a" ? "45.81.1.1" : "45.81.2.1");
  }

  /** What leaves a home leaves from other ports, as behind a router. */
  translate(home: "a" | "b"): void {
    const rules = [
      "add table ip nat",
      "add chain ip nat leaving { type nat hook postrouting priority 100 ; }",
      'add rule ip nat leaving oifname "out" udp sport 1024-65535 masquerade fully-random',
    ];
    this.#rules(home, rules);
  }

  /**
   * Nothing comes in but answers from where something was sent to; with `translate` that is a router whose every connection looks
   * like another visitor's ("symmetric NAT"), through which no direct way leads.
   */
  filter(home: "a" | "b"): void {
    this.#rules(home, [
      "add table ip filter",
      "add chain ip filter entering { type filter hook input priority 0 ; }",
      'add rule ip filter entering iifname "out" ct state new meta l4proto udp drop',
    ]);
  }

  /** As behind a firewall that lets pages through and nothing else. */
  forbidUdp(home: "a" | "b"): void {
    this.#rules(home, [
      "add table ip walls",
      "add chain ip walls leaving { type filter hook output priority 0 ; }",
      "add rule ip walls leaving meta l4proto udp drop",
    ]);
  }

  /** What is open hangs, and nothing new opens: no packet leaves, and nobody says so. */
  forbidAll(home: "a" | "b"): void {
    this.#rules(home, [
      "add table ip walled",
      "add chain ip walled leaving { type filter hook output priority 0 ; }",
      "add rule ip walled leaving meta l4proto { tcp, udp } drop",
    ]);
  }

  #rules(home: "a" | "b", rules: readonly string[]): void {
    for (const rule of rules) this.#run(home, "nft", rule);
  }

  /** Gives a home another address, as a phone gets that goes from Wi-Fi to mobile. */
  readdress(home: "a" | "b", last: number): void {
    const net = home === "a" ? "45.81.1" : "45.81.2";
    ip("-n", this.#names[home], "addr", "flush", "dev", "out");
    ip("-n", this.#names[home], "addr", "add", `${net}.${last}/24`, "dev", "out");
    ip("-n", this.#names[home], "route", "replace", "default", "via", `${net}.1`);
  }

  async startSeed(options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
    const node = join(root, "node_modules", "node", "bin", "node");
    const command = [
      node,
      join(root, "signaling", "main.ts"),
      "--port",
      "9000",
      "--no-open",
      "--no-archive",
      ...options,
    ];
    const seed = this.#start("internet", command, env);
    await expect.poll(() => this.#answers()).toBe(true);
    return seed;
  }

  startCoturn(secret: string): void {
    const config = join(root, "signaling", "ice", "turnserver.conf");
    const database = join(this.#scratch, "turndb");
    const options = ["--static-auth-secret", secret, "--realm", "homes.example", "--listening-ip", "45.81.1.1"];
    this.#start("internet", [
      "turnserver",
      "-c",
      config,
      ...options,
      "--relay-ip",
      "45.81.1.1",
      "--userdb",
      database,
      "--log-file",
      "stdout",
      "--pidfile",
      join(this.#scratch, "pid"),
    ]);
  }

  /** A browser in this home. */
  async browser(home: "a" | "b"): Promise<Browser> {
    const path = join(this.#scratch, `chromium-${home}`);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this.#names[home]} ${findChromium()} "$@"\n`);
    chmodSync(path, 0o755);
    // Names that only multicast resolves are of no use between homes; routers' addresses stand in for them here.
    const browser = await chromium.launch({
      executablePath: path,
      args: ["--no-sandbox", "--disable-features=WebRtcHideLocalIpsWithMdns"],
    });
    this.#browsers.push(browser);
    return browser;
  }

  async stop(): Promise<void> {
    for (const browser of this.#browsers) await browser.close();
    for (const child of this.#children) child.kill("SIGKILL");
    for (const name of Object.values(this.#names)) ip("netns", "delete", name);
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  #answers(): boolean {
    try {
      this.#run("internet", "curl", "-sf", "-m", "2", `${this.url}/health`);
      return true;
    } catch {
      return false;
    }
  }

  /** The seed's own numbers. */
  health(): Record<string, unknown> {
    const text = this.#run("internet", "curl", "-sf", "-m", "2", `${this.url}/health`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  #run(place: "internet" | "a" | "b", ...command: string[]): string {
    return execFileSync("ip", ["netns", "exec", this.#names[place], ...command], { encoding: "utf8" });
  }

  #start(place: "internet", command: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn("ip", ["netns", "exec", this.#names[place], ...command], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...env },
    });
    this.#children.push(child);
    return child;
  }
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "inherit"] });
}
