/** What a script's function is exported as where its experiment names it beside another default export. */
export const ENTRYPOINT_EXPORT = "experimentEntrypoint";
