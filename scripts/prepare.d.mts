/** Says why on standard error and ends with code 1. */
export declare function fail(sentence: string): never;
/** Builds the page unless what is in dist/ was built from exactly these sources. */
export declare function buildPage(): void;
