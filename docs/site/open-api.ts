import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the pages read of `api/openapi.json`. */
export interface OpenApi {
  readonly info: { readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly 'x-permission'?: string;
  /** Permissions that the service asks for itself, because not every call needs all of them. */
  readonly 'x-judged-permissions'?: readonly string[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Response {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Reference {
  readonly $ref: string;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly 'x-must-be'?: string;
}

/** An operation with the place where it is called. */
export interface PlacedOperation {
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly operation: Operation;
}

export function readOpenApi(): OpenApi {
  const file = path.join(__dirname, '../../api/openapi.json');
  return JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
}

export function operationsOf({ paths }: OpenApi): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      tag: operation.tags[0] ?? '',
      operation,
    })),
  );
}

/** The object that a `$ref` names, such as `#/components/parameters/page_size`. */
export function resolved<T extends object>(document: OpenApi, part: T | Reference): T {
  if (!('$ref' in part) || typeof part.$ref !== 'string') return part as T;
  const [, ...names] = part.$ref.split('/');
  const found = names.reduce<unknown>(
    (inside, name) => (inside as Readonly<Record<string, unknown>>)[name],
    document,
  );
  return found as T;
}

/** The permissions that an operation asks for, always or for some calls. */
export function permissionsOf(operation: Operation): readonly string[] {
  const { 'x-permission': permission, 'x-judged-permissions': judged = [] } = operation;
  return permission === undefined ? judged : [permission, ...judged];
}

/** The codes of problems with which an operation can answer. */
export function codesOf(document: OpenApi, { responses }: Operation): string[] {
  return Object.values(responses).flatMap((response) => {
    const { description, content } = resolved<Response>(document, response);
    const isProblem = content?.['application/problem+json'] !== undefined;
    return isProblem ? [...description.matchAll(/`(\w+)`/g)].map(([, code = '']) => code) : [];
  });
}
