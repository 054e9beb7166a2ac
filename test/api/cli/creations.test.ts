import { createServer } from 'node:http';
import { creationsCommand, type CreationsOptions } from '../../../api/cli/creations-command';
import { explainFailure } from '../../../api/cli/explain-failure';
import type { Terminal } from '../../../api/cli/terminal';
import { createTestApi, type TestApi } from '../../support/api';
import { freePort } from '../../support/free-port';
import { HOUR } from '../../support/manual-clock';
import { beginRun } from '../../support/runs';
import { buildKeyplane } from './support/keyplane-process';

let api: TestApi;

beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ENVIRONMENT = () => ({
  KEYPLANE_ENDPOINT: api.url,
  KEYPLANE_CLIENT_ID: api.team.owner.clientId,
  KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
});

type Options = Omit<CreationsOptions, 'stack'>;

/** Calls the command as the program does. */
async function run(
  stack: string,
  options: Options = {},
  environment: Terminal['environment'] = ENVIRONMENT(),
) {
  const printed = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    environment,
    isInteractive: false,
    print: (text) => void (printed.stdout += `${text}\n`),
    write: (text) => void (printed.stdout += text),
    printError: (text) => void (printed.stderr += `${text}\n`),
    readInput: () => Promise.resolve(''),
  };
  try {
    await creationsCommand(terminal, { stack, ...options });
    return { exitCode: 0, ...printed };
  } catch (error) {
    const { exitCode, message } = explainFailure(error);
    return { exitCode, ...printed, stderr: message };
  }
}

const role = (name: string) => ({ name, permissions: ['reports.read'] });

it('lists the objects that no refresh or plan has ever named, and says what to do', async () => {
  const maker = await beginRun(api, { stack: 'listed' });
  const named = await maker.create('/v1/roles', role('named'));
  const delivered = await maker.create('/v1/roles', role('delivered'));
  const lost = await maker.create('/v1/roles', role('lost'));
  await maker.finish([named.id, delivered.id]).expect(204);
  await (await beginRun(api, { stack: 'listed' })).name([named.id]).expect(204);
  const { exitCode, stdout, stderr } = await run('listed');
  expect([exitCode, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('2 objects of the stack "listed" that no refresh or plan has ever named:');
  expect(lines[2]).toMatch(/^ID +KIND +CREATED +BY +RECORDED +LAST NAMED$/);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC \(.*?\)`;
  const owner = api.team.owner.memberId;
  expect(lines[3]).toMatch(new RegExp(`^${delivered.id}  role +${time}  ${owner}  ${time}  -$`));
  expect(lines[4]).toMatch(new RegExp(`^${lost.id}  role +${time}  ${owner}  - +-$`));
  expect(stdout).not.toContain(named.id);
  expect(stdout).toContain('import it: terraform import');
  expect(stdout).toContain('delete it');
  expect((await run('listed', { neverNamed: true })).stdout).toBe(stdout);
});

it('lists the objects that were not named since a time or within a period', async () => {
  const maker = await beginRun(api, { stack: 'since' });
  const old = await maker.create('/v1/roles', role('old'));
  await maker.name([old.id]).expect(204);
  // The command reads the clock of this machine.
  const named_at = Date.now() - 2 * HOUR;
  await api.database.knex('creations').where({ resource_id: old.id }).update({ named_at });
  const time = new Date(Date.now() - HOUR).toISOString();
  const since = await run('since', { unnamedSince: time });
  expect(since.stdout).toContain(old.id);
  expect(since.stdout).toContain('that no refresh or plan has named since 20');
  const within = await run('since', { unnamedSince: '36500d' });
  expect(within).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining(old.id) });
  expect(within.stdout).toContain('There is nothing to do.');
});

it('lists an object that a state has named once, although no run created it', async () => {
  const invited = await api
    .as(api.team.owner)
    .post('/v1/members')
    .send({ email: 'adopted@example.com', name: 'Adopted', team_role: 'user' })
    .expect(201);
  const id = invited.body.id as string;
  await (await beginRun(api, { stack: 'adopted' })).name([id]).expect(204);
  // The command reads the clock of this machine.
  const named_at = Date.now() - HOUR;
  await api.database.knex('creations').where({ resource_id: id }).update({ named_at });
  const { stdout } = await run('adopted', { unnamedSince: '1m' });
  expect(stdout).toMatch(new RegExp(`^${id}  member  .*UTC \\(.*?\\)  - +\\d{4}`, 'm'));
});

it('shows the names of the existing stacks if the given one does not exist', async () => {
  const maker = await beginRun(api, { stack: 's3://bucket/key#prod' });
  await maker.create('/v1/roles', role('somewhere'));
  const { exitCode, stdout } = await run('s3://bucket/key');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Check the name. These stacks have objects:');
  expect(stdout.split('\n')).toContain('  s3://bucket/key#prod');
});

it('says that the endpoint must not contain the path of the API', async () => {
  const endpoint = { ...ENVIRONMENT(), KEYPLANE_ENDPOINT: `${api.url}/v1` };
  const { exitCode, stderr } = await run('x', {}, endpoint);
  expect(exitCode).toBe(78);
  expect(stderr).toContain('without the path of the API');
});

it.each([
  ['', 'You gave "".'],
  ['x'.repeat(201), '1 to 200 printable ASCII characters'],
  ['café', 'percent-encodes other characters'],
])('refuses a name that no stack can have: "%s"', async (stack, says) => {
  const { exitCode, stderr } = await run(stack);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(says);
});

it('prints all pages as JSON', async () => {
  const maker = await beginRun(api, { stack: 'paged' });
  await maker.create('/v1/roles', role('paged'));
  const at = api.clock.now().getTime();
  const rows = Array.from({ length: 1200 }, (_, n) => ({
    resource_id: `zzz_${String(n).padStart(5, '0')}`,
    resource_kind: 'role',
    team_id: api.team.id,
    creator_id: api.team.owner.memberId,
    stack: 'paged',
    run: maker.id,
    body_hash: 'h',
    created_at: at,
  }));
  await api.database.knex.batchInsert('creations', rows, 100);
  const { exitCode, stdout } = await run('paged', { json: true });
  expect(exitCode).toBe(0);
  const items = JSON.parse(stdout) as { id: string; last_named_at: null }[];
  expect(items).toHaveLength(1201);
  expect(items[1]).toMatchObject({ id: 'zzz_00000', kind: 'role', last_named_at: null });
});

it('says that a stack is unknown, or that everything in it was named', async () => {
  expect(await run('nope')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Keyplane knows no objects of a stack "nope"'),
  });
  const maker = await beginRun(api, { stack: 'whole' });
  const { id } = await maker.create('/v1/roles', role('whole'));
  await maker.name([id]).expect(204);
  const { stdout } = await run('whole');
  expect(stdout).toContain('Every object of the stack "whole" that you may see was named by');
  expect((await run('nope', { json: true })).stdout).toBe('[]\n');
});

it.each(['KEYPLANE_ENDPOINT', 'KEYPLANE_CLIENT_ID', 'KEYPLANE_CLIENT_SECRET'])(
  'says that %s is missing',
  async (name) => {
    const result = await run('x', {}, { ...ENVIRONMENT(), [name]: ' ' });
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    expect(result.stderr).toContain(`${name} is not set.`);
  },
);

it('says that the credentials are wrong, and prints none of them', async () => {
  const secret = `${api.team.owner.secret.slice(0, -1)}!`;
  const result = await run('x', {}, { ...ENVIRONMENT(), KEYPLANE_CLIENT_SECRET: secret });
  expect(result).toMatchObject({ exitCode: 78, stdout: '' });
  expect(result.stderr).toContain('does not accept these credentials');
  expect(result.stderr).not.toContain(secret);
});

it('says that the server cannot be reached', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const result = await run('x', {}, { ...ENVIRONMENT(), KEYPLANE_ENDPOINT: endpoint });
  expect(result).toMatchObject({ exitCode: 69, stdout: '' });
  expect(result.stderr).toContain(`${endpoint} cannot be reached. Nothing accepts connections`);
});

it('sends its credentials to no other server, and says that the endpoint is not Keyplane', async () => {
  const paths: string[] = [];
  const other = createServer((request, response) => {
    paths.push(request.url ?? '');
    if (request.url?.startsWith('/page/') === true) response.end('<html>');
    else response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    const moved = await run('x', {}, { ...ENVIRONMENT(), KEYPLANE_ENDPOINT: endpoint });
    expect(moved.stderr).toContain('answered with status 302');
    const page = await run(
      'x',
      {},
      {
        ...ENVIRONMENT(),
        KEYPLANE_ENDPOINT: `${endpoint}/page`,
      },
    );
    expect(page.stderr).toContain('is not Keyplane');
    expect(paths.every((path) => path.includes('v1/creations?'))).toBe(true);
  } finally {
    other.close();
  }
});

it.each<[string, Options, string]>([
  ['both filters', { neverNamed: true, unnamedSince: '1d' }, 'either'],
  ['a time that is none', { unnamedSince: 'yesterday' }, 'You gave "yesterday"'],
  ['a time in the future', { unnamedSince: '2999-01-01' }, 'must be in the past'],
  ['a period that is too long', { unnamedSince: '999999999w' }, 'You gave'],
])('ends with 64 for %s', async (_what, options, says) => {
  const result = await run('x', options);
  expect(result).toMatchObject({ exitCode: 64, stdout: '' });
  expect(result.stderr).toContain(says);
});

describe('as a command', () => {
  const keyplane = buildKeyplane();
  afterAll(() => keyplane.remove());

  const started = async (...words: string[]) => {
    const environment = ENVIRONMENT();
    return (await keyplane.start(['creations', 'list', ...words], { environment })).finished;
  };

  it('lists by the options of its command line', async () => {
    const maker = await beginRun(api, { stack: 'spawned' });
    const { id } = await maker.create('/v1/roles', role('spawned'));
    const { exitCode, stdout } = await started('--stack', 'spawned', '--never-named', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ id, stack: 'spawned' })]);
  });

  it('ends with 64 without a stack, and documents its variables and exit codes', async () => {
    expect(await started()).toMatchObject({ exitCode: 64, stdout: '' });
    const { stdout } = await started('--help');
    for (const word of ['--unnamed-since', 'KEYPLANE_ENDPOINT', 'KEYPLANE_CLIENT_SECRET', '69'])
      expect(stdout).toContain(word);
  });
});

it('says what the server refused', async () => {
  const { clientId, secret } = api.operator;
  const operator = { KEYPLANE_CLIENT_ID: clientId, KEYPLANE_CLIENT_SECRET: secret };
  const result = await run('x', {}, { ...ENVIRONMENT(), ...operator });
  expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  expect(result.stderr).toContain('The server refused the request: ');
});
