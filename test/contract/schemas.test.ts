import { someInFastRun } from '../support/effort';
import { componentSchemas, operations, resolved, type Json } from './document';
import { createRandom } from './random';
import { createSampler } from './sampler';
import { mismatch } from './validator';

describe('the schemas of the document', () => {
  const sampler = createSampler(createRandom(1));

  it.each(someInFastRun(Object.keys(componentSchemas()), 5))(
    '%s has values that fit it',
    (name) => {
      const schema = componentSchemas()[name] ?? {};
      expect(() => sampler.sample(schema)).not.toThrow();
    },
  );

  it('have examples that fit them', () => {
    const withExample: (readonly [Json, string])[] = [];
    visit(componentSchemas(), '', (schema, place) => {
      if (schema['example'] !== undefined) withExample.push([schema, place]);
    });
    const misfits = someInFastRun(withExample, 5).flatMap(([schema, place]) => {
      const fault = mismatch(schema, schema['example']);
      return fault === undefined ? [] : [`${place}: ${fault}`];
    });
    expect(misfits).toEqual([]);
  });

  it('give an example of every JSON body that a request has', () => {
    const without = operations()
      .filter(({ requestBody }) => requestBody?.mediaType === 'application/json')
      .filter(({ requestBody }) => resolved(requestBody?.schema)['example'] === undefined)
      .map(({ operationId }) => operationId);
    expect(without).toEqual([]);
  });

  it('describe every parameter', () => {
    const without = operations().flatMap(({ operationId, parameters }) =>
      parameters
        .filter(({ in: place }) => place !== 'path')
        .filter(({ description, schema }) => (description ?? schema['description']) === undefined)
        .map(({ name }) => `${operationId}: ${name}`),
    );
    expect(without).toEqual([]);
  });

  it('have patterns that every regular-expression dialect with Unicode reads like JavaScript', () => {
    const unreadable: string[] = [];
    visit(componentSchemas(), '', (schema, place) => {
      const { pattern } = schema;
      if (typeof pattern !== 'string') return;
      if (/^\/|\/[a-z]*$/.test(pattern)) unreadable.push(`${place}: ${pattern}`);
      new RegExp(pattern, 'u');
    });
    expect(unreadable).toEqual([]);
  });
});

/** Every nested object, named by its place. An example is not a schema. */
function visit(value: unknown, place: string, found: (schema: Json, place: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) found(value as Json, place);
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'example') continue;
    visit(inner, `${place}/${name}`, found);
  }
}
