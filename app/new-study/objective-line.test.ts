import { describe, expect, it } from "vitest";
import { controlStudies } from "../../gallery/control-studies.ts";
import { objectiveLine } from "./objective-line.ts";

describe("where a text hands its objective out", () => {
  it("is found after the libraries that it begins with", async () => {
    const [entry] = controlStudies;
    const source = (await entry?.fetchSource()) ?? "";
    const line = objectiveLine(source) ?? 0;
    expect(line).toBeGreaterThan(600);
    expect(source.split("\n")[line - 1]).toMatch(/^export default function/);
  });

  it("is its first line where it begins so, and nowhere in a text of another kind", () => {
    expect(objectiveLine("export default (trial) => 1")).toBe(1);
    expect(objectiveLine("// no export default here\ntrain(config)")).toBeNull();
    expect(objectiveLine("")).toBeNull();
  });
});
