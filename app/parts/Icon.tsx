const HEXAGON = "M8 .8 14.2 4.4v7.2L8 15.2 1.8 11.6V4.4Z";

const PATHS = {
  check: `${HEXAGON}M5.2 8.2l2 2 3.7-4.2`,
  hexagon: HEXAGON,
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2v9.6l7.6-4.8Z",
  share: "M8 10V2M5 4.6 8 1.8l3 2.8M3 8.5v5h10v-5",
  down: "M8 2v7.4M4.8 6.6 8 9.8l3.2-3.2M3 12.8h10",
  copy: "M5.5 7A1.5 1.5 0 0 1 7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12ZM10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2",
  theme: "",
  plus: "M8 3v10M3 8h10",
  cpu: "M5.5 4h5A1.5 1.5 0 0 1 12 5.5v5a1.5 1.5 0 0 1-1.5 1.5h-5A1.5 1.5 0 0 1 4 10.5v-5A1.5 1.5 0 0 1 5.5 4ZM6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5",
  shield: "M8 1.5 13.5 3.6v4c0 3.6-2.4 5.8-5.5 7-3.1-1.2-5.5-3.4-5.5-7v-4Z",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 1 0 0-3.8Z",
  stop: "M5 3.5h6A1.5 1.5 0 0 1 12.5 5v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 11V5A1.5 1.5 0 0 1 5 3.5Z",
  x: "m4 4 8 8m0-8-8 8",
  warn: "M8 2 14.8 13.7H1.2ZM8 6.5v3.3M8 11.7v.1",
  user: "M8 2.7a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 1 0 0-5.6ZM2.8 14c.5-3 2.5-4.5 5.2-4.5s4.7 1.5 5.2 4.5",
  link: "M6.6 9.4l2.8-2.8M7.2 4.6l1.6-1.6a3 3 0 0 1 4.2 4.2l-1.6 1.6M8.8 11.4l-1.6 1.6A3 3 0 0 1 3 8.8l1.6-1.6",
  off: "M2 2l12 12M3 7.5a8 8 0 0 1 3-2M10 5.5a8 8 0 0 1 3 2M5.5 10.2a4 4 0 0 1 3.6-1M8 13v.1",
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(["play"]);

/** Always beside words, so hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
      {name === "theme" ? (
        <>
          <circle cx="8" cy="8" r="5.6" />
          <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor" />
        </>
      ) : (
        <path d={PATHS[name]} fill={FILLED.has(name) ? "currentColor" : "none"} />
      )}
    </svg>
  );
}

/** The waggle dance: a hexagon split by the wavy run. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 36" aria-hidden="true">
      <path d="M16 1 30.7 9.5v17L16 35 1.3 26.5v-17Z" fill="var(--honey)" />
      <path
        d="M16 1c0 3.2-3.6 3.6-3.6 6.8s7.2 3.6 7.2 6.8-7.2 3.6-7.2 6.8 7.2 3.6 7.2 6.8S16 31.8 16 35"
        fill="none"
        stroke="var(--on-honey)"
        strokeWidth="3.4"
      />
    </svg>
  );
}
