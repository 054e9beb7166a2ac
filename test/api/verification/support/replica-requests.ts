import { Agent, request } from 'node:http';

export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Content =
  { readonly json: object } | { readonly form: Readonly<Record<string, string>> };

/** Asks the replicas over connections that stay open, as services do. */
export function createRequester() {
  const agent = new Agent({ keepAlive: true });

  function send(
    method: string,
    url: string,
    by: ClientCredentials,
    content?: Content,
  ): Promise<Answer> {
    const [type, text] = encoded(content);
    return new Promise((resolve, reject) => {
      const authorization = `Basic ${Buffer.from(`${by.clientId}:${by.secret}`).toString('base64')}`;
      const headers = { authorization, ...(type !== undefined && { 'content-type': type }) };
      request(url, { agent, method, headers }, (response) => {
        let received = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
        response.on('error', reject).on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: (received === '' ? {} : JSON.parse(received)) as Answer['body'],
          }),
        );
      })
        .on('error', reject)
        .end(text);
    });
  }

  return {
    send,
    /** Like `send`, for requests that have to succeed. */
    async done(...asked: Parameters<typeof send>): Promise<Answer['body']> {
      const { status, body } = await send(...asked);
      if (status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${status} ${String(body.code)}`);
      return body;
    },
    close: () => agent.destroy(),
  };
}

export type Requester = ReturnType<typeof createRequester>;

function encoded(content: Content | undefined): readonly [string | undefined, string | undefined] {
  if (content === undefined) return [undefined, undefined];
  return 'json' in content
    ? ['application/json', JSON.stringify(content.json)]
    : ['application/x-www-form-urlencoded', new URLSearchParams(content.form).toString()];
}
