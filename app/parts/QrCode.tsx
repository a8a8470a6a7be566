import { encode } from "uqr";

/** `text` as a QR code, or nothing if it is too long for one; dark on white in both themes, because readers expect it. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = encoded(text);
  if (code === null) return null;
  const { data, size } = code;
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <path d={path} fill="#16181d" />
    </svg>
  );
}

function encoded(text: string): ReturnType<typeof encode> | null {
  try {
    return encode(text, { ecc: "M", border: 0 });
  } catch (thrown) {
    console.info("The link could not be drawn as a QR code.", thrown);
    return null;
  }
}
