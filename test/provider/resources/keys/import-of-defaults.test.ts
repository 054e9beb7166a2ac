import { applicationKeyResource } from '../../../../provider/resources/application-key';
import { serviceAccountKeyResource } from '../../../../provider/resources/service-account-key';
import { serviceKeyTokenResource } from '../../../../provider/resources/service-key-token';
import type { Value } from '../../../../provider/terraform-plugin';
import { benchFor, wire } from '../../../../provider/terraform-plugin/testing';
import { fakeKeyplane, keyOf } from './support/fake-keyplane';

type Config = Readonly<Record<string, Value>>;

const FAMILIES = [
  {
    resource: applicationKeyResource,
    own: { description: 'deploy', expires_in: '365d' },
    kept: { description: 'deploy', member_id: 'mem_ada' },
  },
  {
    resource: serviceAccountKeyResource,
    own: { service_account_id: 'sa_1', name: 'deploy', expires_in: '365d' },
    kept: { service_account_id: 'sa_1' },
  },
  {
    resource: serviceKeyTokenResource,
    own: { service_key_id: 'svk_1', kind: 'shared', name: 'deploy', expires_in: '365d' },
    kept: { service_key_id: 'svk_1', kind: 'shared', member_id: null },
  },
] as const;

const CLAIMED = {
  secret_delivery: 'claim' as const,
  secret_claim: {
    state: 'waiting' as const,
    claimant_id: null,
    claimable_until: '2030-05-02T00:00:00.000Z',
  },
};
const PERIODS = { every: '90d', overlap: null, early_window: null };

const rotationWith = (overlap: string | null) =>
  wire({ every: '90d', overlap, early_window: null, when_changed: null });

async function importOf(
  { resource, own, kept }: (typeof FAMILIES)[number],
  overlap: string | null,
) {
  const key = keyOf({ ...CLAIMED, ...kept, rotation: { ...PERIODS, overlap } });
  const { context } = fakeKeyplane({ key });
  const bench = await benchFor(resource, context.client);
  const read = await bench.read(bench.config({ id: 'sak_1' }));
  expect(read.diagnostics).toEqual([]);
  const configOf = (config: Config) => {
    return bench.config({ enabled: null, ...own, secret_delivery: 'claim', ...config });
  };
  return { bench, configOf, state: read.newState, privateState: read.privateState };
}

describe.each(FAMILIES.map((family) => [family.resource.name, family] as const))(
  'an imported %s',
  (_name, family) => {
    describe.each([null, '24h', '1440m'])('whose overlap Keyplane keeps as %s', (overlap) => {
      it.each([null, '24h', '1440m', '1d'])(
        'plans no change if the configuration says %s for both defaults',
        async (written) => {
          const { bench, configOf, state, privateState } = await importOf(family, overlap);
          const config = configOf({ claim_window: written, rotation: rotationWith(written) });
          const { plannedState, diagnostics } = await bench.plan(config, state, privateState);
          expect(diagnostics).toEqual([]);
          expect(plannedState).toEqual(state);
        },
      );
    });

    it('plans a change if the configuration says other periods', async () => {
      const { bench, configOf, state, privateState } = await importOf(family, null);
      const config = configOf({ claim_window: '2h', rotation: rotationWith('3h') });
      const { plannedState } = await bench.plan(config, state, privateState);
      expect(plannedState).toMatchObject({ claim_window: '2h', rotation: { overlap: '3h' } });
    });

    it('plans no change for an earlier state, which has no default written out', async () => {
      const { bench, configOf, state, privateState } = await importOf(family, null);
      const earlier = wire({ ...state, claim_window: null, rotation: rotationWith(null) });
      const config = configOf({ rotation: rotationWith(null) });
      const { plannedState } = await bench.plan(config, earlier, privateState);
      expect(plannedState).toEqual(earlier);
    });

    it('drops a period that is not the default if the configuration omits it', async () => {
      const { bench, configOf, state, privateState } = await importOf(family, null);
      const other = wire({ ...state, claim_window: '2h', rotation: rotationWith('3h') });
      const config = configOf({ rotation: rotationWith(null) });
      const { plannedState } = await bench.plan(config, other, privateState);
      expect(plannedState).toMatchObject({ claim_window: null, rotation: { overlap: null } });
    });
  },
);
