/** What the page may do wherever it is served from; whom it may speak to and frame depends on its address. */
export const PAGE_RULES: readonly string[] = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * As it stands in the built page, for hosts that send no headers: any seed, until the page has read its own address and
 * binds itself to one (`app/page-policy.ts`). Of several policies each must allow what is done.
 */
export const BUILT_PAGE_POLICY: string = [
  ...PAGE_RULES,
  "connect-src 'self' http: https: ws: wss:",
  "frame-src 'self'",
].join("; ");

/** Code runs in the jail, and in workers made there, but nothing gets out except through the port the app hands in. */
export const JAIL_RULES: readonly string[] = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
  "worker-src blob:",
  "connect-src 'none'",
];
