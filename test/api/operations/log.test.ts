import { Secret } from '../../../api/domain/secret';
import { Concealed } from '../../../api/lib/concealed';
import { createLog, type LogLevel } from '../../../api/operations/log';

function logged(fields: object, level: LogLevel = 'info'): string {
  let written = '';
  createLog({ level: 'info', stream: { write: (line) => void (written += line) } })[level](
    fields,
    'something happened',
  );
  return written;
}

const secret = Secret.generate('application_key');

test('a line is JSON with a level, an RFC 3339 time and a message', () => {
  const line = logged({ answer: 42, at: new Date(0), list: [1, null] });
  expect(line.endsWith('\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    msg: 'something happened',
    answer: 42,
    at: '1970-01-01T00:00:00.000Z',
    list: [1, null],
  });
});

test('a line below the level is not written', () => {
  expect(logged({}, 'debug')).toBe('');
});

test('a secret is logged in its masked form, at any depth', () => {
  const line = logged({ key: secret, deep: { list: [{ key: secret }] } });
  expect(line.split(secret.masked)).toHaveLength(3);
  expect(line).not.toContain(secret.reveal());
});

test('a concealed value of the configuration stays concealed', () => {
  expect(logged({ url: new Concealed('hush', 'postgres://***') })).toMatch(
    /"url":"postgres:\/\/\*\*\*"/,
  );
});

test.each([
  'secret',
  'client_secret',
  'clientSecret',
  'authorization',
  'Authorization',
  'password',
  'Idempotency-Key',
  'set-cookie',
  'access_token',
  'client_assertion',
  'subject_token',
  'oidcToken',
  'previousMasterKey',
])('a field named like %s is redacted, at any depth', (name) => {
  const line = logged({ [name]: 'hush', headers: { deeper: { [name]: { still: 'hush' } } } });
  expect(line).not.toContain('hush');
  expect(line.split('[redacted]')).toHaveLength(3);
});

test('a Keyplane secret within any text is redacted', () => {
  const line = logged({ detail: `it was ${secret.reveal()}, twice ${secret.reveal()}` });
  expect(line).toContain('it was [redacted], twice [redacted]');
});

test.each<[string, (text: string) => object]>([
  ['the name of a field', (text) => ({ [`x ${text}`]: 1 })],
  ['a URL', (text) => ({ at: new URL(`https://keyplane.example/${text}`) })],
  ['the code of an error', (text) => ({ err: Object.assign(new Error('no'), { code: text }) })],
])('a secret in %s is redacted', (_where, fieldsOf) => {
  const line = logged(fieldsOf(secret.reveal()));
  expect(line).toContain('[redacted]');
  expect(line).not.toContain(secret.reveal());
});

test('a secret in the message is redacted', () => {
  let written = '';
  const log = createLog({ level: 'info', stream: { write: (line) => void (written += line) } });
  log.info({}, `it was ${secret.reveal()}`);
  expect(written).toContain('it was [redacted]');
});

test('an error shows type, message, code, stack and causes, and no other properties', () => {
  const cause = Object.assign(new TypeError(`with ${secret.reveal()}`), { code: 'E_CAUSE' });
  const error = Object.assign(new Error('outer', { cause }), { request: { body: 'hush' } });
  const line = logged({ err: error });
  expect(JSON.parse(line)).toMatchObject({
    err: {
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('log.test'),
      cause: { type: 'TypeError', message: 'with [redacted]', code: 'E_CAUSE' },
    },
  });
  expect(line).not.toContain('hush');
  expect(line).not.toContain(secret.reveal());
});

test('a thrown value that is not an error is shown, too', () => {
  expect(JSON.parse(logged({ err: 'just a text' }))).toMatchObject({ err: 'just a text' });
});

test('a circular structure is cut', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(logged({ circle })).toContain('[too deep]');
});

test('a worker writes its number into every line, and few lines at once, so that they stay whole', () => {
  const written: string[] = [];
  const log = createLog({
    level: 'info',
    worker: 3,
    stream: { write: (text) => void written.push(text) },
  });
  for (let request = 0; request < 40; request += 1) {
    log.request('info', `,"path":"/${'x'.repeat(200)}"`);
  }
  log.info({}, 'something happened');
  const lines = written.join('').trimEnd().split('\n');
  expect(lines).toHaveLength(41);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ worker: 3 });
  expect(written.length).toBeLessThan(10);
  for (const text of written) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(text.endsWith('\n')).toBe(true);
  }
});
