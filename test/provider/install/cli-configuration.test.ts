import {
  cliConfigurationFiles,
  impliedMirrorDirectory,
  isSearched,
  missingMirrorAdvice,
} from '../../../provider/install/cli-configuration';
import { mirroredExecutable, mirroredProvider } from '../../../provider/install/implied-mirror';

const LINUX = { platform: 'linux', home: '/home/ann', environment: {} } as const;
const WINDOWS = {
  platform: 'win32',
  home: 'C:\\Users\\ann',
  environment: { APPDATA: 'D:\\Roaming' },
} as const;

describe('the folder in which terraform looks by default', () => {
  it('is below the home folder, and on Windows below %APPDATA%', () => {
    expect(impliedMirrorDirectory(LINUX)).toBe('/home/ann/.terraform.d/plugins');
    expect(impliedMirrorDirectory(WINDOWS)).toBe('D:\\Roaming\\terraform.d\\plugins');
    expect(impliedMirrorDirectory({ ...WINDOWS, environment: {} })).toBe(
      'C:\\Users\\ann\\AppData\\Roaming\\terraform.d\\plugins',
    );
  });

  it('has a folder for each platform, which contains the executable', () => {
    const location = {
      directory: 'D:\\plugins',
      source: 'keyplane.local/keyplane/keyplane',
      platform: 'win32',
    } as const;
    expect(mirroredProvider(location)).toBe('D:\\plugins\\keyplane.local\\keyplane\\keyplane');
    expect(mirroredExecutable({ ...location, version: '1.0.0', architecture: 'x64' })).toBe(
      'D:\\plugins\\keyplane.local\\keyplane\\keyplane\\1.0.0\\windows_amd64\\' +
        'terraform-provider-keyplane_v1.0.0.exe',
    );
  });
});

describe('the CLI configuration', () => {
  it('is the file that TF_CLI_CONFIG_FILE names, otherwise the file of the user', () => {
    expect(cliConfigurationFiles(LINUX)).toEqual(['/home/ann/.terraformrc']);
    expect(cliConfigurationFiles(WINDOWS)).toEqual(['D:\\Roaming\\terraform.rc']);
    const environment = { TF_CLI_CONFIG_FILE: '/etc/terraform.tfrc' };
    expect(cliConfigurationFiles({ ...LINUX, environment })).toEqual(['/etc/terraform.tfrc']);
  });

  const question = {
    directory: '/home/ann/.terraform.d/plugins',
    source: 'keyplane.local/keyplane/keyplane',
    platform: 'linux',
  } as const;
  const mirror = (more: string) =>
    `provider_installation {\n  filesystem_mirror {\n path = "/home/ann/.terraform.d/plugins/"\n${more} }\n direct {}\n}`;

  it.each<[string, string, boolean]>([
    ['an empty file', '', true],
    ['other settings', 'plugin_cache_dir = "/tmp/cache" # provider_installation {}\n', true],
    ['a block in a comment', '/* provider_installation { direct {} } */', true],
    ['direct installation only', 'provider_installation {\n  direct {}\n}', false],
    [
      'another folder',
      'provider_installation { filesystem_mirror { path = "/usr/share/mirror" } }',
      false,
    ],
    ['this folder', mirror(''), true],
    ['this folder for its host', mirror('include = ["keyplane.local/*/*"]'), true],
    ['this folder for another host', mirror('include = ["example.com/*/*"]'), false],
    ['this folder without its host', mirror('exclude = ["keyplane.local/keyplane/*"]'), false],
    ['this folder for the public registry', mirror('include = ["*/*"]'), false],
    [
      'the JSON form',
      '{"provider_installation": [{"filesystem_mirror": [{"path": "/home/ann/.terraform.d/plugins"}]}]}',
      true,
    ],
    ['the JSON form without a mirror', '{"provider_installation": {"direct": {}}}', false],
  ])('with %s', (_title, text, searched) => {
    expect(isSearched(text, question)).toBe(searched);
  });

  it('matches Windows paths in upper or lower case, with escaped backslashes', () => {
    const text = String.raw`provider_installation { filesystem_mirror { path = "d:\\roaming\\terraform.d\\plugins" } }`;
    const directory = impliedMirrorDirectory(WINDOWS);
    expect(isSearched(text, { ...question, directory, platform: 'win32' })).toBe(true);
    expect(isSearched(text, { ...question, directory: 'D:\\other', platform: 'win32' })).toBe(
      false,
    );
    expect(missingMirrorAdvice('D:\\Roaming\\terraform.rc', { ...question, directory })).toContain(
      String.raw`path    = "D:\\Roaming\\terraform.d\\plugins"`,
    );
  });
});
