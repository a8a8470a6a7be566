import { expect, it } from "vitest";
import { engineClassOf } from "./engine-class.ts";

const MOZILLA = "Mozilla/5.0";

it.each([
  [
    `${MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36`,
    "chromium",
    139,
  ],
  [
    `${MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.1.2 Safari/537.36`,
    "chromium",
    141,
  ],
  [
    `${MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    "chromium",
    140,
  ],
  [`${MOZILLA} (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0`, "firefox", 142],
  [
    `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15`,
    "webkit",
    18,
  ],
  [
    `${MOZILLA} (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`,
    "webkit",
    17,
  ],
  [
    `${MOZILLA} (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.1 Mobile/15E148 Safari/604.1`,
    "webkit",
    0,
  ],
  ["curl/8.0", "other", 0],
  ["", "other", 0],
])("%s is %s %i", (userAgent, name, version) => {
  expect(engineClassOf(userAgent)).toEqual({ name, version });
});
