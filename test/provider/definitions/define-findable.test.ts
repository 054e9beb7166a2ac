import type { KeyplaneClient } from '../../../provider/client';
import { byName, defineFindable } from '../../../provider/definitions/define-findable';
import { roleDataSource, rolesDataSource } from '../../../provider/resources/role';
import { serviceKeysDataSource } from '../../../provider/resources/service-key';
import { string } from '../../../provider/terraform-plugin';

const ROLES = [
  { id: 'role_1', name: 'deploy' },
  { id: 'role_2', name: 'audit' },
  { id: 'role_3', name: 'audit' },
];

type Handlers = typeof roleDataSource.handlers;
type Context = Parameters<Handlers['read']>[1];

function readFrom({ handlers }: { readonly handlers: Handlers }, config: object) {
  const asked: object[] = [];
  const api = {
    get: (id: string) => Promise.resolve(ROLES.find((role) => role.id === id)),
    list: (query: { readonly name?: string }) => {
      asked.push(query);
      const { name } = query;
      return Promise.resolve(ROLES.filter((role) => name === undefined || role.name === name));
    },
  };
  const client = { roles: api, serviceKeys: api } as unknown as KeyplaneClient;
  const context = { client, signal: new AbortController().signal } as unknown as Context;
  const answer = handlers.read(config as Parameters<Handlers['read']>[0], context);
  return { answer, asked };
}

describe('an object that a data source finds by ID or name', () => {
  it('gives its noun to both data sources as their name', () => {
    const { one, all } = defineFindable({
      noun: 'ice box',
      plural: 'ice boxes',
      attributes: {},
      filters: byName('ice boxes'),
      descriptions: { one: 'An ice box.', all: 'All of them.' },
      api: (client) => client.roles,
      toModel: ({ id, name }) => ({ id, name }),
    });
    expect([one.name, all.name]).toEqual(['keyplane_ice_box', 'keyplane_ice_boxes']);
    expect(Object.keys(one.schema)).toEqual(['id', 'name']);
    expect(Object.keys(all.schema)).toEqual(['name', 'ice_boxes']);
    expect(all.schema['ice_boxes']?.spec.description).toBe('The ice boxes, oldest first.');
  });

  it('has its own attributes in both data sources', () => {
    const { one, all } = defineFindable({
      noun: 'box',
      plural: 'boxes',
      filters: byName('boxes'),
      attributes: { color: string.computed({ description: 'Its color.' }) },
      descriptions: { one: 'A box.', all: 'All of them.' },
      api: (client) => client.roles,
      toModel: ({ id, name }) => ({ id, name, color: 'red' }),
    });
    expect(Object.keys(one.schema)).toEqual(['id', 'name', 'color']);
    expect(Object.keys(all.schema['boxes']?.spec.nested?.schema ?? {})).toEqual([
      'id',
      'name',
      'color',
    ]);
  });

  it('is read by its ID without reading a list', async () => {
    const { answer, asked } = readFrom(roleDataSource, { id: 'role_1', name: null });
    expect(await answer).toMatchObject({ id: 'role_1', name: 'deploy' });
    expect(asked).toEqual([]);
  });

  it('is read by its name if the name is unique', async () => {
    const { answer } = readFrom(roleDataSource, { id: null, name: 'deploy' });
    expect(await answer).toMatchObject({ id: 'role_1' });
  });

  it('is an error that lists the IDs if several objects have the name', async () => {
    const { answer } = readFrom(roleDataSource, { id: null, name: 'audit' });
    await expect(answer).rejects.toThrow(/2 roles are called "audit".*role_2, role_3/s);
  });

  it('is an error if no object has the name', async () => {
    const { answer } = readFrom(roleDataSource, { id: null, name: 'Audit' });
    await expect(answer).rejects.toThrow(/No role is called "Audit"/);
  });

  it('is listed with all others, or as a filter selects', async () => {
    const all = readFrom(rolesDataSource, { name: null });
    expect((await all.answer)['roles']).toHaveLength(3);
    expect(all.asked).toEqual([{}]);
    const some = readFrom(rolesDataSource, { name: 'audit' });
    expect((await some.answer)['roles']).toHaveLength(2);
    const free = readFrom(serviceKeysDataSource, { plan: 'free' });
    await free.answer;
    expect(free.asked).toEqual([{ plan: 'free' }]);
  });
});
