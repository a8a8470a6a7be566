import { expect, it } from "vitest";
import type { SeedPlace } from "../../seed-place.ts";
import { invitation, inviteLink, isLocalName, isNetworkName, type OpenedPage, reachWords } from "./invite-link.ts";

const OWN = { pathname: "/" };
const local = { origin: "http://localhost:9000", hostname: "localhost", ...OWN };
/** The seed that serves this page. */
const ownSeed = ({ origin }: OpenedPage): SeedPlace => ({ origin, elsewhere: null });
const elsewhere = (origin: string): SeedPlace => ({ origin, elsewhere: new URL(origin).host });
const lan = ["http://192.168.1.23:9000", "http://10.0.0.2:9000"];

it("makes the link a volunteer opens", () => {
  expect(inviteLink("http://localhost:9000/", "abc")).toBe("http://localhost:9000/#/s/abc");
});

it("carries the secret of a private study behind its id, where no browser sends it", () => {
  expect(inviteLink("http://localhost:9000/", "abc", "secret")).toBe("http://localhost:9000/#/s/abc/secret");
  expect(invitation(local, ownSeed(local), lan, "abc", "secret").link).toBe("http://192.168.1.23:9000/#/s/abc/secret");
  expect(new URL(invitation(local, ownSeed(local), lan, "abc", "secret").link).hash).toBe("#/s/abc/secret");
});

it("invites by the seed's LAN address when the page was opened at localhost", () => {
  expect(invitation(local, ownSeed(local), lan, "abc")).toEqual({
    link: "http://192.168.1.23:9000/#/s/abc",
    reach: "network",
  });
  expect(invitation(local, ownSeed(local), ["http://[fd00::2]:9000", ...lan], "abc").link).toBe(
    "http://192.168.1.23:9000/#/s/abc",
  );
  expect(invitation(local, ownSeed(local), ["http://[fd00::2]:9000"], "abc").link).toBe(
    "http://[fd00::2]:9000/#/s/abc",
  );
});

it("invites by the page's own address where others know it by that name", () => {
  const page = { origin: "https://bees.example", hostname: "bees.example", ...OWN };
  expect(invitation(page, ownSeed(page), lan, "abc")).toEqual({
    link: "https://bees.example/#/s/abc",
    reach: "anyone",
  });
});

it("invites by the name that the seed's owner gave it before its LAN address, and promises what that name gives", () => {
  const urls = ["https://bees.example", ...lan];
  expect(invitation(local, ownSeed(local), urls, "abc")).toEqual({
    link: "https://bees.example/#/s/abc",
    reach: "anyone",
  });
});

it("carries the seed where the page lies on another host, and promises what both can be reached by", () => {
  const page = { origin: "https://pages.example", hostname: "pages.example", pathname: "/waggle/" };
  expect(invitation(page, elsewhere("https://bees.example"), [], "abc", "secret")).toEqual({
    link: "https://pages.example/waggle/?seed=https://bees.example#/s/abc/secret",
    reach: "anyone",
  });
  expect(invitation(page, elsewhere("https://bees.lan"), [], "abc").reach).toBe("network");
  expect(invitation(page, elsewhere("http://localhost:9000"), lan, "abc")).toEqual({
    link: "https://pages.example/waggle/?seed=http://localhost:9000#/s/abc",
    reach: "computer",
  });
  expect(invitation(local, elsewhere("https://bees.example"), lan, "abc").reach).toBe("computer");
});

it("promises no more than the network for an address that only the network has", () => {
  const page = { origin: "http://192.168.1.23:9000", hostname: "192.168.1.23", ...OWN };
  expect(invitation(page, ownSeed(page), [], "abc")).toEqual({
    link: "http://192.168.1.23:9000/#/s/abc",
    reach: "network",
  });
  expect(reachWords("network")).toMatch(/^Anyone on the same network with the link can /);
  const inside = ["10.0.0.2", "172.16.0.1", "172.31.9.9", "169.254.1.1", "100.64.0.1", "192.0.2.2"];
  for (const name of [...inside, "bees.local", "bees.lan", "bees", "[fd00::2]", "[fc12::1]", "[fe80::1]"]) {
    expect([name, isNetworkName(name)]).toEqual([name, true]);
  }
  const outside = ["11.0.0.2", "172.32.0.1", "192.169.1.1", "100.128.0.1", "8.8.8.8", "10.example.org"];
  for (const name of [...outside, "bees.example", "local.example.org", "[2001:db8::2]", "[64:ff9b::a00:1]"]) {
    expect([name, isNetworkName(name)]).toEqual([name, false]);
  }
});

it("promises of a private link that it takes the whole of it, and never that anyone on the network gets in", () => {
  expect(reachWords("network", true)).toBe(
    "The link carries the study's secret: whoever has all of it and is on the same network can read the code and join, and nobody else.",
  );
  expect(reachWords("anyone", true)).toMatch(/^The link carries the study's secret: .+ and nobody else\.$/);
  for (const reach of ["anyone", "network", "computer"] as const) expect(reachWords(reach, true)).not.toMatch(/Anyone/);
});

it("says that a link opens here only when the seed knows no other address", () => {
  for (const urls of [[], ["http://127.0.0.1:9000", "http://localhost:9000"]]) {
    expect(invitation(local, ownSeed(local), urls, "abc")).toEqual({
      link: "http://localhost:9000/#/s/abc",
      reach: "computer",
    });
  }
  expect(reachWords("computer")).toMatch(/this computer only/);
  for (const reach of ["anyone", "network"] as const) expect(reachWords(reach)).not.toMatch(/only/);
});

it("knows the names by which a machine finds only itself", () => {
  for (const name of ["localhost", "waggle.localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) {
    expect(isLocalName(name)).toBe(true);
  }
  for (const name of ["192.168.1.23", "10.127.0.1", "localhost.example.org", "bees.example"]) {
    expect(isLocalName(name)).toBe(false);
  }
});
