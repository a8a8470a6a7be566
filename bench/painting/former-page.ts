import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail, nodePath, root, run } from "../../scripts/prepare.mjs";

/** The page of `commit`, built: as it stands in this repository's history, with the packages that are installed here. */
export function formerPage(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), "waggle-former-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", commit], { cwd: root, maxBuffer: 1 << 30 });
    const packed = join(folder, "packed.tar");
    writeFileSync(packed, archive);
    mkdirSync(join(folder, "page"));
    execFileSync("tar", ["-xf", packed, "-C", join(folder, "page")]);
  } catch (error) {
    return fail(
      `Commit ${commit} is not in this repository's history (${String(error)}). A shallow clone has none: fetch it.`,
    );
  }
  const page = join(folder, "page");
  symlinkSync(join(root, "node_modules"), join(page, "node_modules"));
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  run(nodePath(), [vite, "build", "--logLevel", "error"], { cwd: page, stdio: ["inherit", 2, 2] });
  if (!existsSync(join(page, "dist", "index.html"))) fail(`The page of ${commit} could not be built.`);
  return page;
}
