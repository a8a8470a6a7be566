import { expect, it } from "vitest";
import { invitation, inviteLink, isLocalName, reachWords } from "./invite-link.ts";

const local = { origin: "http://localhost:9000", hostname: "localhost" };
const lan = ["http://192.168.1.23:9000", "http://10.0.0.2:9000"];

it("makes the link a volunteer opens", () => {
  expect(inviteLink("http://localhost:9000", "abc")).toBe("http://localhost:9000/#/s/abc");
});

it("invites by the seed's LAN address when the page was opened at localhost", () => {
  expect(invitation(local, lan, "abc")).toEqual({ link: "http://192.168.1.23:9000/#/s/abc", reach: "network" });
  expect(invitation(local, ["http://[fd00::2]:9000", ...lan], "abc").link).toBe("http://192.168.1.23:9000/#/s/abc");
  expect(invitation(local, ["http://[fd00::2]:9000"], "abc").link).toBe("http://[fd00::2]:9000/#/s/abc");
});

it("invites by the page's own address where others know it by that name", () => {
  const page = { origin: "https://bees.example", hostname: "bees.example" };
  expect(invitation(page, lan, "abc")).toEqual({ link: "https://bees.example/#/s/abc", reach: "anyone" });
});

it("says that a link opens here only when the seed knows no other address", () => {
  for (const urls of [[], ["javascript:alert(1)"]]) {
    expect(invitation(local, urls, "abc")).toEqual({ link: "http://localhost:9000/#/s/abc", reach: "computer" });
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
