import { renderUnicodeCompact } from "uqr";
import type { SeedInfo } from "./api.ts";

/** What the seed prints when it is ready: where to find it, and a QR code for a phone on the same network. */
export function greeting({ localUrl, publicUrls, lanUrls }: SeedInfo): string {
  const lan = lanUrls.find((url) => !url.includes("[")) ?? lanUrls[0];
  const everywhere = publicUrls.map((url) => `  everywhere      ${url}\n`).join("");
  if (lan === undefined)
    return everywhere === ""
      ? `Waggle is ready: ${localUrl}\n`
      : `Waggle is ready\n\n  this machine    ${localUrl}\n${everywhere}`;
  return `Waggle is ready

  this machine    ${localUrl}
  same network    ${lan}
${everywhere}
${indent(renderUnicodeCompact(lan, { border: 1 }))}

`;
}

const indent = (text: string): string => text.replaceAll(/^/gm, "  ");
