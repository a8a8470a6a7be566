const DATE = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Milliseconds since 1970 of a date as Optuna writes it, microseconds as a fraction; null if it is none. Without an offset
 * the date is taken for UTC: files of older versions have the writer's local time, and do not say which.
 */
export function readDate(text: string): number | null {
  const [, year, month, day, hours, minutes, seconds, fraction = "", zone = "Z"] = DATE.exec(text) ?? [];
  if (year === undefined) return null;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  const date = new Date(whole);
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(hours) < 24;
  if (!exists || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const [, sign, zoneHours, zoneMinutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offsetMs = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000 * (sign === "-" ? -1 : 1);
  return whole - offsetMs + micros / 1_000;
}

/** With six digits of a second and an offset of zero, which every version of Optuna reads. */
export function writeDate(ms: number): string {
  const micros = Math.round((ms - Math.floor(ms)) * 1_000);
  const date = new Date(Math.floor(ms) + (micros === 1_000 ? 1 : 0));
  return `${date.toISOString().slice(0, -1)}${String(micros % 1_000).padStart(3, "0")}+00:00`;
}
