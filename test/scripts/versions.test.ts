import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isReleased,
  versionOf,
  versionPlaces,
  withProviderVersion,
  withReleaseFiles,
  withRootVersion,
  workspacesOf,
} from '../../scripts/versions';
import { VERSION } from '../../api/app/version';
import { PROVIDER_VERSION } from '../../provider/version';

const ROOT = path.join(__dirname, '../..');

describe('the version of Keyplane', () => {
  it('is the same in every place', () => {
    const version = versionOf(ROOT);
    const others = versionPlaces(ROOT).filter((place) => place.version !== version);
    // If this fails after a release: npm run release:version
    expect(others).toEqual([]);
    expect([VERSION, PROVIDER_VERSION]).toEqual([version, version]);
  });

  it('is looked for in the packages, the lock file, the OpenAPI document and the documentation', () => {
    const places = versionPlaces(ROOT).map(({ place }) => place);
    expect(places).toEqual(
      expect.arrayContaining([
        'package.json#/version',
        'package-lock.json#/version',
        'package-lock.json#/packages/',
        'api/package.json#/version',
        'provider/package.json#/version',
        'provider/constructs/package.json#/version',
        'provider/constructs/package.json#/cdktf/provider/version',
        'provider/terraform-plugin/package.json#/version',
        'package-lock.json#/packages/api',
        'api/openapi.json#/info/version',
        'docs/operating/offer-the-provider.md',
      ]),
    );
  });

  it('is a SemVer version', () => {
    expect(versionOf(ROOT)).toMatch(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/);
  });

  it('of every released package changes together with the others', () => {
    const config = JSON.parse(
      readFileSync(path.join(ROOT, '.changeset/config.json'), 'utf8'),
    ) as unknown;
    expect(config).toMatchObject({
      fixed: [['@keyplane/!(example-*)', 'terraform-provider-keyplane']],
      linked: [],
      ignore: ['@keyplane/example-*'],
    });
    const released = workspacesOf(ROOT)
      .filter(isReleased)
      .map(({ json }) => json.name);
    for (const name of released)
      expect(name).toMatch(/^(@keyplane\/.+|terraform-provider-keyplane)$/);
  });
});

describe('the alignment after a release', () => {
  it('renames the files of a release in a text, and nothing else', () => {
    const text =
      'cp release/0.1.0/terraform-provider-keyplane_0.1.0_linux_amd64.zip ' +
      './terraform-provider-keyplane_v0.1.0 and terraform 1.11.4';
    expect(withReleaseFiles(text, '0.2.0')).toBe(
      'cp release/0.2.0/terraform-provider-keyplane_0.2.0_linux_amd64.zip ' +
        './terraform-provider-keyplane_v0.2.0 and terraform 1.11.4',
    );
  });

  it('writes the version of the repository, and leaves the rest of its package.json as it is', () => {
    const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
    expect(withRootVersion(text, versionOf(ROOT))).toBe(text);
    expect(JSON.parse(withRootVersion(text, '9.8.7'))).toEqual({
      ...(JSON.parse(text) as object),
      version: '9.8.7',
    });
  });

  it('writes the version of the provider into the package of the constructs only', () => {
    const provider = { name: 'keyplane.local/keyplane/keyplane', version: '0.1.0' };
    const constructs = { name: 'c', version: '0.2.0', cdktf: { provider } };
    const aligned = withProviderVersion(JSON.stringify(constructs), '0.2.0');
    expect(JSON.parse(aligned)).toEqual({
      ...constructs,
      cdktf: { provider: { ...provider, version: '0.2.0' } },
    });
    expect(withProviderVersion('{"name":"api"}', '0.2.0')).toBe('{"name":"api"}');
  });
});
