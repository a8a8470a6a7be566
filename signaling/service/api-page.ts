/** Shows the OpenAPI document without a script of another host: its policy allows the page's own style and nothing else. */
export function apiPage(document: unknown): string {
  const { paths = {} } = document as { readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => callText(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Waggle: studies over HTTP</title>
<h1>Studies over HTTP</h1>
<p>All paths begin with <code>/api/v1</code>. The same for programs: <a href="openapi.json">openapi.json</a>.</p>
${calls.join("\n")}
</html>
`;
}

interface Operation {
  readonly summary?: string;
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

function callText(method: string, path: string, { summary = "", requestBody, responses = {} }: Operation): string {
  const parts = [
    requestBody === undefined ? "" : details("What is sent", requestBody),
    details("What is answered", responses),
  ];
  return `<section><h2><code>${escaped(`${method.toUpperCase()} ${path}`)}</code></h2><p>${escaped(summary)}</p>${parts.join("")}</section>`;
}

const details = (title: string, content: unknown): string =>
  `<details><summary>${title}</summary><pre>${escaped(JSON.stringify(content, null, 2))}</pre></details>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
