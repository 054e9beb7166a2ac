import {
  bool,
  map,
  nestedSet,
  presumeKnown,
  set,
  splitUnknown,
  string,
  unknown,
  type ObjectValue,
} from '../../../../provider/terraform-plugin';

const described = { description: 'd' };
const schema = {
  id: string.computed({ ...described, identity: true }),
  name: string.required(described),
  enabled: bool.optional(described),
  roles: set(string).optional(described),
  claims: map(string).optional(described),
  expires: string.optionalComputed(described),
  terms: string.optional({ ...described, writeOnly: true }),
  services: nestedSet({
    service: string.required(described),
    models: set(string).optional(described),
  }).optional(described),
};
const KNOWN: ObjectValue = {
  id: 'x',
  name: 'n',
  enabled: true,
  roles: ['a'],
  claims: { a: 'b' },
  expires: 'never',
  terms: null,
  services: [{ service: 's', models: ['m'] }],
};

function askedFor(changes: ObjectValue) {
  const config = { ...KNOWN, id: null, ...changes };
  const presumed = presumeKnown(schema, config, { ...KNOWN, ...changes });
  const { id: _id, ...body } = presumed.values;
  return splitUnknown(body, presumed.unknown);
}

describe('a plan with its unknown values presumed known', () => {
  it('is the plan itself if everything is known', () => {
    const { id: _id, ...body } = KNOWN;
    expect(askedFor({})).toEqual({ body, unknown: [] });
  });

  it('takes write-only values from the configuration', () => {
    const { values } = presumeKnown(schema, { ...KNOWN, terms: '2026' }, KNOWN);
    expect(values['terms']).toBe('2026');
  });

  it.each(['name', 'enabled', 'roles', 'claims', 'expires', 'services'])(
    'omits %s from the request if it is unknown, and names it',
    (name) => {
      const { body, unknown: left } = askedFor({ [name]: unknown });
      expect(body).not.toHaveProperty(name);
      expect(left).toEqual([`/${name}`]);
    },
  );

  it('leaves a computed value unknown, as an apply gets it', () => {
    const { values, unknown: names } = presumeKnown(
      schema,
      { ...KNOWN, expires: null },
      { ...KNOWN, expires: unknown },
    );
    expect(values['expires']).toBe(unknown);
    expect(names).toEqual([]);
  });

  it('omits the unknown parts of a value', () => {
    const { body, unknown: left } = askedFor({
      roles: ['a', unknown],
      claims: { a: unknown, c: 'd' },
      services: [
        { service: unknown, models: ['m'] },
        { service: 's', models: unknown },
      ],
    });
    expect(body).toMatchObject({
      roles: ['a'],
      claims: { c: 'd' },
      services: [{ models: ['m'] }, { service: 's', models: [] }],
    });
    expect(left).toEqual(['/roles/-', '/claims/a', '/services/0/service', '/services/1/models/-']);
  });
});
