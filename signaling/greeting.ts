import { renderUnicodeCompact } from "uqr";
import type { SeedInfo } from "./api.ts";

/** What the seed prints when it is ready: where to find it, and a QR code for a phone on the same network. */
export function greeting({ localUrl, lanUrls }: SeedInfo): string {
  const lan = lanUrls.find((url) => !url.includes("[")) ?? lanUrls[0];
  if (lan === undefined) return `Waggle is ready: ${localUrl}\n`;
  return `Waggle is ready

  this machine    ${localUrl}
  same network    ${lan}

${indent(renderUnicodeCompact(lan, { border: 1 }))}

`;
}

const indent = (text: string): string => text.replaceAll(/^/gm, "  ");
