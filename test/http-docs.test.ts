// Every command of docs/http-api.md and of the data folder's page runs as it stands there, against a real seed.
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SeedProcess, startSeedProcess } from "../signaling/testing/seed-process.ts";

const root = join(import.meta.dirname, "..");
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const missing = ["bash", "curl", "jq"].filter((program) => !has(program));

describe.skipIf(missing.length > 0)(
  `the commands of the documents (${missing.join(", ") || "nothing"} is missing)`,
  () => {
    let folder: string;
    let seed: SeedProcess;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "waggle-docs-"));
      seed = await startSeedProcess(["--data", join(folder, "data")]);
    });
    afterAll(async () => {
      await seed.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    });

    it("walk through a study from its creation to its end", async () => {
      const text = readFileSync(join(root, "docs", "http-api.md"), "utf8");
      const script = /```sh\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
      expect(script).toContain("/ask");
      const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], {
        cwd: folder,
        env: { ...process.env, SEED: seed.url },
      });
      const answers = stdout.replaceAll("\n", " ");
      expect(answers).toContain('{"queued":1}');
      expect(answers).toContain('{"prune":false}');
      expect(answers).toContain('"counted":true,"state":"failed","ended":11,"total":12');
      expect(answers).toMatch(/"numbers": \[\s*5,\s*6,\s*7\s*\],\s*"next": 8/);
      expect(answers).toContain("id: 10 id: 11");
      expect(answers).toContain("cluster");
      expect(answers).toContain("its owner has stopped it");
      // The point that was enqueued came first: nothing worse can be the best.
      expect(Number(/"value": (-?[\d.e-]+)/.exec(answers)?.[1])).toBeLessThanOrEqual(8);
    });

    it("copy the seed's folder while it runs, so that another seed goes on from it", async () => {
      const { study, ownerToken } = JSON.parse(readFileSync(join(folder, "study.json"), "utf8")) as Record<
        string,
        string
      >;
      await promisify(execFile)(process.execPath, [join(root, "scripts", "backup.mjs"), "data", "backup"], {
        cwd: folder,
      });
      const other = await startSeedProcess(["--data", join(folder, "backup")]);
      const response = await fetch(`${other.url}/api/v1/studies/${study}`, {
        headers: { authorization: `Bearer ${ownerToken}` },
      });
      expect(await response.json()).toMatchObject({ ended: 11, total: 12, stopped: "its owner has stopped it" });
      await other.kill("SIGTERM");
    });
  },
);
