import { expect, type Page, test } from "@playwright/test";
import { testSpec } from "../../signaling/testing/test-spec.ts";
import { encodeSpec, studyIdOf } from "../../study/spec/spec-bytes.ts";
import {
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  lanAddress,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

/** Words that stand in the study and nowhere else. */
const NAME = "Zanzibar ledger";
const MARK = "quokka_marzipan_7";
const objective = `// ${MARK}\n${slowQuadratic(20)}`;
const study = { name: NAME, objective, rounds: 3, trialsPerRound: 5, access: "private" } as const;

/** All that a page hands to a seed: addresses and bodies of its calls, what its sockets carry. */
function heardBy(page: Page): string[] {
  const heard: string[] = [];
  page.on("request", (request) => {
    heard.push(request.url(), request.postDataBuffer()?.toString("latin1") ?? "");
    heard.push(JSON.stringify(request.headers()));
  });
  page.on("websocket", (socket) => {
    heard.push(socket.url());
    socket.on("framesent", ({ payload }) => heard.push(payload.toString()));
  });
  return heard;
}

/** The study's id and secret, as they stand in its link. */
function partsOf(link: string): readonly [studyId: string, secret: string] {
  const [, studyId = "", secret = ""] = /#\/s\/([\w-]{43})\/([\w-]{32})$/.exec(link) ?? [];
  expect([studyId.length, secret.length], link).toEqual([43, 32]);
  return [studyId, secret];
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("two tabs work by the whole link; the seed learns neither text nor values nor the secret, and a wrong link says so", async ({
  browser,
}) => {
  const author = await newTab(browser);
  const heard = heardBy(author);
  const link = await publish(author, seed.url, study);
  const [studyId, secret] = partsOf(link);
  await expect(author).toHaveURL(link);
  await expect(author.getByText("The link carries the study's secret")).toBeVisible();

  const second = await newTab(browser);
  const alsoHeard = heardBy(second);
  await second.goto(link);
  await expect(heading(second, NAME)).toBeVisible();
  await expect(second.getByText("This study is private: it takes the whole link.")).toBeVisible();
  await second.getByRole("button", { name: /^Join/ }).click();
  for (const page of [author, second]) await figureBecomes(page, "trial-count", exactly(30));
  expect(await figure(second, "best-value")).toBe(await figure(author, "best-value"));

  await test.step("the seed has the study, and nothing of what it says", async () => {
    const answers = await Promise.all(
      [`/api/studies/${studyId}/spec`, "/api/studies", "/api/info", "/health"].map((path) => fetch(seed.url + path)),
    );
    const [sealed, listed, ...rest] = await Promise.all(
      answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())),
    );
    expect(sealed?.subarray(0, 22).toString()).toBe("waggle private study 1");
    expect(listed?.includes(studyId)).toBe(false);
    const all = [sealed, listed, ...rest].join("\n") + [...heard, ...alsoHeard].join("\n");
    // The calls were overheard indeed: they name the study.
    expect(all).toContain(`/api/rooms/${studyId}/announce`);
    for (const word of [NAME, MARK, "suggestFloat", secret]) expect(all.includes(word), word).toBe(false);
    const told = [...heard, ...alsoHeard].filter((body) => body.includes('"summary"'));
    expect(told.length).toBeGreaterThan(0);
    for (const body of told) expect(body).toContain('"best":null,"trials":0,"peers":0');
  });

  await test.step("a wrong secret, a cut one and none are refused in words, before anything runs", async () => {
    const stranger = await newTab(browser);
    const other = `${secret[0] === "A" ? "B" : "A"}${secret.slice(1)}`;
    for (const [path, words] of [
      [`${studyId}/${other}`, "This link's secret is not this study's: ask whoever sent it for the whole link."],
      [`${studyId}/${secret.slice(0, -1)}`, "This link was cut or changed"],
      [studyId, "This study is private, and this link was cut"],
    ] as const) {
      await stranger.goto(`${seed.url}/#/s/${path}`);
      await expect(heading(stranger, words)).toBeVisible();
      await expect(stranger.getByRole("button", { name: /^Join/ })).toHaveCount(0);
      await expect(stranger.getByText("Still looking")).toHaveCount(0);
    }
    await stranger.goto(link);
    await expect(heading(stranger, NAME)).toBeVisible();
  });

  await test.step("a reload, and the list of own studies, lead back by the whole link", async () => {
    await second.goto(seed.url);
    await second.getByRole("link", { name: `Open ${NAME}` }).click();
    await expect(second).toHaveURL(link);
    await second.goto(`${seed.url}/#/s/${studyId}`);
    await second.reload();
    await figureBecomes(second, "trial-count", exactly(30));
    await expect(second).toHaveURL(link);
    await expect(second.getByLabel("Invite link")).toHaveValue(new RegExp(`/#/s/${studyId}/${secret}$`));
  });
});

test("the consent card says what a listed study reveals, and one that opens by its link", async ({ page }) => {
  for (const [listed, promise, seedsPart] of [
    [true, "This study is listed: anyone can find it.", "shows its name, best value and number of tabs"],
    [false, "This study opens by its link.", "is told its best value and how many trials there were"],
  ] as const) {
    const spec = testSpec("Open to read", { listed });
    const path = `${seed.url}/api/studies/${studyIdOf(spec)}/spec`;
    const headers = { "content-type": "application/octet-stream" };
    await fetch(path, { method: "PUT", headers, body: new Uint8Array(encodeSpec(spec)) });
    await page.goto(`${seed.url}/#/s/${studyIdOf(spec)}`);
    const item = page.getByRole("listitem").filter({ hasText: promise });
    await expect(item).toContainText("can read its code and join.");
    await expect(item).toContainText(seedsPart);
  }
});

test("a private study works over plain http on the local network, too", async ({ browser }) => {
  const lan = lanAddress();
  test.skip(lan === null, "THIS MACHINE HAS NO NETWORK ADDRESS: plain http away from localhost was not tested");
  const author = await newTab(browser);
  const link = await publish(author, `http://${lan}:${seed.port}`, study);
  expect(await author.evaluate(() => globalThis.isSecureContext)).toBe(false);
  const second = await newTab(browser);
  await joinByLink(second, link);
  for (const page of [author, second]) await figureBecomes(page, "trial-count", exactly(30));
});
