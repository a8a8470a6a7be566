/** The wave on its way: something is being fetched, and what. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="loading" role="status">
      <Wave />
      <p className="q sm">{what}</p>
    </div>
  );
}

/** The loading mark: the waggle run, moving. */
export function Wave() {
  return (
    <svg className="waveload" width="160" height="44" viewBox="0 0 160 44" aria-hidden="true">
      <path
        d="M3 22c8-24 18-24 26 0s18 24 26 0 18-24 26 0 18 24 26 0 18-24 26 0 18 24 26 0"
        fill="none"
        stroke="var(--line-control)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
