import type { z } from 'zod';
import type { Endpoint } from '../../api/http/endpoint';
import { SIGN_IN_PATHS } from '../../api/sessions/sign-in-openapi';
import { createTestApi, type TestApi } from '../support/api';
import { effort, someInFastRun } from '../support/effort';
import { bodyVariants } from './boundaries';
import { operations, resolved, type Operation } from './document';
import { createWorld } from './world';
import { isValid } from './validator';

/**
 * Rules that no schema contains: whether something exists, a secret in a text, a misspelled
 * permission, a malformed key, and the parts of a catalog that refer to each other.
 */
const KNOWN_TO_THE_SERVER_ONLY =
  /secret of Keyplane|Unknown permission|nested too deeply|must not be (?:below|above)|is given twice|has no parameter/;

/**
 * Refusals of the server that depend on which objects and policies exist, or on arithmetic with a
 * public key.
 */
const NO_SCHEMA_FORESEES = /"(?:terms_not_accepted|unknown_service|unsupported_key)"/;
/**
 * Refusals that depend on the object before the request: its trust, its name, and how its secret was
 * delivered.
 */
const DEPENDS_ON_THE_OBJECT =
  /"(?:repository_ids_required|pattern_too_broad|delivery_mismatch)"|2 to 64 letters/;
/** Asking the server about each variant takes a minute: `npm run check:contract` does. */
const ASKED_ONE_IN =
  Number(process.env['KEYPLANE_CONTRACT_REQUESTS'] ?? 8) >= 200
    ? 1
    : effort({ full: 12, fast: 60 });

const schemaIn = (media: object | undefined) =>
  media !== undefined && 'schema' in media ? media.schema : undefined;

/** Signing in has no endpoint definitions, but the same schemas. */
const signInBodies = new Map(
  SIGN_IN_PATHS.map(({ operationId = '', request }) => [
    operationId,
    schemaIn(request?.body?.content['application/json']),
  ]),
);

describe('the limits of the document and of the server', () => {
  let api: TestApi;
  let existing: (text: string) => string;
  let endpoints: ReadonlyMap<string, Endpoint>;

  beforeAll(async () => {
    api = await createTestApi('sqlite', { signUp: 'open' });
    const world = await createWorld(api);
    // Objects in examples exist, and so do other objects whose existence the document cannot know.
    existing = (text) =>
      text.replace(/\b([a-z]+)_(?:01k9t3x0v6m8q2w4e5r7y9z1ab|0\b)/g, (example, prefix: string) => {
        return world.kept.find((id) => id.startsWith(`${prefix}_`)) ?? example;
      });
    endpoints = new Map(api.endpoints.map((endpoint) => [endpoint.operationId, endpoint]));
  });

  afterAll(() => api.close());

  const withBody = operations().filter(
    ({ requestBody }) => requestBody?.mediaType === 'application/json',
  );

  it.each(withBody.map((operation) => [operation.operationId, operation] as const))(
    'agree about bodies of %s on both sides of each limit',
    async (operationId, operation) => {
      const schema = endpoints.get(operationId)?.body ?? signInBodies.get(operationId);
      const differences: string[] = [];
      let [accepted, refused] = [0, 0];
      for (const { what, body } of someInFastRun([...bodyVariants(operation)], 10)) {
        // The limits in the document are for composed texts.
        const isDescribed = isValid(operation.requestBody?.schema ?? {}, composed(body));
        const read = (schema as z.ZodType).safeParse(body);
        if (isDescribed) accepted += 1;
        else refused += 1;
        if (read.success && isDescribed && accepted % ASKED_ONE_IN === 0) {
          const refusal = await staticRefusalOf(operation, body);
          if (refusal !== undefined) differences.push(`${what}: only the server: ${refusal}`);
        }
        if (read.success === isDescribed) continue;
        if (read.success) {
          const status = await statusOf(operation, body);
          if (status !== 422) differences.push(`${what}: the document refuses it, ${status}`);
        } else if (!KNOWN_TO_THE_SERVER_ONLY.test(read.error.message)) {
          differences.push(`${what}: only the server refuses it: ${read.error.message}`);
        }
      }
      expect(differences).toEqual([]);
      expect(accepted).toBeGreaterThan(0);
      expect(refused).toBeGreaterThan(0);
    },
  );

  it.each(withBody.map((operation) => [operation.operationId, operation] as const))(
    'accept the example of %s, which /docs/api fills in',
    async (_operationId, operation) => {
      const { example } = resolved(operation.requestBody?.schema);
      const query = takesDryRun(operation) ? '?dry_run=true' : '';
      const status = await statusOf(operation, example, query);
      expect([400, 415, 422, 500]).not.toContain(status);
    },
  );

  /** Why the server refuses a body that its schema accepts, unless that depends on what Keyplane stores. */
  async function staticRefusalOf(operation: Operation, body: unknown): Promise<string | undefined> {
    if (!takesDryRun(operation)) return undefined;
    const { status, body: problem } = await answerTo(operation, body, '?dry_run=true');
    const { errors = [] } = problem as { errors?: object[] };
    const changesObject = operation.method === 'patch' || operation.path.endsWith('/rotate');
    const refusals = errors
      .map((error) => JSON.stringify(error))
      .filter((refusal) => !NO_SCHEMA_FORESEES.test(refusal))
      .filter((refusal) => !changesObject || !DEPENDS_ON_THE_OBJECT.test(refusal));
    return status === 422 ? refusals[0] : undefined;
  }

  const statusOf = async (operation: Operation, body: unknown, query = '') =>
    (await answerTo(operation, body, query)).status;

  async function answerTo(operation: Operation, body: unknown, query: string) {
    const { method, path, parameters } = operation;
    const isForOperator = /^\/v1\/(?:teams|catalog|operator)|\/credits/.test(path);
    const caller = api.as(isForOperator ? api.operator : api.team.owner);
    const target = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      const example = parameters.find((each) => each.name === name)?.schema['example'];
      return existing(typeof example === 'string' ? example : 'x_0');
    });
    const text = existing(JSON.stringify(body));
    const needed = parameters.filter((each) => each.in === 'header' && each.required === true);
    const headers = needed.map(({ name, schema }) => [name, String(schema['example'])] as const);
    return caller[method as 'post'](target + query)
      .set(Object.fromEntries(headers))
      .type('json')
      .send(text);
  }
});

const takesDryRun = ({ parameters }: Operation) =>
  parameters.some(({ name }) => name === 'dry_run');

function composed(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).normalize('NFC')) as unknown;
}
