import { gzipSync } from 'node:zlib';
import { mayRepeatMember, refuseRepeatedMembers } from '../../../api/http/repeated-members';
import { Failure } from '../../../api/domain/failure';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';

function pointerOf(text: string): string | undefined {
  if (!mayRepeatMember(text, JSON.parse(text))) return undefined;
  try {
    refuseRepeatedMembers(text);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.errors[0]?.pointer;
    throw error;
  }
}

describe('the search for repeated members of a JSON text', () => {
  it.each([
    ['{"name":"a","name":"b"}', '/name'],
    ['{"name":"a","name":"a"}', '/name'],
    ['{"name":{"a":1,"b":2},"name":{"a":1,"b":2}}', '/name'],
    ['{"a":1,"b":2,"c":3,"b":4}', '/b'],
    ['{ "name" \n:\t"a" ,\r\n "name" : "b" }', '/name'],
    ['{"name":"a","n\\u0061me":"b"}', '/name'],
    ['{"a\\"b":1,"a\\"b":2}', '/a"b'],
    ['{"a\\\\":1,"a\\\\":2}', '/a\\'],
    ['{"a/b~":1,"a/b~":2}', '/a~1b~0'],
    ['{"":1,"":2}', '/'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"constructor":1,"constructor":2}', '/constructor'],
    ['{"1":1,"1":2}', '/1'],
    ['{"claims":{"sub":"a","sub":"b"}}', '/claims/sub'],
    ['{"a":[{"b":1},[],[0,{"c":1,"d":[1,2],"c":2}]]}', '/a/2/1/c'],
    ['[{"a":1},{"a":2,"a":3}]', '/1/a'],
    ['{"a":{"x":1},"b":{"x":1,"y":[{"x":1}]},"a":0}', '/a'],
    [`{"a":"${':'.repeat(20)}","a":1}`, '/a'],
  ])('finds one in %s', (text, pointer) => {
    expect(pointerOf(text)).toBe(pointer);
  });

  it.each([
    '{"a":1,"A":2,"ä":3,"a\u0308":4,"a ":5,"":6}',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1},{"a":{"a":[{"a":1}]}}]',
    '{"a":"\\",\\"a\\":1","b":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\\\","b":["a","a","a:"],"c":"a"}',
    '{"at":"2030-01-01T00:00:00Z","audience":"https://a.example:8443/"}',
    '{"a":[],"b":{},"c":[{},{},[[]]],"d":[",","a",{"a":1}]}',
    '"a:b"',
    '["a","a"]',
    'null',
    '12',
    '{}',
  ])('finds none in %s', (text) => {
    expect(pointerOf(text)).toBeUndefined();
  });

  it('finds a deeply nested one', () => {
    const depth = 50_000;
    const text = `${'{"a":['.repeat(depth)}{"b":1,"b":2}${']}'.repeat(depth)}`;
    expect(pointerOf(text)?.slice(-10)).toBe('/a/0/a/0/b');
  });

  it('does not read a text twice if it has exactly one colon for each member', () => {
    const once = { secret: 'kpt_x', permissions: ['events.read'], nested: [{ a: { b: [1] } }] };
    expect(mayRepeatMember(JSON.stringify(once), once)).toBe(false);
    expect(mayRepeatMember(JSON.stringify(once, null, 2), once)).toBe(false);
  });
});

describe.each(DATABASES)('a body that repeats a member, on %s', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on, { signUp: 'open' });
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  it('is refused by every operation that has a body', async () => {
    const failed: unknown[] = [];
    for (const { access, body, method, operationId, path } of api.endpoints) {
      if (body === undefined) continue;
      const credentials = access === 'operator' ? api.operator : api.team.owner;
      const agent = access === 'public' ? api.as() : api.as(credentials);
      const target = path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await agent[method](target).type('json').send('{"a":{"name":1,"name":2}}');
      const { code, errors } = answer.body as { code: string; errors: { pointer: string }[] };
      const isRefused = code === 'malformed_body' && errors[0]?.pointer === '/a/name';
      if (answer.status !== 400 || !isRefused) failed.push([operationId, answer.status, code]);
    }
    expect(failed).toEqual([]);
  });

  it('is not carried out, and the problem says which member and what to do', async () => {
    const { body } = await owner()
      .post('/v1/roles')
      .type('json')
      .send('{"name":"harmless","permissions":[],"name":"other"}')
      .expect(400)
      .expect('content-type', /application\/problem\+json/);
    expect(body).toMatchObject({ code: 'malformed_body', retryable: false });
    const message =
      '`name` is given more than once in the same object. Programs differ in which value they use. Send it once.';
    expect(body.detail).toBe(message);
    expect(body.errors).toEqual([{ pointer: '/name', code: 'duplicate', message }]);
    const { body: list } = await owner().get('/v1/roles?name=harmless').expect(200);
    expect(list.items).toEqual([]);
  });

  it('is refused if it is compressed, or of another type of JSON', async () => {
    const text = '{"name":"a","permissions":[],"name":"b"}';
    const compressed = await owner()
      .post('/v1/roles')
      .type('json')
      .set('content-encoding', 'gzip')
      .serialize(() => gzipSync(text) as unknown as string)
      .send({});
    expect([compressed.status, compressed.body.errors[0]?.pointer]).toEqual([400, '/name']);
    const vendor = await owner().post('/v1/roles').type('application/vnd.x+json').send(text);
    expect([vendor.status, vendor.body.errors[0]?.pointer]).toEqual([400, '/name']);
  });

  it('shows no secret that somebody wrote as a name', async () => {
    const { secret } = api.team.owner;
    const { text } = await owner()
      .post('/v1/roles')
      .type('json')
      .send(`{"${secret}":1,"${secret}":2}`)
      .expect(400);
    expect(text).not.toContain(secret);
  });
});
