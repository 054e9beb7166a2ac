import { archiveFor, newestOf } from '../../../provider/install/install-release';

const archive = (os: string, arch: string, libc?: 'musl') => ({
  os,
  arch,
  ...(libc && { libc }),
  filename: `${os}_${arch}.zip`,
  path: '/',
  size: 1,
  shasum: '',
});

describe('the release that is installed', () => {
  it('is the one with the highest version, and a release is newer than its candidates', () => {
    const newest = (...versions: string[]) => newestOf(versions);
    expect(newest('0.9.0', '0.10.0', '0.2.0')).toBe('0.10.0');
    expect(newest('1.0.0', '1.0.0-rc.2', '1.0.0-rc.10')).toBe('1.0.0');
    expect(newest('1.0.0-rc.2', '1.0.0-rc.10')).toBe('1.0.0-rc.10');
    expect(newest()).toBeUndefined();
  });

  it('has a build for this machine, otherwise the error lists its builds', () => {
    const release = {
      version: '1.0.0',
      platforms: [archive('linux', 'amd64'), archive('windows', 'amd64')],
      muslArchives: [archive('linux', 'amd64', 'musl')],
    };
    const linux = { os: 'linux', arch: 'amd64' };
    expect(archiveFor(release, linux, false)).toBe(release.platforms[0]);
    expect(archiveFor(release, linux, true)).toBe(release.muslArchives[0]);
    expect(() => archiveFor(release, { os: 'linux', arch: 'arm64' }, true)).toThrow(
      'Version 1.0.0 has no build for linux_arm64 with musl. It has builds for linux_amd64, ' +
        'windows_amd64, linux_amd64_musl.',
    );
  });
});
