import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compiledFileOf } from '../../../provider/install/compiled-file';
import { mirroredExecutable } from '../../../provider/install/implied-mirror';
import { runInstallCommand } from '../../../provider/install/install-command';
import {
  installProvider,
  requiredProvidersBlock,
} from '../../../provider/install/install-provider';

describe('installing the provider', () => {
  let folder: string;
  let executable: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-install-'));
    executable = path.join(folder, 'dist', 'bundle');
    await mkdir(path.dirname(executable));
    await writeFile(executable, 'first build');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const install = (host?: string) =>
    installProvider({ executable, version: '1.2.3', directory: path.join(folder, 'mirror'), host });

  it('puts the executable at its path in an unpacked mirror', async () => {
    const installed = await install();
    expect(installed.source).toBe('keyplane.local/keyplane/keyplane');
    expect(path.basename(installed.path)).toBe('terraform-provider-keyplane_v1.2.3');
    expect((await stat(installed.path)).mode & 0o111).toBe(0o111);
  });

  it('makes the kind of module independent of a package.json in a folder above', async () => {
    const installed = await install();
    const text = await readFile(path.join(path.dirname(installed.path), 'package.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ type: 'commonjs' });
  });

  it('adds no file next to an executable with its own runtime', async () => {
    const installed = await install();
    const replacing = { executable, isSelfContained: true, version: '1.2.3' };
    const { path: file } = await installProvider({
      ...replacing,
      directory: path.join(folder, 'mirror'),
    });
    expect(file).toBe(installed.path);
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });

  it('says so if another build of the same version was there', async () => {
    expect(await install()).toMatchObject({ replacedAnother: false });
    expect(await install()).toMatchObject({ replacedAnother: false });
    await writeFile(executable, 'second build');
    const installed = await install();
    expect(installed.replacedAnother).toBe(true);
    expect(await readFile(installed.path, 'utf8')).toBe('second build');
  });

  it('installs the compiled code too, and removes that of another build', async () => {
    const beside = compiledFileOf(executable);
    await writeFile(beside, 'compiled');
    const installed = compiledFileOf((await install()).path);
    expect(await readFile(installed, 'utf8')).toBe('compiled');
    await writeFile(beside, 'compiled again');
    expect(await install()).toMatchObject({ replacedAnother: false });
    expect(await readFile(installed, 'utf8')).toBe('compiled again');
    await rm(beside);
    await install();
    await expect(stat(installed)).rejects.toThrow('ENOENT');
  });

  it('can run several times at once, and leaves no other file', async () => {
    await Promise.all(Array.from({ length: 10 }, () => install()));
    const { path: target } = await install();
    expect(await readFile(target, 'utf8')).toBe('first build');
    const version = path.dirname(path.dirname(target));
    expect(await readdir(version, { recursive: true })).toHaveLength(3);
  });

  it('accepts another host, and refuses a text that is not a host', async () => {
    const installed = await install('Registry.Example.com:8443');
    expect(installed.source).toBe('registry.example.com:8443/keyplane/keyplane');
    expect(requiredProvidersBlock(installed.source, '1.2.3')).toContain(
      'source  = "registry.example.com:8443/keyplane/keyplane"',
    );
    for (const host of ['', 'localhost', '../..', 'a b.example', '-.example']) {
      await expect(install(host)).rejects.toMatchObject({
        exitCode: 64,
        message: expect.stringContaining(`You gave ${JSON.stringify(host)}`),
      });
    }
  });

  it.each(['file', 'file/plugins', 'file/a/b'])('names the file in the place of %s', async (to) => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const directory = path.join(folder, to);
    await expect(
      installProvider({ executable, version: '1.2.3', directory }),
    ).rejects.toMatchObject({
      exitCode: 73,
      message:
        `${file} is a file, but the provider is installed in a folder of this name. Remove the file, ` +
        'or set HOME to a folder that this user can write.',
    });
  });

  it('stops in a file system that cannot have a new folder', async () => {
    const directory = '/proc/.terraform.d/plugins';
    const installing = installProvider({ executable, version: '1.2.3', directory });
    await expect(installing).rejects.toMatchObject({
      exitCode: 73,
      message: expect.stringContaining(
        '/proc/.terraform.d cannot be written (ENOENT). Give this user write access to it',
      ),
    });
  });

  it('refuses an unknown argument, and lists the known ones', async () => {
    const print = () => {};
    const running = runInstallCommand({ args: ['--hots', 'x'], version: '1.2.3', print });
    await expect(running).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringMatching(/You gave "--hots" "x"\.\n\n.*install \[--host/s),
    });
  });

  it('gives platforms the names that terraform gives them', () => {
    const location = { directory: '/m', source: 'h.example/n/keyplane', version: '1.0.0' };
    expect(mirroredExecutable({ ...location, platform: 'darwin', architecture: 'arm64' })).toBe(
      '/m/h.example/n/keyplane/1.0.0/darwin_arm64/terraform-provider-keyplane_v1.0.0',
    );
    expect(mirroredExecutable({ ...location, platform: 'win32', architecture: 'x64' })).toBe(
      String.raw`\m\h.example\n\keyplane\1.0.0\windows_amd64\terraform-provider-keyplane_v1.0.0.exe`,
    );
    expect(mirroredExecutable({ ...location, platform: 'linux', architecture: 'x64' })).toContain(
      '/linux_amd64/',
    );
  });
});
