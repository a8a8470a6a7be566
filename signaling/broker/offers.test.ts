import { expect, it } from "vitest";
import { ANSWER_WITHIN_MS, MAX_OFFERS, Offers } from "./offers.ts";

it("keeps so many unanswered offers, the newest, and says of the rest nothing", () => {
  const offers = new Offers();
  for (let i = 0; i < MAX_OFFERS + 2; i++) offers.handedOver("a", "net", `b${i}`, "dc_1", 0);
  expect(offers.count()).toBe(MAX_OFFERS);
  expect(offers.answered("b1", "a", "dc_1")).toBeNull();
  expect(offers.answered("b2", "a", "dc_1")).toBe("net");
  expect(offers.takeUnanswered(ANSWER_WITHIN_MS).has("b1")).toBe(false);
  expect(offers.count()).toBe(0);
});
