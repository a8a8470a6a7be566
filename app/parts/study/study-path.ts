/** A study's page, behind the `#`: of a private study with its secret, which so reaches no server. */
export const studyPath = (studyId: string, secret: string | null): string =>
  secret === null ? `/s/${studyId}` : `/s/${studyId}/${secret}`;

/** A part of a link without what a sentence or a mail put behind it: no id and no secret has such signs. */
export const withoutPunctuation = (part: string): string =>
  part.replace(/[.,;:!?)\]}>"'\u00bb\u2019\u201d\u2026]+$/u, "");
