const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** `btoa`: characters up to U+00FF as base64. Throws on others. */
export function toBase64(input: unknown): string {
  const text = String(input);
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const codes = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (codes.some((code) => code > 255)) throw new RangeError("Only characters up to U+00FF can be encoded.");
    const [a = 0, b = 0, c = 0] = codes.map((code) => code || 0);
    const bits = (a << 16) | (b << 8) | c;
    const quartet = [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63] ?? "");
    const left = text.length - i;
    out += quartet.slice(0, Math.min(4, left + 1)).join("") + "=".repeat(Math.max(0, 3 - left));
  }
  return out;
}

/** `atob`: base64 as characters up to U+00FF. Throws on what is none. */
export function fromBase64(input: unknown): string {
  const text = String(input)
    .replace(/[\t\n\f\r ]/g, "")
    .replace(/={1,2}$/, "");
  if (/[^A-Za-z0-9+/]/.test(text) || text.length % 4 === 1) throw new RangeError("This is no base64.");
  let out = "";
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    bits = ((bits << 6) | LETTERS.indexOf(letter)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += String.fromCharCode((bits >> held) & 255);
  }
  return out;
}
