import { once } from 'node:events';
import { forkBundled } from './bundled';
import { disconnected } from './forked-server';
import type { LoadResult } from './load-target';
import type { Running } from './with-running';

export interface SigningBaseline extends Running {
  /** ES256 signatures of one thread, on the same Node as the server. */
  measure(seconds: number): Promise<LoadResult>;
}

/** Its name in the table. */
export const ONE_CORE_SIGNS = 'ES256 signatures of one core';

export function startSigning(): SigningBaseline {
  const child = forkBundled('signatures');
  return {
    async measure(seconds) {
      child.send({ seconds });
      const [{ perSecond }] = (await once(child, 'message')) as [{ perSecond: number }];
      const millis = 1000 / perSecond;
      return {
        requestsPerSecond: perSecond,
        p50Millis: millis,
        p99Millis: millis,
        generatorBusy: 0,
      };
    },
    stop: () => disconnected(child),
  };
}
