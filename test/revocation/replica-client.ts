import { Agent, request } from 'node:http';
import { basicAuthorization } from '../bench/verify-target';
import { credentialsOf, PERMISSION } from '../bench/seed-keys';

/**
 * `unanswered`: no answer in time, a broken connection, or a 503, which says that the replica cannot tell.
 */
export type Verdict = 'accepted' | 'refused' | 'unanswered';

export interface ReplicaClient {
  verify(url: string, key: number): Promise<Verdict>;
  /** Whether the end was acknowledged. */
  end(url: string, id: string, how: 'revoke' | 'disable'): Promise<boolean>;
  isReady(url: string): Promise<boolean>;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks as the first of the seeded keys. Its account verifies and ends the other keys. */
export function createReplicaClient(timeoutMs: number): ReplicaClient {
  const agent = new Agent({ keepAlive: true });

  function send(method: string, url: string, body?: object): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const headers = {
        authorization: basicAuthorization(0),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      const signal = AbortSignal.timeout(timeoutMs);
      request(url, { agent, method, headers, signal }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response
          .on('error', () => resolve(undefined))
          .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
        .on('error', () => resolve(undefined))
        .end(body && JSON.stringify(body));
    });
  }

  return {
    async verify(url, key) {
      const { secret } = credentialsOf(key);
      const answer = await send('POST', `${url}/v1/keys/verify`, {
        secret,
        permissions: [PERMISSION],
      });
      if (answer?.status !== 200) return 'unanswered';
      return (JSON.parse(answer.text) as { valid: boolean }).valid ? 'accepted' : 'refused';
    },
    async end(url, id, how) {
      const path = `${url}/v1/service-account-keys/${id}`;
      const answer =
        how === 'revoke' ? send('DELETE', path) : send('PATCH', path, { enabled: false });
      const status = (await answer)?.status ?? 0;
      return status === 200 || status === 204 || status === 404;
    },
    async isReady(url) {
      return (await send('GET', `${url}/readyz`))?.status === 200;
    },
    close: () => agent.destroy(),
  };
}
