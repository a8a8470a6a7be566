// Calls that Schemathesis makes up from the API's own document, by the thousand: none may come to a 5xx, hang, or be answered otherwise
// than the document says.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findPython } from "../scripts/python.mjs";
import { HttpClient } from "../signaling/testing/http-client.ts";
import { type SeedProcess, startSeedProcess } from "../signaling/testing/seed-process.ts";

const python = findPython("schemathesis");
if (python === null)
  console.warn(
    "NOT RUN: made-up calls of the seed's API. Set WAGGLE_PYTHON to a Python that has Schemathesis, or run `npm test`, which installs one.",
  );

/** `SCHEMATHESIS_SECONDS=600 npx vitest run test/schemathesis.test.ts` looks further. */
const seconds = process.env["SCHEMATHESIS_SECONDS"] ?? "30";
/** An answer that takes longer is a hang, on a machine that is busy, too. */
const HANG_SECONDS = "60";
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "ignored_auth",
];

const folder = mkdtempSync(join(tmpdir(), "waggle-schemathesis-"));
let seed: SeedProcess | null = null;
afterAll(async () => {
  await seed?.kill("SIGTERM");
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(python ?? "", ["-m", "schemathesis.cli", ...args], { cwd: folder });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out }));
  });
}

describe.skipIf(python === null)("the API", () => {
  it("answers whatever its document allows, and what it does not, as the document says", async () => {
    seed = await startSeedProcess(["--no-archive", "--api-calls", "100000000"]);
    const anybody = new HttpClient(`${seed.url}/api/v1`);
    const made = await anybody.ok<{ study: string; ownerToken: string }>("POST", "/studies", { name: "made up" });
    const owner = anybody.as(made.ownerToken);
    const { number } = await owner.ok<{ number: number }>("POST", `/studies/${made.study}/ask`, {});
    writeFileSync(
      join(folder, "schemathesis.toml"),
      `[parameters]\n"path.study" = "${made.study}"\n"path.number" = ${number}\n`,
    );
    // The event stream does not end, so it is left out.
    const args = [
      "--config-file schemathesis.toml run --checks",
      CHECKS.join(","),
      `--exclude-path-regex events$ --phases coverage,fuzzing --seed 1 --max-time ${seconds}`,
      `--request-timeout ${HANG_SECONDS} --no-color --no-shrink --output-truncate true`,
      `${seed.url}/api/v1/openapi.json --header`,
    ];
    const { code, out } = await run([...args.join(" ").split(" "), `Authorization: Bearer ${made.ownerToken}`]);
    expect([code, code === 0 ? "" : out.replaceAll(/^.{2000,}$/gm, "(a long line)")]).toEqual([0, ""]);
    expect(Number(/(\d+) generated/.exec(out)?.[1] ?? 0)).toBeGreaterThan(100);
    expect(await owner.call("GET", `/studies/${made.study}`)).toMatchObject({ status: 200 });
    expect(seed.errors()).not.toContain(made.ownerToken);
    expect(seed.errors()).toBe("");
  });
});
