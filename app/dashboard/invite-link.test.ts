import { expect, it } from "vitest";
import { inviteLink, phoneLink } from "./invite-link.ts";

it("makes the link a volunteer opens", () => {
  expect(inviteLink("http://localhost:9000", "abc")).toBe("http://localhost:9000/#/s/abc");
});

it("offers phones the seed's LAN address when the page was opened at localhost", () => {
  const lan = ["http://192.168.1.23:9000", "http://10.0.0.2:9000"];
  expect(phoneLink("localhost", lan, "abc")).toBe("http://192.168.1.23:9000/#/s/abc");
  expect(phoneLink("192.168.1.23", lan, "abc")).toBeNull();
  expect(phoneLink("localhost", [], "abc")).toBeNull();
  expect(phoneLink("localhost", ["javascript:alert(1)"], "abc")).toBeNull();
});
