import { describe, expect, it } from "vitest";
import { MAX_SPEC_BYTES } from "../../study/spec/spec-limits.ts";
import { testSpec } from "../testing/test-spec.ts";
import { KEPT_AFTER_ROOM_MS, MAX_SHELF_BYTES, SpecShelf } from "./spec-shelf.ts";

const spec = testSpec("any");
const small = new Uint8Array(100);

describe("the shelf of specs", () => {
  it("keeps a spec for hours after somebody last worked on its study", () => {
    const shelf = new SpecShelf();
    shelf.put("used", spec, small, "net", 0);
    shelf.put("unused", spec, small, "net", 0);
    shelf.touch("used", 1_000);
    shelf.expire(KEPT_AFTER_ROOM_MS);
    expect([shelf.find("used") !== null, shelf.find("unused") !== null]).toEqual([true, false]);
    shelf.expire(1_000 + KEPT_AFTER_ROOM_MS);
    expect(shelf.find("used")).toBeNull();
    expect(shelf.heldBytes()).toBe(0);
  });

  it("holds bounded bytes, and parts first with what was unused for longest", () => {
    const shelf = new SpecShelf();
    const large = new Uint8Array(MAX_SPEC_BYTES);
    const many = Math.ceil(MAX_SHELF_BYTES / MAX_SPEC_BYTES) + 20;
    for (let i = 0; i < many; i++) {
      shelf.put(`study ${i}`, spec, large, "net", i);
      shelf.touch("study 0", i);
      expect(shelf.heldBytes()).toBeLessThanOrEqual(MAX_SHELF_BYTES);
    }
    expect(shelf.find("study 0")).not.toBeNull();
    expect(shelf.find("study 1")).toBeNull();
    expect(shelf.find(`study ${many - 1}`)).not.toBeNull();
  });

  it("does not count a spec twice, and never parts with a pinned one", () => {
    const shelf = new SpecShelf();
    shelf.pin("demonstration", spec, small);
    shelf.put("demonstration", testSpec("other"), small, "net", 0);
    for (let i = 0; i < 3; i++) shelf.put("study", spec, small, "net", i);
    const once = new SpecShelf();
    once.put("study", spec, small, "net", 0);
    expect(shelf.heldBytes()).toBe(once.heldBytes());
    shelf.expire(Number.MAX_SAFE_INTEGER);
    expect(shelf.find("demonstration")?.spec?.name).toBe("any");
  });

  it("remember who brought a study first, until it is gone", () => {
    const shelf = new SpecShelf();
    shelf.put("study", spec, small, "author's", 0);
    shelf.put("study", spec, small, "somebody's", 1);
    expect(shelf.find("study")?.publisher).toBe("author's");
    shelf.expire(KEPT_AFTER_ROOM_MS + 1);
    shelf.put("study", spec, small, "somebody's", 2);
    expect(shelf.find("study")?.publisher).toBe("somebody's");
  });

  it("keep those of others where one network fills the shelf", () => {
    const shelf = new SpecShelf();
    const large = new Uint8Array(MAX_SHELF_BYTES / 100);
    shelf.put("honest", spec, small, "honest", 0);
    for (let i = 0; i < 300; i++) shelf.put(`spam ${i}`, spec, large, "spammer", i + 1);
    expect(shelf.find("honest")).not.toBeNull();
    expect(shelf.heldBytes()).toBeLessThanOrEqual(MAX_SHELF_BYTES);
    expect(shelf.find("spam 299")).not.toBeNull();
  });
});
