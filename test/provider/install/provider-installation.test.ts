import { installationAdvice } from '../../../provider/install/provider-installation';

const question = {
  directory: '/home/ann/.terraform.d/plugins',
  source: 'keyplane.local/keyplane/keyplane',
  platform: 'linux',
} as const;
const FILE = { program: 'Terraform', file: '/home/ann/.terraformrc' } as const;
const adviceFor = (text: string) => installationAdvice(text, FILE, question);
const MIRROR = 'filesystem_mirror { path = "/home/ann/.terraform.d/plugins/" }';
const mirror = (more: string) =>
  `provider_installation {\n  filesystem_mirror {\n path = "/home/ann/.terraform.d/plugins/"\n${more} }\n direct { exclude = ["keyplane.local/*/*"] }\n}`;

describe('no advice is needed with', () => {
  it.each<[string, string]>([
    ['an empty file', ''],
    ['other settings', 'plugin_cache_dir = "/tmp/cache" # provider_installation {}\n'],
    ['a block in a comment', '/* provider_installation { direct {} } */'],
    ['this folder', mirror('')],
    ['this folder for its host', mirror('include = ["keyplane.local/*/*"]')],
    ['this folder alone', `provider_installation { ${MIRROR} }`],
    [
      'another method for another host',
      `provider_installation { ${MIRROR} network_mirror { url = "https://m.example" include = ["example.com/*/*"] } }`,
    ],
    [
      'the JSON form',
      '{"provider_installation": [{"filesystem_mirror": [{"path": "/home/ann/.terraform.d/plugins"}]}]}',
    ],
  ])('%s', (_title, text) => {
    expect(adviceFor(text)).toBeUndefined();
  });
});

describe('the folder is missing with', () => {
  it.each<[string, string]>([
    ['direct installation only', 'provider_installation {\n  direct {}\n}'],
    [
      'another folder',
      'provider_installation { filesystem_mirror { path = "/usr/share/mirror" } }',
    ],
    ['this folder for another host', mirror('include = ["example.com/*/*"]')],
    ['this folder without its host', mirror('exclude = ["keyplane.local/keyplane/*"]')],
    ['this folder for the public registry', mirror('include = ["*/*"]')],
    ['the JSON form without a mirror', '{"provider_installation": {"direct": {}}}'],
  ])('%s', (_title, text) => {
    expect(adviceFor(text)).toMatch(
      /^Terraform will not look there: the provider_installation block in \/home\/ann\/\.terraformrc replaces/,
    );
  });

  it('names OpenTofu if the file is its own', () => {
    const file = { program: 'OpenTofu', file: '/home/ann/.tofurc' } as const;
    expect(installationAdvice('provider_installation { direct {} }', file, question)).toMatch(
      /^OpenTofu will not look there: the provider_installation block in \/home\/ann\/\.tofurc/,
    );
  });
});

describe('a method that asks a server must not cover the source, with', () => {
  it.each<[string, string, string]>([
    ['direct installation', `provider_installation { ${MIRROR} direct {} }`, 'by `direct`.'],
    [
      'a network mirror of all hosts',
      `provider_installation { ${MIRROR} network_mirror { url = "https://m.example/" } }`,
      'by `network_mirror`.',
    ],
    [
      'both',
      `provider_installation { ${MIRROR} direct { exclude = ["example.com/*/*"] } network_mirror { url = "https://m.example/" } }`,
      'by `direct` and `network_mirror`.',
    ],
  ])('%s', (_title, text, methods) => {
    const advice = adviceFor(text);
    expect(advice).toMatch(/^Terraform may not use it: /);
    expect(advice).toContain(methods);
    expect(advice).toMatch(/\n {4}exclude = \["keyplane\.local\/keyplane\/keyplane"\]$/);
  });
});

it('Windows paths match in upper or lower case, with escaped backslashes', () => {
  const text = String.raw`provider_installation { filesystem_mirror { path = "d:\\roaming\\terraform.d\\plugins" } }`;
  const directory = 'D:\\Roaming\\terraform.d\\plugins';
  const file = { program: 'Terraform', file: 'D:\\Roaming\\terraform.rc' } as const;
  const onWindows = { ...question, directory, platform: 'win32' } as const;
  expect(installationAdvice(text, file, onWindows)).toBeUndefined();
  const elsewhere = installationAdvice(text, file, { ...onWindows, directory: 'D:\\other' });
  expect(elsewhere).toContain(String.raw`path    = "D:\\other"`);
});
