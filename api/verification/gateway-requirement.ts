import { LRUCache } from 'lru-cache';
import { PERMISSION_PATTERN } from '../domain/permission';
import { invalidField } from '../domain/failure';
import { parseParameters } from '../http/validation';
import { z } from '../http/wire';

export const FORWARD_AUTH_PATH = '/v1/forward-auth';

/** What a gateway requires of a key. */
export interface GatewayRequirement {
  readonly permissions: readonly string[];
  readonly serviceId: string | null;
  readonly modelId: string | null;
  /** Access tokens for this service are accepted as well. `null` if no access token is accepted. */
  readonly audience: string | null;
}

const oneId = (what: string) =>
  z
    .string({ error: `Give the ${what} once.` })
    .min(1, `Give the ${what}, or omit the parameter.`)
    .max(100, `The ${what} must have at most 100 characters.`)
    .optional();

export const forwardAuthQuery = z.strictObject({
  permission: z
    .array(
      z
        .string()
        .regex(
          PERMISSION_PATTERN,
          'A permission must have the form <resource>.<action>, such as reports.read.',
        ),
    )
    .max(100, 'Ask for at most 100 permissions.')
    .optional()
    .openapi({
      description:
        'Permission that the key must have. Repeat the parameter if the key needs several.',
    }),
  service_id: oneId('ID of the service').openapi({
    description: 'ID of the service that a service key token is to call.',
  }),
  model_id: oneId('ID of the model').openapi({
    description: 'ID of the model of the service. Needs `service_id`.',
  }),
});

/** The path accepts one more parameter, which lets more keys in. No client can write there. */
const parameters = forwardAuthQuery
  .extend({
    audience: z
      .string({ error: 'Give one audience.' })
      .min(1, 'Give the name of the audience, or omit the parameter.')
      .max(255, 'An audience must have at most 255 characters.')
      .optional(),
  })
  .refine(({ service_id, model_id }) => model_id === undefined || service_id !== undefined, {
    path: ['service_id'],
    params: { code: 'service_required' },
    message: 'Give the service that the model belongs to.',
  });

const remembered = new LRUCache<string, GatewayRequirement>({ max: 100 });

/**
 * The requirement that a gateway has written into the URL of its check: in the query, or in the
 * path as `/v1/forward-auth;permission=reports.read`. What follows the first `/` after that is the
 * path and the query of the gateway's own client, which is ignored: Envoy puts it there.
 * @throws Failure `invalid_request`
 */
export function requirementOf(target: string): GatewayRequirement {
  const own = gatewaysPart(target.slice(FORWARD_AUTH_PATH.length));
  const known = remembered.get(own);
  if (known !== undefined) return known;
  const requirement = parse(own);
  remembered.set(own, requirement);
  return requirement;
}

/** `;permission=reports.read?service_id=chat`, without what a client added. */
function gatewaysPart(rest: string): string {
  // After a slash, the gateway's parameters cannot be told apart from those of its client.
  if (rest.startsWith('/')) {
    throw invalidField(
      '#url',
      'unexpected_path',
      `The URL of the check has a slash after ${FORWARD_AUTH_PATH}. Write the parameters ` +
        `directly after it: ${FORWARD_AUTH_PATH}?permission=reports.read. If the gateway ` +
        `adds the path of its client, write ${FORWARD_AUTH_PATH};permission=reports.read, or ` +
        `${FORWARD_AUTH_PATH}; if there are no parameters.`,
    );
  }
  const query = rest.indexOf('?');
  const clients = rest.indexOf('/');
  return clients >= 0 && (query < 0 || clients < query) ? rest.slice(0, clients) : rest;
}

/** There is no use for more than a hundred permissions and one value of each other parameter. */
const MOST_PARAMETERS = 110;

function parse(own: string): GatewayRequirement {
  if (own.split(/[;&]/, MOST_PARAMETERS + 1).length > MOST_PARAMETERS) {
    throw invalidField(
      '#url',
      'too_many_parameters',
      `The URL of the check has more than ${MOST_PARAMETERS} parameters. Make sure that ` +
        'the gateway does not add the query of its client.',
    );
  }
  const [path = '', ...queries] = own.split('?');
  const inPath = valuesOf(path.replaceAll(';', '&'));
  const inQuery = valuesOf(queries.join('?'));
  // If a client's query reaches the check, it can only make the requirement stricter.
  parseParameters(forwardAuthQuery, inQuery, pointersTo({}, inQuery));
  const both = { ...inPath, ...inQuery, ...manyTimes(inPath, inQuery) };
  const parsed = parseParameters(parameters, both, pointersTo(inPath, inQuery)) as z.output<
    typeof parameters
  >;
  return {
    permissions: parsed.permission ?? [],
    serviceId: parsed.service_id ?? null,
    modelId: parsed.model_id ?? null,
    audience: parsed.audience ?? null,
  };
}

type Values = Readonly<Record<string, string | readonly string[]>>;

/** A parameter that is given twice is a list, and only `permission` may be a list. */
function valuesOf(text: string): Values {
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...given].map(([name, values]) => [
      name,
      name === 'permission' || values.length > 1 ? values : (values[0] ?? ''),
    ]),
  );
}

/**
 * `;permission` if it is in the path, `?permission` if it is in the query, and `?permission.1` for the second
 * of several.
 */
function pointersTo(inPath: Values, inQuery: Values) {
  const hasPathOnly = Object.keys(inPath).length > 0 && Object.keys(inQuery).length === 0;
  return ([name = '', index]: readonly string[]): string => {
    const before = timesIn(inPath, name);
    const after = timesIn(inQuery, name);
    const isInPath =
      index === undefined ? after === 0 && (before > 0 || hasPathOnly) : Number(index) < before;
    const parameter = `${isInPath ? ';' : '?'}${name}`;
    if (index === undefined || (isInPath ? before : after) === 1) return parameter;
    return `${parameter}.${isInPath ? index : Number(index) - before}`;
  };
}

function timesIn(values: Values, name: string): number {
  return Object.hasOwn(values, name) ? [values[name]].flat().length : 0;
}

function manyTimes(inPath: Values, inQuery: Values): Values {
  const twice = Object.keys(inPath).filter((name) => Object.hasOwn(inQuery, name));
  return Object.fromEntries(
    twice.map((name) => [name, [inPath[name] ?? '', inQuery[name] ?? ''].flat()]),
  );
}
