import { ApiUnreachable } from '../../../provider/client';
import type { Notice } from '../../../provider/client';
import { createVersionWatch } from '../../../provider/client/version-watch';

const signal = new AbortController().signal;
const SUMMARY = 'Version 0.1.0 of this provider is too old for Keyplane 9.0.0';

type Self = () => Promise<{ server_version?: string }>;

function watch(self: Self, patienceMs?: number) {
  let asked = 0;
  const said: string[] = [];
  const versionWatch = createVersionWatch({
    providerVersion: '0.1.0',
    endpoint: 'https://keys.example.com',
    self: () => {
      asked += 1;
      return self();
    },
    logger: { debug() {}, info() {} },
    ...(patienceMs !== undefined && { patienceMs }),
  });
  const warn = ({ summary }: Notice) => void said.push(summary);
  const during = <T>(work: () => Promise<T>) => versionWatch.during(work, { signal, warn });
  return { during, said, asked: () => asked };
}

const newer: Self = () => Promise.resolve({ server_version: '9.0.0' });

describe('the watch of the version', () => {
  it('warns once, however much work there is', async () => {
    const { during, said, asked } = watch(newer);
    const works = Array.from({ length: 5 }, (_, index) => during(() => Promise.resolve(index)));
    expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4]);
    expect(await during(() => Promise.resolve('later'))).toBe('later');
    expect([said, asked()]).toEqual([[SUMMARY], 1]);
  });

  it('asks while the work is being done', async () => {
    let hasAsked = (): void => {};
    const isAsked = new Promise<void>((resolve) => (hasAsked = resolve));
    const { during } = watch(() => {
      hasAsked();
      return Promise.resolve({ server_version: '0.1.0' });
    });
    await during(() => isAsked);
  });

  it('warns if the work fails, and passes the failure on', async () => {
    const { during, said } = watch(newer);
    await expect(during(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(said).toEqual([SUMMARY]);
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new ApiUnreachable('no answer'))],
    ['answers something unexpected', () => Promise.reject(new TypeError('not an object'))],
  ])('says nothing if the server %s, and the work succeeds', async (_what, self) => {
    const { during, said } = watch(self);
    expect(await during(() => Promise.resolve('made'))).toBe('made');
    expect(said).toEqual([]);
  });

  it('does not hold back the result of the work if the server stops answering', async () => {
    const { during, said } = watch(() => new Promise(() => {}), 5);
    expect(await during(() => Promise.resolve('made'))).toBe('made');
    expect(said).toEqual([]);
  });
});
