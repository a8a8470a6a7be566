import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import QrCode from "../../app/parts/QrCode.tsx";

const drawn = (text: string) => renderToStaticMarkup(createElement(QrCode, { text, label: "code" }));

it("draws a link, and nothing for one that fits no QR code", () => {
  expect(drawn("http://192.168.1.23:9000/#/s/abc")).toMatch(/^<svg.*<path/);
  expect(drawn("a".repeat(5000))).toBe("");
});
