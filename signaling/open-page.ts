import { spawn } from "node:child_process";

/** Asks the platform to show `url` in its browser. A machine without one is no error. */
export function openPage(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, args] = openerOf(platform, url);
  const opener = spawn(program, args, { stdio: "ignore", detached: true });
  opener.on("error", () => console.log(`No browser could be opened here; the page is at ${url}`));
  opener.unref();
}

function openerOf(platform: NodeJS.Platform, url: string): [string, string[]] {
  if (platform === "darwin") return ["open", [url]];
  if (platform === "win32") return ["cmd", ["/c", "start", "", url]];
  return ["xdg-open", [url]];
}
