import { describe, expect, it } from "vitest";
import { networkOf, visitorAddress } from "./network.ts";

describe("a visitor's network", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("of %s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it("is what the trusted proxy saw, never what the visitor claims", () => {
    expect(visitorAddress("10.0.0.1", "1.1.1.1, 203.0.113.7", true)).toBe("203.0.113.7");
    expect(visitorAddress("10.0.0.1", "203.0.113.7", false)).toBe("10.0.0.1");
    expect(visitorAddress("10.0.0.1", undefined, true)).toBe("10.0.0.1");
  });
});
