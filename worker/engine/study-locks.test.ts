import { expect, it } from "vitest";
import { type Locks, StudyLocks } from "./study-locks.ts";

/** Shared locks of one browser, as the tabs of it see them. */
function browserLocks(): Locks {
  const held: string[] = [];
  const request = (name: string, _options: LockOptions, during: () => Promise<void>): Promise<void> => {
    held.push(name);
    return during().then(() => void held.splice(held.indexOf(name), 1));
  };
  const query = async (): Promise<LockManagerSnapshot> => ({
    held: held.map((name) => ({ name, mode: "shared", clientId: "a tab" })),
    pending: [],
  });
  return { request, query } as unknown as Locks;
}

it("shows what other tabs take part in, and not what this one does", async () => {
  const locks = browserLocks();
  const [one, other] = [new StudyLocks(locks, "waggle"), new StudyLocks(locks, "waggle")];
  one.hold(["a", "b"]);
  expect([...(await one.elsewhere())]).toEqual([]);
  expect([...(await other.elsewhere())]).toEqual(["a", "b"]);
  other.hold(["b"]);
  expect([...(await one.elsewhere())]).toEqual(["b"]);
  one.hold(["a"]);
  await Promise.resolve();
  expect([...(await other.elsewhere())]).toEqual(["a"]);
});

it("shows nothing of one profile to another", async () => {
  const locks = browserLocks();
  new StudyLocks(locks, "waggle").hold(["a"]);
  expect([...(await new StudyLocks(locks, "waggle of another seed").elsewhere())]).toEqual([]);
});

it("says nothing where the browser has no locks, or gives none", async () => {
  const refusing = { query: async () => Promise.reject(new Error("denied")), request: async () => undefined };
  for (const locks of [null, refusing as unknown as Locks]) {
    const tab = new StudyLocks(locks, "waggle");
    tab.hold(["a"]);
    expect([...(await tab.elsewhere())]).toEqual([]);
  }
});
