import { expect, it } from "vitest";
import { seedUrlOf, studyLink, toHostPort, toStudyLink } from "./address.ts";
import { Misuse } from "./misuse.ts";

const id = "a".repeat(43);

it("takes an address as the original peer writes it", () => {
  expect(toHostPort("tcp://*:5555", "--bind")).toEqual({ host: "*", port: 5555 });
  expect(toHostPort("localhost:5556", "--bind")).toEqual({ host: "localhost", port: 5556 });
  expect(seedUrlOf("tcp://[::1]:7", "-d")).toBe("http://[::1]:7");
  expect(seedUrlOf("https://seed.example.org", "-d")).toBe("https://seed.example.org");
});

it.each(["", "tcp://", "tcp://x", "tcp://x:99999", "udp://x:1", "x:1/path", "tcp://*:5"])(
  "refuses %j as a seed",
  (text) => {
    expect(() => seedUrlOf(text, "-d")).toThrow(Misuse);
  },
);

it("reads an invite link whole, or says what is wrong", () => {
  expect(toStudyLink(studyLink("http://localhost:9000", id))).toEqual({
    seedUrl: "http://localhost:9000",
    studyId: id,
    secret: null,
  });
  expect(toStudyLink(studyLink("https://h", id, "s3cret")).secret).toBe("s3cret");
  for (const text of ["", id, `http://h/#/s/${id.slice(1)}`, `ftp://h/#/s/${id}`, "http://h/"])
    expect(() => toStudyLink(text)).toThrow(Misuse);
});
