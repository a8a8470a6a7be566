/** The study is there, and private; the link at hand does not open it, and asking again does not help. Its message is for the person. */
export class LockedStudy extends Error {
  override readonly name: string = "LockedStudy";
}

/** The secret is another study's, or was changed on the way. */
export const WRONG_SECRET =
  "This link's secret is not this study's: ask whoever sent it for the whole link. Nothing of the study can be read without it, and nothing has run.";
/** The link ends with the study's id. */
export const NO_SECRET =
  "This study is private, and this link was cut: its secret, which follows the study's id, is missing. Ask whoever sent it for the whole link.";
/** What follows the id can be no secret. */
export const CUT_SECRET =
  "This link was cut or changed: its secret must have 32 letters, digits, hyphens and underscores. Ask whoever sent it for the whole link.";
