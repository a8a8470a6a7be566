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

  it("say in one sentence what is wrong with them", () => {
    expect(reasonOf("--port seven")).toContain('"seven" is no port');
    expect(reasonOf("--port 70000")).toContain('"70000" is no port');
    expect(reasonOf("", { PORT: "-1" })).not.toBeNull();
    expect(reasonOf("--origin example")).toContain('"example" is no origin');
    expect(reasonOf("--prot 80")).toContain("--prot");
  });
});
