import { describe, expect, it } from "vitest";
import { isWelcomeOrigin, KnownHosts } from "./hosts.ts";

describe("the hosts a seed answers to", () => {
  const known = (own: readonly string[] = ["192.168.1.5", "[2001:db8::5]"]) =>
    new KnownHosts(
      ["Bees.Example"],
      () => 0,
      () => own,
    );

  it.each([
    ["localhost", "localhost"],
    ["LOCALHOST:9000", "localhost:9000"],
    ["127.0.0.1:9000", "127.0.0.1:9000"],
    ["[::1]:9000", "[::1]:9000"],
    ["192.168.1.5:9000", "192.168.1.5:9000"],
    ["[2001:db8::5]:9000", "[2001:db8::5]:9000"],
    ["bees.example", "bees.example"],
  ])("include %s", (header, host) => {
    expect(known().recognise(header)).toBe(host);
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "192.168.1.6",
    "localhost:9000;script-src *",
    "localhost:9000 evil.example",
    "localhost:",
    "localhost:123456",
    "localhost@evil.example",
    "bees.example/",
  ])("do not include %s", (header) => {
    expect(known().recognise(header)).toBeNull();
  });

  it("follow the machine to another network, without reading its interfaces for every stranger", () => {
    let [nowMs, reads, address] = [0, 0, "192.168.1.5"];
    const hosts = new KnownHosts(
      [],
      () => nowMs,
      () => {
        reads++;
        return [address];
      },
    );
    expect(hosts.recognise("192.168.1.5")).toBe("192.168.1.5");
    address = "10.0.0.9";
    for (let i = 0; i < 100; i++) expect(hosts.recognise("10.0.0.9")).toBeNull();
    expect(reads).toBe(1);
    nowMs += 60_000;
    expect(hosts.recognise("10.0.0.9")).toBe("10.0.0.9");
    expect(hosts.recognise("192.168.1.5")).toBeNull();
  });
});

describe("an origin", () => {
  it("is welcome if it is the seed's own, was named, or is no page's", () => {
    expect(isWelcomeOrigin(undefined, "localhost:9000", [])).toBe(true);
    expect(isWelcomeOrigin("http://localhost:9000", "localhost:9000", [])).toBe(true);
    expect(isWelcomeOrigin("https://bees.example", "bees.example:443", [])).toBe(true);
    expect(isWelcomeOrigin("http://bees.example", "bees.example:80", [])).toBe(true);
    expect(isWelcomeOrigin("https://elsewhere.example", "bees.example", ["https://elsewhere.example"])).toBe(true);
  });

  it.each([
    "null",
    "",
    "http://localhost:9001",
    "http://evil.example",
    "chrome-extension://localhost:9000",
    "localhost:9000",
  ])("%s is not", (origin) => {
    expect(isWelcomeOrigin(origin, "localhost:9000", [])).toBe(false);
  });
});
