import { Misuse } from "./misuse.ts";

export interface HostPort {
  /** `*`: every address of this machine. */
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:tcp:\/\/|http:\/\/)?(\*|[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\]):(\d{1,5})\/?$/i;

/** `tcp://host:port`, as the original peer writes it: this protocol at that host and port. */
export function toHostPort(text: string, flag: string): HostPort {
  const [, host, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new Misuse(`"${text}" is no address: give ${flag} one like tcp://localhost:5555.`);
}

/** Where a seed is reached over the web's protocols. */
export function seedUrlOf(text: string, flag: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).pathname === "/") return new URL(text).origin;
  const { host, port } = toHostPort(text, flag);
  if (host === "*" || port === 0)
    throw new Misuse(`"${text}" names no seed: give ${flag} one like tcp://localhost:5555.`);
  return `http://${host}:${port}`;
}

export interface StudyLink {
  readonly seedUrl: string;
  readonly studyId: string;
  readonly secret: string | null;
}

/** An invite link as the page shows it, `http://host:port/#/s/<id>` with the secret of a private study behind it. */
export function toStudyLink(text: string): StudyLink {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, studyId, secret = null] = /^#\/s\/([\w-]{43})(?:\/([\w-]+))?$/.exec(url?.hash ?? "") ?? [];
  if (url === null || studyId === undefined || !/^https?:$/.test(url.protocol))
    throw new Misuse(
      `"${text}" is no invite link: copy the whole of it, like http://localhost:9000/#/s/ and 43 characters.`,
    );
  return { seedUrl: url.origin, studyId, secret };
}

export const studyLink = (seedUrl: string, studyId: string, secret: string | null = null): string =>
  `${seedUrl}/#/s/${studyId}${secret === null ? "" : `/${secret}`}`;
