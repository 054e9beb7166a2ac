import {
  describeVersionGap,
  OLDEST_SERVER,
  versionGapOf,
} from '../../../provider/client/version-gap';
import { PROVIDER_VERSION } from '../../../provider/version';

const ENDPOINT = 'https://keys.example.com';

describe('the gap between provider and server', () => {
  it.each([
    // provider, server, oldest server
    ['0.1.0', '0.1.0', '0.1.0', 'none'],
    ['0.1.0', '0.1.9', '0.1.0', 'none'],
    ['0.1.9', '0.1.0', '0.1.0', 'none'],
    ['0.2.0', '0.2.0-rc.1', '0.2.0', 'none'],
    ['0.2.0', '0.2.0+build.5', '0.2.0', 'none'],
    ['0.2.0', '0.1.9', '0.1.0', 'server-older'],
    ['0.9.0', '0.10.0', '0.1.0', 'server-newer'],
    ['0.10.0', '0.9.0', '0.1.0', 'server-older'],
    ['0.9.0', '1.0.0', '0.1.0', 'server-newer'],
    ['1.0.0', '0.9.0', '0.1.0', 'server-older'],
    ['1.0.0', '1.9.0', '1.0.0', 'none'],
    ['1.9.0', '1.0.0', '1.0.0', 'none'],
    ['1.9.0', '1.3.9', '1.4.0', 'server-older'],
    ['1.9.0', '1.4.0', '1.4.0', 'none'],
    ['1.9.0', '2.0.0', '1.4.0', 'server-newer'],
    ['2.0.0', '1.9.0', '1.4.0', 'server-older'],
    ['0.1.0', undefined, '0.1.0', 'server-unknown'],
    ['0.1.0', '', '0.1.0', 'server-unknown'],
    ['0.1.0', 'latest', '0.1.0', 'server-unknown'],
    ['0.1.0', '1.2', '0.1.0', 'server-unknown'],
    ['0.1.0', `1.2.3-${'x'.repeat(80)}`, '0.1.0', 'server-unknown'],
    ['0.1.0', '1.2.3\n\nRun this', '0.1.0', 'server-unknown'],
  ] as const)('of %s and %s, with %s as the oldest server, is "%s"', (...row) => {
    const [provider, server, oldestServer, gap] = row;
    expect(versionGapOf({ provider, server, oldestServer })).toBe(gap);
  });

  it('is none between the versions of one release', () => {
    const versions = { provider: PROVIDER_VERSION, server: PROVIDER_VERSION };
    expect(versionGapOf({ ...versions, oldestServer: OLDEST_SERVER })).toBe('none');
  });
});

describe('the warning', () => {
  const describeGap = (provider: string, server: string | undefined, oldestServer = '0.1.0') =>
    describeVersionGap({ provider, server, oldestServer }, ENDPOINT);

  it('is absent if the versions fit', () => {
    expect(describeGap('0.1.0', '0.1.5')).toBeUndefined();
  });

  it('says which server is too old, and offers an upgrade or an older provider', () => {
    expect(describeGap('0.3.2', '0.1.4')).toEqual({
      summary: 'Keyplane 0.1.4 is too old for version 0.3.2 of this provider',
      detail:
        'The server at https://keys.example.com has version 0.1.4, and this provider has version ' +
        '0.3.2. The server may refuse attributes that it does not know, and an apply may fail ' +
        'after its plan succeeded. Upgrade the server to 0.3.0 or later, or use a provider of its ' +
        'version: set `version = "~> 0.1.0"` for it in `required_providers`, and run `terraform ' +
        'init -upgrade`.',
    });
  });

  it.each([
    ['2.3.4', '1.9.0', '1.0.0', '2.0.0'],
    ['2.3.4', '1.9.0', '2.1.0', '2.1.0'],
    ['1.9.0', '1.2.0', '1.4.0', '1.4.0'],
  ])('of provider %s and server %s, which needs at least %s, names %s', (...row) => {
    const [provider, server, oldest, named] = row;
    expect(describeGap(provider, server, oldest)?.detail).toContain(
      `Upgrade the server to ${named} or later`,
    );
  });

  it('says that the provider is too old for a newer server', () => {
    expect(describeGap('0.1.0', '1.2.3')).toEqual({
      summary: 'Version 0.1.0 of this provider is too old for Keyplane 1.2.3',
      detail:
        'The server at https://keys.example.com has version 1.2.3, and this provider has version ' +
        '0.1.0. The server may refuse requests in the form that this provider sends, and the ' +
        "provider may misread the server's answers or miss changes that somebody made outside " +
        'Terraform. Upgrade the provider: set `version = "~> 1.2.0"` for it in ' +
        '`required_providers`, and run `terraform init -upgrade`.',
    });
  });

  it('of a server without a version shows nothing that the server sent', () => {
    const notice = describeGap('0.1.0', 'not a version');
    expect(notice).toEqual(describeGap('0.1.0', undefined));
    expect(notice).toEqual({
      summary: 'The version of Keyplane is unknown',
      detail:
        'The server at https://keys.example.com does not report a version that this provider ' +
        '(0.1.0) can read. Servers before 0.1.0 report none. The server may refuse attributes ' +
        'that it does not know, and an apply may fail after its plan succeeded. Upgrade the ' +
        'server to 0.1.0 or later.',
    });
  });
});
