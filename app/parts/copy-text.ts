/** Resolves with whether the text is in the clipboard: the browser may refuse, and has none to offer on plain http. */
export async function copyText(text: string): Promise<boolean> {
  // Typed as always there.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
