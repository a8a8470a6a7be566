import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpClient } from "../testing/http-client.ts";
import { type SeedProcess, startSeedProcess } from "../testing/seed-process.ts";

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

let seed: SeedProcess;
let made: { readonly study: string; readonly ownerToken: string };
beforeAll(async () => {
  seed = await startSeedProcess(["--no-archive"]);
  made = await new HttpClient(`${seed.url}/api/v1`).ok("POST", "/studies", { name: "hostile" });
});
afterAll(() => seed.kill("SIGTERM"));

/** As bytes, for what `fetch` would tidy up. */
function raw(method: string, path: string, headers: Record<string, string>, body = ""): Promise<Answered> {
  const { port } = new URL(seed.url);
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port, method, path, headers: { connection: "close", ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}
const JSON_TYPE = { "content-type": "application/json" };
const owner = () => ({ ...JSON_TYPE, authorization: `Bearer ${made.ownerToken}` });

describe("what strangers send to studies over HTTP", () => {
  it.each([
    ["a path out of the folder", "GET", "/api/v1/../../../etc/passwd", {}, ""],
    ["an encoded path out of the folder", "GET", "/api/v1/studies/..%2f..%2f..%2fetc%2fpasswd", {}, ""],
    ["a study that is no id", "GET", `/api/v1/studies/${"x".repeat(500)}`, {}, ""],
    ["half of JSON", "POST", "/api/v1/studies", JSON_TYPE, '{"name": "a'],
    ["JSON of another meaning", "POST", "/api/v1/studies", JSON_TYPE, '{"__proto__": {"name": "a"}, "name": "a"}'],
    [
      "a name with a line end",
      "POST",
      "/api/v1/studies",
      JSON_TYPE,
      '{"name": "a", "workers": ["a\\r\\nset-cookie: b"]}',
    ],
    ["deep nesting", "POST", "/api/v1/studies", JSON_TYPE, `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["a type of its own", "POST", "/api/v1/studies", { "content-type": "text/plain" }, "name=a"],
    ["a token of another form", "GET", "/api/v1/metrics", { authorization: `Bearer ${"a".repeat(8_000)}` }, ""],
  ] as const)("is refused as the caller's mistake: %s", async (_, method, path, headers, body) => {
    const { status, text, headers: answered } = await raw(method, path, headers, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/root:|node_modules|\bat .*\.ts:/);
    expect(answered["set-cookie"]).toBeUndefined();
  });

  it("is cut off where it is too long", async () => {
    const { status } = await raw(
      "POST",
      `/api/v1/studies/${made.study}/ask`,
      owner(),
      `{"space": {"x": "${"x".repeat(300_000)}"}}`,
    );
    expect(status).toBe(413);
  });

  it("comes from no page of another host, and to no name of somebody else's", async () => {
    const path = `/api/v1/studies/${made.study}`;
    expect(await raw("GET", path, { ...owner(), origin: "https://evil.example" })).toMatchObject({ status: 403 });
    expect(await raw("GET", path, { ...owner(), host: "evil.example" })).toMatchObject({ status: 421 });
    expect(await raw("GET", path, owner())).toMatchObject({ status: 200 });
  });

  it("cannot fill the seed with studies of one network", async () => {
    const anybody = new HttpClient(`${seed.url}/api/v1`);
    let refused: unknown = null;
    for (let i = 0; i < 101 && refused === null; i++) {
      const { status, body } = await anybody.call("POST", "/studies", { name: `many ${i}` });
      if (status !== 201) refused = { status, body };
    }
    expect(refused).toMatchObject({ status: 429, body: { error: "too-many-studies" } });
  });
});

/** Sends its head a byte at a time, or after a head the same of a body; resolves once the seed has cut it off. */
function slowly(head: string, rest: string): Promise<void> {
  const { port } = new URL(seed.url);
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: "127.0.0.1", port: Number(port) });
    let at = 0;
    const timer = setInterval(() => socket.write(rest[at++ % rest.length] ?? "x"), 500);
    socket.on("connect", () => socket.write(head));
    socket.on("error", () => {});
    socket.resume();
    socket.on("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

it("requests that never end are cut off, and hold up nobody meanwhile", async () => {
  const client = new HttpClient(`${seed.url}/api/v1`).as(made.ownerToken);
  const body = [
    "POST /api/v1/studies HTTP/1.1",
    "host: localhost",
    "content-type: application/json",
    "content-length: 5000",
  ];
  let open = 80;
  const slow = Array.from({ length: 80 }, async (_, i) => {
    if (i % 2 === 0) await slowly("GET / HTTP/1.1\r\nx-slow: ", "a");
    else await slowly(`${body.join("\r\n")}\r\n\r\n`, "[");
    open--;
  });
  const all = Promise.all(slow);
  for (let i = 0; i < 20; i++) {
    const { number } = await client.ok<{ number: number }>("POST", `/studies/${made.study}/ask`, {});
    await client.ok("POST", `/studies/${made.study}/trials/${number}/tell`, { value: i });
  }
  expect(open).toBe(80);
  await all;
  expect(await client.ok("GET", `/studies/${made.study}`)).toMatchObject({ running: 0 });
});

it("no secret stands in what the seed writes, whatever is sent with it", async () => {
  const anybody = new HttpClient(`${seed.url}/api/v1`);
  const other = await startSeedProcess(["--no-archive"]);
  try {
    const client = new HttpClient(`${other.url}/api/v1`);
    const created = await client.ok<{
      study: string;
      ownerToken: string;
      coordinatorToken: string;
      workerTokens: { token: string }[];
    }>("POST", "/studies", { name: "secrets", coordinator: true });
    const { study, ownerToken, coordinatorToken } = created;
    const secrets = [ownerToken, coordinatorToken, ...created.workerTokens.map(({ token }) => token)];
    for (const secret of secrets) {
      for (const who of [client.as(secret), anybody.as(secret)]) {
        await who.call("POST", `/studies/${study}/ask`, { space: { [secret]: { type: "float", low: 2, high: 1 } } });
        await who.call("GET", `/studies/${study}?token=${secret}`);
        await who.call("GET", `/${secret}/%00`);
        await who.call("POST", `/studies/${study}/trials/0/tell`, { value: secret });
      }
      for (const path of ["/ask", "/tell", "/suggest/float", "/nothing", ""])
        await fetch(`${other.url}/api/coordinator/${secret}${path}`, { method: "POST", body: `{"${secret}` });
    }
    for (const secret of secrets) expect(other.output()).not.toContain(secret.slice(4));
    expect(seed.output()).not.toMatch(/wg[owc]_/);
  } finally {
    await other.kill("SIGTERM");
  }
  expect(other.output()).not.toMatch(/wg[owc]_/);
});

it("five seconds in which nothing answers lose no trial", async () => {
  const client = new HttpClient(`${seed.url}/api/v1`).as(made.ownerToken);
  const at = `/studies/${made.study}`;
  const space = { x: { type: "float", low: 0, high: 1 } };
  const started = await client.ok<{ ended: number }>("GET", at);
  let told = 0;
  const work = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) {
      const { number } = await client.ok<{ number: number }>("POST", `${at}/ask`, { space });
      if (told === 12) {
        seed.process.kill("SIGSTOP");
        setTimeout(() => seed.process.kill("SIGCONT"), 5_000);
      }
      told++;
      await client.ok("POST", `${at}/trials/${number}/tell`, { value: number });
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  const { ended: before } = started;
  expect(await client.ok("GET", at)).toMatchObject({ ended: before + 40, running: 0 });
});
