/** One program that asks and tells over HTTP, as a person would write it. */
export class HttpClient {
  readonly #base: string;
  readonly #token: string | null;

  constructor(base: string, token: string | null = null) {
    this.#base = base;
    this.#token = token;
  }

  as(token: string): HttpClient {
    return new HttpClient(this.#base, token);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** Throws where it is refused. */
  async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answered = await this.call(method, path, body);
    if (answered.status >= 300)
      throw new Error(`${method} ${path}: ${answered.status} ${JSON.stringify(answered.body)}`);
    return answered.body as T;
  }

  /** Reads server-sent events until `until` says that it was enough. */
  async events(
    path: string,
    until: (event: { readonly id: number; readonly data: unknown }) => boolean,
  ): Promise<void> {
    const aborting = new AbortController();
    const response = await fetch(`${this.#base}${path}`, {
      headers: this.#token === null ? {} : { authorization: `Bearer ${this.#token}` },
      signal: aborting.signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(`events: ${response.status}`);
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const id = /^id: (\d+)$/m.exec(event)?.[1];
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (id === undefined || data === undefined) continue;
        if (until({ id: Number(id), data: JSON.parse(data) })) {
          aborting.abort();
          return;
        }
      }
    }
  }
}
