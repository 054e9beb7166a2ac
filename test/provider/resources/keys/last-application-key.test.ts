import type { ApplicationKey, KeyplaneClient } from '../../../../provider/client';
import type { DiagnosticText, ResourceContext } from '../../../../provider/terraform-plugin';
import {
  isLastWorkingKey,
  warnOfLastKey,
} from '../../../../provider/resources/keys/last-application-key';

const key = (id: string, state: ApplicationKey['state'] = 'active') => ({ id, state });

describe('the last working application key of a member', () => {
  it.each([
    ['the only one', [key('ak_1')], [], true],
    ['one of two', [key('ak_1'), key('ak_2')], [], false],
    ['the only one besides a disabled key', [key('ak_1'), key('ak_2', 'disabled')], [], true],
    ['the only one besides a key that ends as well', [key('ak_1'), key('ak_2')], ['ak_2'], true],
    ['one that does not work itself', [key('ak_1', 'expired')], [], false],
    ['another member’s, which is not listed', [key('ak_2')], [], false],
  ])('is %s', (_what, keys, ends, isLast) => {
    expect(isLastWorkingKey('ak_1', keys, new Set(ends))).toBe(isLast);
  });

  it('causes one warning in a plan that ends all keys of the member', async () => {
    const said: DiagnosticText[] = [];
    const list = () => Promise.resolve([key('ak_1'), key('ak_2'), key('ak_3')]);
    const client = { applicationKeys: { list } } as unknown as KeyplaneClient;
    const context = {
      hasClient: true,
      client,
      signal: new AbortController().signal,
      diagnostics: { warning: (text: DiagnosticText) => void said.push(text) },
    } as unknown as ResourceContext<KeyplaneClient>;
    for (const id of ['ak_1', 'ak_2', 'ak_3']) {
      await warnOfLastKey(id, `Application key ${id}`, context);
    }
    expect(said.map(({ summary }) => summary)).toEqual([
      'Application key ak_3 is the last working application key of its member',
    ]);
  });
});
