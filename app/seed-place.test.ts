import { describe, expect, it } from "vitest";
import { pageAddress, profileAt, readSeedPlace } from "./seed-place.ts";

const PLAIN = { origin: "http://pages.example" };
const SECURE = { origin: "https://pages.example" };
const reasonOf = (seed: string, page = SECURE): string | null => {
  const read = readSeedPlace(`?seed=${encodeURIComponent(seed)}`, page);
  return read.ok ? null : read.reason;
};

describe("a page's seed", () => {
  it("is who served it, unless its address names another", () => {
    expect(readSeedPlace("", SECURE)).toEqual({ ok: true, value: { origin: SECURE.origin, elsewhere: null } });
    expect(readSeedPlace("?other=1", PLAIN)).toEqual({ ok: true, value: { origin: PLAIN.origin, elsewhere: null } });
    for (const page of [PLAIN, SECURE])
      expect(readSeedPlace("?seed=https://bees.example:8443", page)).toEqual({
        ok: true,
        value: { origin: "https://bees.example:8443", elsewhere: "bees.example:8443" },
      });
  });

  it("may be written with a slash, its default port, in capitals and in escapes, and is the same", () => {
    for (const search of [
      "?seed=https://bees.example/",
      "?seed=https://bees.example:443",
      "?seed=HTTPS://Bees.Example",
      "?seed=https%3A%2F%2Fbees.example",
    ])
      expect(readSeedPlace(search, SECURE)).toMatchObject({ value: { origin: "https://bees.example" } });
    expect(readSeedPlace("?seed=https://pages.example:443/", SECURE)).toMatchObject({ value: { elsewhere: null } });
    expect(readSeedPlace("?seed=http://10.0.0.2:9000", PLAIN)).toMatchObject({ value: { elsewhere: "10.0.0.2:9000" } });
  });

  it.each([
    "",
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "blob:https://bees.example/1",
    "file:///etc/passwd",
    "ws://bees.example",
    "bees.example",
    "//bees.example",
    "https:bees.example",
    "https:\\\\bees.example",
    "https://",
    "https:///bees.example",
    "https://user@bees.example",
    "https://user:secret@bees.example",
    "https://pages.example@evil.example",
    "https://bees.example/path",
    "https://bees.example//",
    "https://bees.example?x=1",
    "https://bees.example#x",
    "https://bees.example; script-src *",
    "https://bees.example script-src",
    "https://bees.example,https://evil.example",
    "https://*.example",
    "https://*",
    "https://[fd00::2]:9000",
    "https://bees.example:port",
    "https://bees.example:99999",
    "https://b\u0435es.example",
    "https://bees.exam\nple",
    ` https://bees.example`,
    `https://${"b".repeat(400)}.example`,
  ])("is not %s, and the sentence says what to do", (seed) => {
    expect(reasonOf(seed)).toMatch(/^This link names no seed: .+ Ask for the link again\.$/);
  });

  it("is one", () => {
    const read = readSeedPlace("?seed=https://a.example&seed=https://b.example", SECURE);
    expect(read).toMatchObject({ ok: false });
  });

  it("speaks https to a page that came over https, unless it is on this machine", () => {
    expect(reasonOf("http://bees.example")).toMatch(/^This page came over https and .+ begins with https:\/\/\.$/);
    expect(reasonOf("http://localhost.evil.example")).not.toBeNull();
    expect(reasonOf("http://localhost:9000")).toBeNull();
    expect(reasonOf("http://bees.example", PLAIN)).toBeNull();
  });

  it("has a profile of its own unless it is the page's host, so that none is told of another's studies", () => {
    const names = [
      "",
      "?seed=https://pages.example",
      "?seed=https://bees.example",
      "?seed=https://bees.example:8443",
    ].map((search) => {
      const read = readSeedPlace(search, SECURE);
      return profileAt(read.ok ? read.value : null);
    });
    expect(names).toEqual(["waggle", "waggle", "waggle https://bees.example", "waggle https://bees.example:8443"]);
  });

  it("stands in the page's own address, for whoever is sent there", () => {
    const page = { origin: "https://pages.example", pathname: "/waggle/" };
    const read = readSeedPlace("?seed=https://bees.example", page);
    if (!read.ok) throw new Error(read.reason);
    const address = pageAddress(read.value, page);
    expect(address).toBe("https://pages.example/waggle/?seed=https://bees.example");
    expect(readSeedPlace(new URL(address).search, page)).toEqual(read);
  });
});
