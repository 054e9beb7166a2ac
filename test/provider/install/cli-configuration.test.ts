import {
  cliConfigurationFiles,
  configurationFolder,
  impliedMirrorDirectory,
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
  const terraform = (file: string) => ({ program: 'Terraform', file });
  const tofu = (file: string) => ({ program: 'OpenTofu', file });

  it('is in the files of the user, and in the folder of the user', () => {
    const inFolder = [
      'plugins',
      'work.tfrc',
      'work.tfrc.json',
      'credentials.tfrc.json',
      'old.tfrc~',
    ];
    expect(cliConfigurationFiles(LINUX, inFolder)).toEqual([
      terraform('/home/ann/.terraformrc'),
      terraform('/home/ann/.terraform.d/work.tfrc'),
      terraform('/home/ann/.terraform.d/work.tfrc.json'),
      terraform('/home/ann/.terraform.d/credentials.tfrc.json'),
      tofu('/home/ann/.tofurc'),
    ]);
    expect(configurationFolder(LINUX)).toBe('/home/ann/.terraform.d');
    expect(cliConfigurationFiles(WINDOWS, ['work.tfrc'])).toEqual([
      terraform('D:\\Roaming\\terraform.rc'),
      terraform('D:\\Roaming\\terraform.d\\work.tfrc'),
      tofu('D:\\Roaming\\tofu.rc'),
    ]);
  });

  it('of tofu can be in XDG_CONFIG_HOME', () => {
    const environment = { XDG_CONFIG_HOME: '/home/ann/.config' };
    expect(cliConfigurationFiles({ ...LINUX, environment }, [])).toContainEqual(
      tofu('/home/ann/.config/opentofu/tofurc'),
    );
  });

  it.each(['TF_CLI_CONFIG_FILE', 'TERRAFORM_CONFIG'])('is only the file that %s names', (name) => {
    const environment = { TF_CLI_CONFIG_FILE: '', [name]: '/etc/terraform.tfrc' };
    expect(cliConfigurationFiles({ ...LINUX, environment }, ['work.tfrc'])).toEqual([
      terraform('/etc/terraform.tfrc'),
    ]);
  });
});
