import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

it('the provider is installed in the home folder of the user database if HOME is empty, as terraform expects', async () => {
  const module = require.resolve('../../../provider/install/install-provider');
  const program = `console.log(require(${JSON.stringify(module)}).mirrorRoot(undefined))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), '--eval', program],
    { env: { ...process.env, HOME: '' } },
  );
  expect(stdout.trim()).toBe(path.join(userInfo().homedir, '.terraform.d', 'plugins'));
});
