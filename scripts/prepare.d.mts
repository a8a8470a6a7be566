/** Says why on standard error and ends with code 1. */
export declare function fail(sentence: string): never;
/** Builds the page unless what is in dist/ was built from exactly these sources. */
export declare function buildPage(): void;
/** The project's folder. */
export declare const root: string;
/** The project's Node. */
export declare function nodePath(): string;
/** Runs a program in the project's folder, or where the options say; returns its exit code. */
export declare function run(program: string, args: readonly string[], options?: object): number;
