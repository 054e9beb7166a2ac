import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: Json;
}

interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, Json>>;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody: { readonly mediaType: string; readonly schema: Json } | undefined;
  readonly responses: Readonly<Record<string, Response>>;
}

/** The committed document: what other people's tools read. */
export const DOCUMENT = JSON.parse(
  readFileSync(join(__dirname, '../../api/openapi.json'), 'utf8'),
) as Json;

/** The target of a reference, or the value itself. */
export function resolved(value: unknown): Json {
  const reference = (value as { $ref?: unknown } | undefined)?.$ref;
  if (typeof reference !== 'string') return value as Json;
  const steps = reference.slice(2).split('/').map(unescaped);
  return resolved(steps.reduce<unknown>((at, step) => (at as Json)[step], DOCUMENT));
}

export function operations(): readonly Operation[] {
  return Object.entries(DOCUMENT['paths'] as Readonly<Record<string, Json>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        described(path, method, operation as Json),
      ),
  );
}

export const componentSchemas = () =>
  (DOCUMENT['components'] as Readonly<Record<string, Readonly<Record<string, Json>>>>)['schemas'] ??
  {};

function described(path: string, method: string, operation: Json): Operation {
  const responses = Object.entries(operation['responses'] as Json).map(([status, given]) => {
    const response = resolved(given);
    const headers = Object.entries((response['headers'] as Json | undefined) ?? {});
    return [
      status,
      {
        ...response,
        headers: Object.fromEntries(
          headers.map(([name, header]) => [name.toLowerCase(), resolved(header)]),
        ),
      } as unknown as Response,
    ] as const;
  });
  return {
    operationId: operation['operationId'] as string,
    method,
    path,
    parameters: ((operation['parameters'] as readonly unknown[] | undefined) ?? []).map(
      (parameter) => resolved(parameter) as unknown as Parameter,
    ),
    requestBody: bodyOf(operation['requestBody'] as Json | undefined),
    responses: Object.fromEntries(responses),
  };
}

function bodyOf(requestBody: Json | undefined): Operation['requestBody'] {
  const content = requestBody?.['content'] as
    Readonly<Record<string, { schema: Json }>> | undefined;
  return Object.entries(content ?? {}).map(([mediaType, { schema }]) => ({ mediaType, schema }))[0];
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
