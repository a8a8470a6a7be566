import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Seed } from "../seed.ts";
import { startTestSeed } from "../testing/test-seed.ts";
import { BUILT_PAGE_POLICY, JAIL_RULES } from "./policies.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const script = `console.log(${JSON.stringify("bees ".repeat(1_000))});`;

describe("the page", () => {
  let directory: string;
  let seed: Seed;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "waggle-page-"));
    seed = await startTestSeed({ pageDirectory: directory, trustProxy: true, publicHosts: ["bees.example"] });
  });
  afterEach(async () => {
    await seed.close();
    await rm(directory, { recursive: true });
  });

  async function build(html = "<!doctype html><title>Waggle</title>"): Promise<void> {
    await mkdir(join(directory, "assets"), { recursive: true });
    await writeFile(join(directory, "assets", "index-B4sT9_x-.js"), script);
    await writeFile(join(directory, "logo.svg"), "<svg/>");
    await writeFile(join(directory, "sandbox.html"), "<script>1</script>");
    await writeFile(join(directory, "index.html"), html);
  }

  /** As it stands on the wire: `fetch` would tidy the path, unpack the body and name its own host. */
  function get(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port: seed.port, path, method, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
      });
      asked.on("error", reject);
      asked.end();
    });
  }
  const policyOf = (answer: Answer): string => String(answer.headers["content-security-policy"]);

  it("is served at the root, its files by their names, and nothing else", async () => {
    await build();
    await writeFile(join(directory, "..", "waggle-secret.txt"), "secret");
    expect((await get("/")).body.toString()).toContain("Waggle");
    expect(await get("/logo.svg")).toMatchObject({ status: 200, headers: { "content-type": "image/svg+xml" } });
    for (const path of [
      "/study/abc",
      "/assets",
      "/assets/",
      "/../waggle-secret.txt",
      "/assets/..%2f..%2fwaggle-secret.txt",
      "/%2e%2e/waggle-secret.txt",
      "/index.html%00",
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
    await rm(join(directory, "..", "waggle-secret.txt"));
  });

  it("says how to build it when it is not built, and is there once it is", async () => {
    const missing = await get("/");
    expect([missing.status, missing.body.toString()]).toEqual([503, expect.stringContaining("npm run build")]);
    await build();
    expect((await get("/")).status).toBe(200);
  });

  it("is read again when it was built again", async () => {
    await build();
    const before = await get("/");
    await build("<!doctype html><title>Newer</title>");
    await utimes(join(directory, "index.html"), new Date(), new Date(Date.now() + 5_000));
    expect((await get("/")).body.toString()).toContain("Newer");
    expect((await get("/")).headers["etag"]).not.toBe(before.headers["etag"]);
  });

  it("lets browsers keep hashed files for ever and ask again for the others", async () => {
    await build();
    const [page, asset, logo] = [await get("/"), await get("/assets/index-B4sT9_x-.js"), await get("/logo.svg")];
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect([page.headers["cache-control"], logo.headers["cache-control"]]).toEqual(["no-cache", "no-cache"]);
    const etag = String(page.headers["etag"]);
    expect(await get("/", { "if-none-match": etag })).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  it("is sent compressed to whoever takes that", async () => {
    await build();
    const packed = await get("/assets/index-B4sT9_x-.js", { "accept-encoding": "br, gzip" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.body.length).toBeLessThan(script.length / 10);
    expect(gunzipSync(packed.body).toString()).toBe(script);
    const plain = await get("/assets/index-B4sT9_x-.js");
    expect([plain.headers["content-encoding"], plain.body.toString()]).toEqual([undefined, script]);
  });

  it("may frame the jail alone and speak to its own seed alone, under the name it was asked for", async () => {
    await build();
    const local = await get("/", { host: `localhost:${seed.port}` });
    expect(policyOf(local)).toContain(`frame-src http://localhost:${seed.port}/sandbox.html;`);
    expect(policyOf(local)).toContain(`connect-src 'self' ws://localhost:${seed.port};`);
    expect(policyOf(local)).toMatch(/(^|; )script-src 'self';/);
    expect(local.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
    });
    const secure = await get("/", { host: "bees.example", "x-forwarded-proto": "https" });
    expect(policyOf(secure)).toContain("frame-src https://bees.example/sandbox.html;");
    expect(policyOf(secure)).toContain("connect-src 'self' wss://bees.example;");
    // Workers take their policy from their own script's answer.
    expect(policyOf(await get("/assets/index-B4sT9_x-.js"))).toContain("default-src 'self'");
  });

  it("frames its jail under an IPv6 address, too, which no policy can name", async () => {
    await build();
    const policy = policyOf(await get("/", { host: `[::1]:${seed.port}` })).split("; ");
    expect(policy).toContain("frame-src 'self'");
    expect(policy).toContain("connect-src 'self'");
  });

  it("gives the jail a policy of its own, which lets code run and nothing out", async () => {
    await build();
    const jail = await get("/sandbox.html");
    expect(policyOf(jail)).toBe(
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; " +
        "worker-src blob:; connect-src 'none'; frame-ancestors 'self'",
    );
    expect(policyOf(await get("/sandbox.html?x=1"))).toBe(policyOf(jail));
    // Without it all frames of a browser share one process, and nothing ends a thread there that cannot be interrupted.
    expect(jail.headers["document-isolation-policy"]).toBe("isolate-and-require-corp");
  });

  it.each(["evil.example", "localhost:9000;script-src *", "127.0.0.1.evil.example"])(
    "is not shown as %s",
    async (host) => {
      await build();
      const answer = await get("/", { host });
      expect(answer.status).toBe(421);
      expect(JSON.stringify(answer.headers)).not.toContain("evil");
    },
  );

  it("says the same in the page's own policies, for hosts that send no headers", async () => {
    const jail = await readFile(join(import.meta.dirname, "..", "..", "public", "sandbox.html"), "utf8");
    const [, written] = /http-equiv="content-security-policy"\s+content="([^"]+)"/.exec(jail) ?? [];
    expect(written).toBe(JAIL_RULES.join("; "));
    await build();
    const served = new Set(policyOf(await get("/")).split("; "));
    for (const rule of BUILT_PAGE_POLICY.split("; "))
      expect(served.has(rule) || /^(connect|frame)-src 'self'/.test(rule), rule).toBe(true);
  });

  it("is not shown where its address names another seed, which its policy would keep it from", async () => {
    await build();
    const other = await get("/?seed=https://other.example");
    expect([other.status, other.body.toString()]).toEqual([400, expect.stringContaining("to that seed alone")]);
    expect((await get("/?seed=javascript:alert(1)")).status).toBe(400);
    const own = { host: "bees.example", "x-forwarded-proto": "https" };
    expect((await get("/?seed=https://bees.example", own)).status).toBe(200);
    expect((await get("/?utm=1", own)).status).toBe(200);
  });

  it("is not led by what a visitor says that it was called, but by its own name", async () => {
    await build();
    const forged = await get("/", { host: "bees.example", "x-forwarded-host": "localhost" });
    expect(policyOf(forged)).toContain("frame-src http://bees.example/sandbox.html");
    expect((await get("/", { host: "evil.example", "x-forwarded-host": "bees.example" })).status).toBe(421);
  });

  it("answers HEAD like GET without the body", async () => {
    await build();
    expect(await get("/", {}, "HEAD")).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });
});
