import { describe, expect, it } from "vitest";
import { readArguments } from "./command-line.ts";

const read = (line: string, env: Record<string, string> = {}) => {
  const result = readArguments(line === "" ? [] : line.split(" "), env);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};
const reasonOf = (line: string, env: Record<string, string> = {}) => {
  const result = readArguments(line.split(" "), env);
  return result.ok ? null : result.reason;
};

describe("the seed's arguments", () => {
  it("take port 9000 on every address and open the page unless told otherwise", () => {
    expect(read("")).toMatchObject({
      port: 9000,
      host: "::",
      opensPage: true,
      origins: [],
      publicHosts: [],
      trustProxy: false,
    });
  });

  it("prefer --port to PORT, and do not open the page under CI or with --no-open", () => {
    expect(read("", { PORT: "8000" }).port).toBe(8000);
    expect(read("--port 7000", { PORT: "8000" }).port).toBe(7000);
    expect(read("--no-open").opensPage).toBe(false);
    expect(read("", { CI: "true" }).opensPage).toBe(false);
  });

  it("take several hosts and origins, origins without their paths", () => {
    const value = read("--public-host a.example --public-host b.example --origin https://c.example/page --trust-proxy");
    expect(value).toMatchObject({
      publicHosts: ["a.example", "b.example"],
      origins: ["https://c.example"],
      trustProxy: true,
    });
  });

  it("leave a seed behind a proxy to that proxy, unless told where to listen", () => {
    expect(read("--trust-proxy").host).toBe("127.0.0.1");
    expect(read("--trust-proxy --host 10.0.0.5").host).toBe("10.0.0.5");
  });

  it("say in one sentence what is wrong with them", () => {
    expect(reasonOf("--port seven")).toContain('"seven" is no port');
    expect(reasonOf("--port 70000")).toContain('"70000" is no port');
    expect(reasonOf("", { PORT: "-1" })).not.toBeNull();
    expect(reasonOf("--origin example")).toContain('"example" is no origin');
    for (const origin of ["*", "null", "file:///page", "ftp://files.example"])
      expect(reasonOf(`--origin ${origin}`)).toContain(`"${origin}" is no origin: give one like https://example.org.`);
    for (const name of ["https://a.example", "a.example:8443", "a.example/page"])
      expect(reasonOf(`--public-host ${name}`)).toContain(`"${name}" is no name`);
    expect(reasonOf("--prot 80")).toContain("--prot");
  });

  it("reads STUN and TURN servers, and the secret from the environment", () => {
    const args = [
      "--stun",
      "3478",
      "--stun",
      "stun:stun.example.org:3478",
      "--turn",
      "turn:t.example.org?transport=udp",
    ];
    expect(readArguments(args, { TURN_SECRET: "sixteen-letters-" })).toMatchObject({
      ok: true,
      value: {
        ice: {
          stunPort: 3478,
          stunUrls: ["stun:stun.example.org:3478"],
          turnUrls: ["turn:t.example.org?transport=udp"],
          turnSecret: "sixteen-letters-",
        },
      },
    });
    expect(readArguments([], {})).toMatchObject({
      ok: true,
      value: { ice: { stunPort: null, stunUrls: [], turnUrls: [] } },
    });
  });

  it.each([
    [["--stun", "99999"], "is no port"],
    [["--stun", "1", "--stun", "2"], "only once"],
    [["--stun", "stun.example.org"], "neither a port nor a STUN server"],
    [["--turn", "http://t.example.org"], "is no TURN server"],
    [["--turn", "turn:t.example.org"], "TURN_SECRET"],
  ])("says what is wrong with %j", (args, words) => {
    expect(readArguments(args, {})).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
  });
});
