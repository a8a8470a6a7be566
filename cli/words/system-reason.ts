const WORDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "nothing can be written there",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota for this user is used up",
  EISDIR: "a folder is there",
  ENOTDIR: "a file stands where a folder should",
  ENOENT: "it is not there",
  EEXIST: "something else is there",
  ELOOP: "its link leads round in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "this program has too many files open",
};

/** Why the system refused, in plain words where there are some. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return WORDS[code] ?? error.message;
}
