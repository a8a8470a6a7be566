import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the binary of isolated-vm for this Node and machine lies; null where there is none. `beside`: a folder to look in first. */
export function isolateAddon(beside: string | null = null): string | null {
  const platform = `${process.platform}-${process.arch}`;
  const libc = process.platform === "linux" ? (isMusl() ? ".musl" : ".glibc") : "";
  const names = [libc, ""].map((kind) => `isolated-vm.abi${process.versions.modules}${kind}.node`);
  const folders = [...(beside === null ? [] : [join(beside, platform)]), ...installed(platform)];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

function installed(platform: string): string[] {
  try {
    const found = createRequire(import.meta.url).resolve("isolated-vm/package.json");
    return [join(dirname(found), "prebuilds", platform)];
  } catch {
    return [];
  }
}

/** Which C library this Node runs on: of either only its own binary loads. */
function isMusl(): boolean {
  return existsSync("/proc/self/maps") && readFileSync("/proc/self/maps", "utf8").includes("/ld-musl");
}
