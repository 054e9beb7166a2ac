import type { z } from 'zod';
import type { Endpoint } from '../../../../api/http/endpoint';

/** A schema of a text in a request, and its place. */
export interface RequestText {
  /** For example `createRole /permissions/*`, `listRoles ?name` or `getRole {role_id}`. */
  readonly place: string;
  readonly schema: z.ZodType;
}

/** The parts of zod's own description of a schema that lead to the schemas within it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Described>>;
  readonly element?: Described;
  readonly keyType?: Described;
  readonly valueType?: Described;
  readonly options?: readonly Described[];
  readonly innerType?: Described;
  readonly in?: Described;
  readonly out?: Described;
}

type Described = z.ZodType & { readonly _zod: { readonly def: unknown } };

/** Every text of every request, as its endpoint's schemas describe it. */
export function requestTexts(endpoints: readonly Endpoint[]): RequestText[] {
  return endpoints.flatMap(({ operationId, params, query, body }) => [
    ...textsOf(params, (path) => `${operationId} {${path.join('.')}}`),
    ...textsOf(query, (path) => `${operationId} ?${path.join('.')}`),
    ...textsOf(body, (path) => `${operationId} /${path.join('/')}`),
  ]);
}

function textsOf(
  schema: z.ZodType | undefined,
  placeOf: (path: readonly string[]) => string,
): RequestText[] {
  const texts: RequestText[] = [];
  const visit = (visited: Described | undefined, path: readonly string[]): void => {
    if (visited === undefined) return;
    const def = visited._zod.def as Definition;
    switch (def.type) {
      case 'object':
        for (const [name, inner] of Object.entries(def.shape ?? {})) visit(inner, [...path, name]);
        return;
      case 'array':
        return visit(def.element, [...path, '*']);
      case 'record':
        visit(def.keyType, [...path, '<name>']);
        return visit(def.valueType, [...path, '*']);
      case 'union':
        return def.options?.forEach((option) => visit(option, path));
      case 'optional':
      case 'nullable':
      case 'default':
        return visit(def.innerType, path);
      case 'string':
        texts.push({ place: placeOf(path), schema: visited });
        return;
      case 'pipe':
        // A union with a list says nothing about the text.
        if ((def.in?._zod.def as Definition | undefined)?.type === 'transform') {
          return visit(def.out, path);
        }
        // The schema that it pipes into judges the text as well, so the test asks the whole schema.
        if ((def.in?._zod.def as Definition | undefined)?.type === 'string') {
          texts.push({ place: placeOf(path), schema: visited });
        } else visit(def.in, path);
        return;
      case 'enum':
      case 'literal':
      case 'boolean':
      case 'number':
      case 'unknown':
      case 'null':
        return;
      default:
        throw new Error(`${placeOf(path)}: this test does not know zod's type ${def.type}.`);
    }
  };
  visit(schema as Described | undefined, []);
  return texts;
}
