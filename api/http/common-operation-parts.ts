import { headersOfStatus } from './response-headers';

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
}

interface Operation extends Json {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Json>>;
}

interface OpenApiDocument {
  paths?: object;
  components?: object;
}

/** Refused before it is known which operation the request names. The OAuth paths have an answer of their own. */
const HEADERS_TOO_LARGE = {
  description: '`headers_too_large`: the headers of the request are larger than 16 KiB.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/**
 * The document with the parts that every operation has, and with shared parameters and headers in one
 * place. Repeated a hundred times, they would be most of the document.
 */
export function withCommonParts<D extends OpenApiDocument>(document: D): D {
  const headers = sharedParts('headers');
  const parameters = sharedParts('parameters');
  const convert = (operation: Operation): Operation => ({
    ...operation,
    ...(operation.parameters && {
      parameters: operation.parameters.map((parameter) =>
        parameter.in === 'path'
          ? withText(parameter)
          : (parameters.place(parameter.name, parameter) as unknown as Parameter),
      ),
    }),
    responses: {
      431: { $ref: '#/components/responses/HeadersTooLarge' },
      ...mapValues(operation.responses, (response, status) => ({
        ...response,
        headers: mapValues(
          { ...headersOfStatus(Number(status)), ...(response['headers'] as Json | undefined) },
          (header, name) => headers.place(name, header as Json),
        ),
      })),
    },
  });
  const paths = mapValues((document.paths ?? {}) as Record<string, Json>, (methods) =>
    mapValues(methods, (operation) => convert(operation as Operation)),
  );
  const components = {
    ...document.components,
    headers: headers.all(),
    parameters: parameters.all(),
    responses: {
      HeadersTooLarge: {
        ...HEADERS_TOO_LARGE,
        headers: mapValues(headersOfStatus(431), (header, name) => headers.place(name, header)),
      },
    },
  };
  return { ...document, paths, components };
}

/** A parameter in a path is the ID of what it is named after: `service_account_id`. */
function withText(parameter: Parameter): Parameter {
  const noun = parameter.name.replace(/_id$/, '').replaceAll('_', ' ');
  return { description: `ID of the ${noun}.`, ...parameter };
}

/**
 * Parts by their content. The first part with a name keeps it. Further ones are called `Name2` and
 * so on.
 */
function sharedParts(section: string) {
  const names = new Map<string, string>();
  const parts: Record<string, object> = {};
  return {
    place(name: string, part: object): Json {
      const content = `${name} ${JSON.stringify(part)}`;
      const known = names.get(content) ?? freeName(name, parts);
      names.set(content, known);
      parts[known] = part;
      return { $ref: `#/components/${section}/${known}` };
    },
    all: () => parts,
  };
}

function freeName(name: string, taken: Readonly<Record<string, object>>): string {
  let free = name;
  for (let at = 2; free in taken; at += 1) free = `${name}${at}`;
  return free;
}

function mapValues<T, U>(
  object: Readonly<Record<string, T>>,
  map: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, map(value, name)]),
  );
}
