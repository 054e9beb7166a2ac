import { describeProvider, type Resource } from '../../../../provider/terraform-plugin';
import type { KeyplaneClient, ServiceAccountKey } from '../../../../provider/client';
import { createKeyplaneProvider } from '../../../../provider/provider';
import { applicationKeyResource } from '../../../../provider/resources/application-key';
import { serviceAccountKeyResource } from '../../../../provider/resources/service-account-key';
import { serviceKeyTokenResource } from '../../../../provider/resources/service-key-token';
import { fakeKeyplane, type FakeKeyplane, IMPORTED, keyOf, STATE } from './support/fake-keyplane';
import { fakePlan } from './support/fake-plan';

const FAMILIES: readonly (readonly [label: string, Resource<KeyplaneClient>, own: object])[] = [
  [
    'Application key "deploy"',
    applicationKeyResource,
    { name: undefined, description: 'deploy', member_id: 'mem_ada' },
  ],
  ['Service account key "deploy"', serviceAccountKeyResource, { service_account_id: 'sa_1' }],
  [
    'Service key token "deploy"',
    serviceKeyTokenResource,
    { service_key_id: 'svk_1', kind: 'personal', member_id: 'mem_ada', accept_terms: null },
  ],
];
const [APPLICATION_KEY, ACCOUNT_KEY, TOKEN] = FAMILIES.map(([, resource]) => resource.handlers);

type Handlers = Resource<KeyplaneClient>['handlers'];
type Values = Parameters<Handlers['read']>[0];
type ApplyContext = Parameters<Handlers['create']>[1];
type PlanRequest = Parameters<NonNullable<Handlers['modifyPlan']>>[0];

const valuesOf = (values: object) => values as Values;
const withOwn = (own: object) => ({ ...STATE, ...own });

const me = { permissions: ['service_key_tokens.manage'] as never[] };
const keyplane = (own: object, over: Partial<ServiceAccountKey> = {}, rest: FakeKeyplane = {}) =>
  fakeKeyplane({ key: keyOf({ ...own, ...over }), me, ...rest });

const CONFIG = {
  expires_at: null,
  expires_in: '365d',
  recreate_if_expired: null,
  rotation: null,
  secret_delivery: null,
  recipient_jwk: null,
  recipient_pem: null,
  public_jwk: null,
  claim_window: null,
  claimant_id: null,
};

async function plan(
  { modifyPlan }: Handlers,
  fake: ReturnType<typeof fakeKeyplane>,
  { before, values }: { readonly before: object | null; readonly values: object },
) {
  const priorState = before as Record<string, unknown> | null;
  const drawn = fakePlan({ before: priorState, values: { ...values } });
  const request = { config: CONFIG, priorState, plan: drawn.plan, context: fake.context };
  await modifyPlan?.(request as unknown as PlanRequest);
  return drawn;
}

describe.each(FAMILIES)('the resource of %s', (label, { handlers, schema, name }, own) => {
  it('has every attribute of a key, and the provider offers it', () => {
    expect(Object.keys(schema)).toEqual(expect.arrayContaining(['id', 'secret', 'rotation']));
    expect(Object.keys(describeProvider(createKeyplaneProvider()).resources)).toContain(name);
  });

  it('creates the key as configured, and keeps the secret from the answer', async () => {
    const fake = keyplane(own);
    const planned = valuesOf({ ...withOwn(own), secret_version: null });
    const created = await handlers.create(planned, fake.context as ApplyContext);
    expect(created).toMatchObject({ id: 'sak_1', secret: 'kps_new', secret_version: 8 });
    const [method, body] = fake.calls[0] ?? [];
    expect(method).toBe('create');
    expect(body).toMatchObject({ enabled: true, expires_in: '365d', secret_delivery: 'plain' });
    expect(fake.notes.get('secret_version')).toBe(8);
  });

  it('reads the key from Keyplane, and keeps the secret of the state', async () => {
    const { context, said } = keyplane(own);
    const read = await handlers.read(valuesOf(withOwn(own)), context);
    expect(read).toMatchObject({ client_id: 'kpi_1', secret: 'kps_secret', expires_in: '365d' });
    expect(said).toEqual([]);
  });

  it('reports a revoked key as gone, by its name', async () => {
    const revocation = { revoked_at: '2030-05-20T10:00:00.000Z', revoked_by: 'm', reason: '' };
    const { context } = keyplane(own, { revocation });
    expect(await handlers.read(valuesOf(withOwn(own)), context)).toMatchObject({
      text: { summary: `${label} (sak_1) was revoked` },
    });
  });

  it('reports an unknown key as gone only to credentials that could have seen it', async () => {
    const { context } = fakeKeyplane({ me });
    expect(await handlers.read(valuesOf(withOwn(own)), context)).toMatchObject({
      text: { summary: `${label} (sak_1) is gone` },
    });
    const other = fakeKeyplane({ privateState: { team: 'team_2' } });
    await expect(handlers.read(valuesOf(withOwn(own)), other.context)).rejects.toThrow(
      /belongs to a different team/,
    );
  });

  it('sends only the changes in an update', async () => {
    const { context, calls } = keyplane(own);
    const state = withOwn(own);
    await handlers.update?.(
      valuesOf({ ...state, enabled: false }),
      valuesOf(state),
      context as ApplyContext,
    );
    expect(calls).toEqual([['update', 'sak_1', { enabled: false }]]);
  });

  it('deletes the key, and treats a 404 as success', async () => {
    const { context, calls } = keyplane(own);
    await handlers.delete(valuesOf(withOwn(own)), context);
    expect(calls).toEqual([['remove', 'sak_1']]);
    const gone = fakeKeyplane({ me });
    await expect(handlers.delete(valuesOf(withOwn(own)), gone.context)).resolves.toBeUndefined();
  });

  it('never deletes the key that the run is authenticated with', async () => {
    const { context, calls } = keyplane(own, {}, { me: { ...me, key_id: 'sak_1' } });
    await expect(handlers.delete(valuesOf(withOwn(own)), context)).rejects.toThrow();
    expect(calls).toEqual([]);
  });

  it('sends the body of the apply in a dry run', async () => {
    const asked: object[] = [];
    const judge = (question: object) => {
      asked.push(question);
      return Promise.resolve({ problem: undefined });
    };
    const client = { dryRuns: { judge } };
    await plan(handlers, keyplane(own, {}, { client }), { before: null, values: withOwn(own) });
    expect(asked).toEqual([
      expect.objectContaining({ method: 'POST', path: expect.stringMatching(/^\/v1\//) }),
    ]);
    const before = withOwn(own);
    await plan(handlers, keyplane(own, {}, { client }), { before, values: { enabled: false } });
    expect(asked[1]).toMatchObject({ method: 'PATCH', body: { enabled: false } });
  });

  it('plans nothing for a key that stays as it is', async () => {
    const fake = keyplane(own);
    const { plan: drawn } = await plan(handlers, fake, { before: withOwn(own), values: {} });
    expect([...drawn.changed]).toEqual([]);
    expect(fake.said).toEqual([]);
  });

  it('refuses to destroy a key of another team', async () => {
    const { context } = keyplane(own, {}, { privateState: { team: 'team_2' } });
    await expect(handlers.planDestroy?.(valuesOf(withOwn(own)), context)).rejects.toThrow(
      /belongs to a different team/,
    );
  });
});

describe('an application key', () => {
  const [, , own] = FAMILIES[0] ?? [];
  const state = withOwn(own ?? {});

  it('is hidden from other members, unless its member has left the team', async () => {
    const bob = fakeKeyplane({ me: { id: 'mem_bob', name: 'Bob' } });
    await expect(APPLICATION_KEY?.read(valuesOf(state), bob.context)).rejects.toThrow(
      /not visible to Bob.*belongs to mem_ada/s,
    );
    const client = { members: { get: () => Promise.resolve({ status: 'left' }) } };
    const left = fakeKeyplane({ client, me: { id: 'mem_bob' } });
    expect(await APPLICATION_KEY?.read(valuesOf(state), left.context)).toHaveProperty('text');
  });

  it('causes a warning if a plan disables or destroys the last one of its member', async () => {
    const warning = expect.stringMatching(
      /^warning: .*\(sak_1\) is the last working application key/,
    );
    const disabled = keyplane(own ?? {});
    await plan(APPLICATION_KEY as Handlers, disabled, {
      before: state,
      values: { enabled: false },
    });
    expect(disabled.said).toContainEqual(warning);
    const destroyed = keyplane(own ?? {});
    await APPLICATION_KEY?.planDestroy?.(valuesOf(state), destroyed.context);
    expect(destroyed.said).toContainEqual(warning);
  });

  it('has no claimant', async () => {
    const { claimant_id: _claimant, ...withoutClaimant } = state;
    const { context } = keyplane(own ?? {});
    const read = await APPLICATION_KEY?.read(valuesOf(withoutClaimant), context);
    expect(read).not.toHaveProperty('claimant_id');
  });

  it('is called by its ID if it has no description', async () => {
    const unnamed = { ...own, description: '' };
    const { context, said } = keyplane(unnamed, { state: 'expired' });
    await APPLICATION_KEY?.read(valuesOf(withOwn(unnamed)), context);
    expect(said).toEqual(['warning: Application key sak_1 has expired']);
  });

  it('is refused in the plan of a service account that may write', async () => {
    const client = {
      dryRuns: {
        judge: () => Promise.resolve({ problem: { code: 'insufficient_permissions', errors: [] } }),
      },
    };
    const planned = async (permissions: string[]) => {
      const account = { kind: 'service_account' as const, name: 'ci', permissions };
      const fake = keyplane(own ?? {}, {}, { client, me: account as never });
      await plan(APPLICATION_KEY as Handlers, fake, { before: null, values: state });
      return fake.said;
    };
    expect(await planned(['roles.manage'])).toEqual([
      'error: A service account has no application keys',
    ]);
    expect(await planned(['roles.read'])).toEqual([]);
  });
});

describe('a service key token', () => {
  const [, , own] = FAMILIES[2] ?? [];
  const state = withOwn(own ?? {});

  it('is hidden from members who see only their own', async () => {
    const bob = fakeKeyplane({ me: { id: 'mem_bob', name: 'Bob' } });
    await expect(TOKEN?.read(valuesOf(state), bob.context)).rejects.toThrow(/not visible to Bob/);
    const owner = fakeKeyplane();
    expect(await TOKEN?.read(valuesOf(state), owner.context)).toHaveProperty('text');
  });

  it('sends the accepted terms only if there are any', async () => {
    const bodyOf = async (accept_terms: string | null) => {
      const { context, calls } = keyplane(own ?? {});
      await TOKEN?.create(valuesOf({ ...state, accept_terms }), context as ApplyContext);
      return calls[0]?.[1];
    };
    expect(await bodyOf('2030-01')).toMatchObject({ accept_terms: '2030-01', kind: 'personal' });
    expect(await bodyOf(null)).not.toHaveProperty('accept_terms');
  });

  it('keeps a name that breaks the rule, but gets no new name that breaks it', async () => {
    const old = { ...state, name: 'an old name!' };
    const kept = keyplane(own ?? {});
    await plan(TOKEN as Handlers, kept, { before: old, values: {} });
    expect(kept.said).toEqual([]);
    const renamed = keyplane(own ?? {});
    await plan(TOKEN as Handlers, renamed, { before: state, values: { name: 'a new name!' } });
    expect(renamed.said).toEqual([expect.stringMatching(/^error: .* cannot have this name$/)]);
  });
});

describe('the import of a key', () => {
  it('finds the ID, even by the client ID', async () => {
    const { context } = keyplane({});
    await expect(ACCOUNT_KEY?.importState?.('sak_1', context)).resolves.toEqual({ id: 'sak_1' });
    const clientId = `kpi_${'0'.repeat(32)}`;
    await expect(ACCOUNT_KEY?.importState?.(clientId, context)).resolves.toEqual({ id: 'sak_1' });
  });

  it('is refused for a key of another family, and for a revoked key', async () => {
    const { context } = keyplane({});
    await expect(ACCOUNT_KEY?.importState?.('tok_1', context)).rejects.toThrow(
      /is the ID of a service key token, not of a service account key/,
    );
    const revocation = { revoked_at: '2030-05-20T10:00:00.000Z', revoked_by: 'm', reason: '' };
    const revoked = keyplane({}, { revocation });
    await expect(ACCOUNT_KEY?.importState?.('sak_1', revoked.context)).rejects.toThrow(
      /can no longer be imported/,
    );
  });

  it('reads everything but the secret', async () => {
    const { context, said } = keyplane({});
    const read = await ACCOUNT_KEY?.read(valuesOf(IMPORTED), context);
    expect(read).toMatchObject({ name: 'deploy', expires_in: '365d', secret: null });
    expect(said).toEqual([]);
  });
});
