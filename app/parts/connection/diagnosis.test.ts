import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SeedRefusal } from "../../seed-api.ts";
import { DoctorWords } from "./ConnectionDoctor.tsx";
import { type Cause, type ConnectionFacts, diagnose } from "./diagnosis.ts";

const WELL: ConnectionFacts = {
  online: true,
  seedAnswers: true,
  seedIntroduces: true,
  directWorks: true,
  direct: 2,
  relayed: 0,
  withoutWay: 0,
};

describe("the connection doctor", () => {
  it.each<[string, Partial<ConnectionFacts>, "direct" | "relayed" | "none", Cause]>([
    ["all fine", {}, "direct", "fine"],
    ["nobody there yet", { direct: 0 }, "none", "alone"],
    ["no seed", { seedAnswers: false, seedIntroduces: false }, "direct", "no-seed"],
    ["no seed and nobody linked", { seedAnswers: false, seedIntroduces: false, direct: 0 }, "none", "no-seed"],
    ["a seed without WebSocket", { seedIntroduces: false, direct: 0 }, "none", "no-websocket"],
    ["direct impossible", { directWorks: false, direct: 0 }, "none", "no-direct"],
    ["direct impossible, with the relay", { directWorks: false, direct: 0, relayed: 3 }, "relayed", "no-direct"],
    ["relay only", { direct: 0, relayed: 1, withoutWay: 1 }, "relayed", "relay-only"],
    ["no way found yet", { direct: 0, withoutWay: 1 }, "none", "relay-only"],
    ["some by the relay", { relayed: 1, withoutWay: 1 }, "direct", "some-relayed"],
    ["everything blocked", { seedIntroduces: false, directWorks: false, direct: 0 }, "none", "blocked"],
    ["offline", { online: false, seedIntroduces: false, seedAnswers: false, direct: 0 }, "none", "blocked"],
    ["not tried yet", { direct: 0, directWorks: null }, "none", "checking"],
    ["nothing known", { seedAnswers: null, seedIntroduces: false, directWorks: null, direct: 0 }, "none", "checking"],
  ])("names the cause of: %s", (_case, facts, way, cause) => {
    expect(diagnose({ ...WELL, ...facts })).toMatchObject({ way, cause });
  });

  it("says of a seed that refuses the page what its refusal says", () => {
    const refusal = new SeedRefusal("The seed does not let this page in.", "Ask its owner.");
    const facts = { ...WELL, seedAnswers: false, seedIntroduces: false, refusal };
    expect(diagnose(facts)).toMatchObject({ cause: "refused", title: refusal.title, todo: "Ask its owner." });
    expect(diagnose({ ...WELL, refusal })).toMatchObject({ cause: "fine" });
  });

  it.each<[string, Partial<ConnectionFacts>, string]>([
    ["good", {}, "g"],
    ["a warning without the seed, though links go on", { seedAnswers: false, seedIntroduces: false }, "w"],
    ["a warning without its WebSocket, though links go on", { seedIntroduces: false }, "w"],
    ["calm where nobody is there yet", { direct: 0 }, "n"],
  ])("looks %s", (_case, change, tone) => {
    const facts = { ...WELL, ...change };
    const html = renderToStaticMarkup(createElement(DoctorWords, { facts, diagnosis: diagnose(facts) }));
    expect(html).toContain(`class="note ${tone}"`);
  });

  it("says why, what to do, what was found and what the relay sees", () => {
    const facts = { ...WELL, direct: 0, relayed: 1, withoutWay: 1 };
    const text = renderToStaticMarkup(createElement(DoctorWords, { facts, diagnosis: diagnose(facts) }))
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll("&#x27;", "'");
    for (const words of [
      "Connected through the seed.",
      "no direct connection through",
      "What to do:",
      "0 direct, 1 relayed",
      "1 tab so far",
      "The seed's owner could read",
    ])
      expect(text).toContain(words);
  });
});
