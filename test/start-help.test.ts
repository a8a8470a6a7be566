import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { USAGE } from "../signaling/command-line.ts";

it("gives help at once in a fresh checkout, without installing or building anything", () => {
  const root = join(import.meta.dirname, "..");
  const checkout = mkdtempSync(join(tmpdir(), "waggle-help-"));
  try {
    for (const name of ["scripts", "package.json", "signaling/command-line.ts"])
      cpSync(join(root, name), join(checkout, name), { recursive: true });
    // No npm to be found on this path, so that an attempt to install ends in an error and not on the network.
    const env = { PATH: checkout };
    const help = spawnSync(process.execPath, [join(checkout, "scripts", "start.mjs"), "--help"], { env });
    expect(help.stderr.toString()).toBe("");
    expect(help.stdout.toString().trim()).toBe(USAGE.trim());
    expect(help.status).toBe(0);
    expect(readdirSync(checkout).toSorted()).toEqual(["package.json", "scripts", "signaling"]);
  } finally {
    rmSync(checkout, { recursive: true });
  }
});
