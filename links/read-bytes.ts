/** The body of a seed's answer. Rejects as soon as it is longer than `mostBytes`: a seed is a stranger, too. */
export async function readBytes(response: Response, mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    parts.push(part.value);
    length += part.value.length;
    if (length > mostBytes) {
      await reader?.cancel();
      throw new Error("The seed's answer is too long.");
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
