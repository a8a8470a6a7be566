/** A study's page, behind the `#`: of a private study with its secret, which so reaches no server. */
export const studyPath = (studyId: string, secret: string | null): string =>
  secret === null ? `/s/${studyId}` : `/s/${studyId}/${secret}`;
