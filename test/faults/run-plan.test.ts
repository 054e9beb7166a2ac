import { toHcl } from './configuration';
import { createKeyring } from './keyring';
import { planRun, type RunPlan } from './run-plan';

const keyring = createKeyring();

const plans = (seed: number): RunPlan[] =>
  Array.from({ length: 200 }, (_, index) => planRun(seed, index + 1));

describe('the plan of a run under faults', () => {
  it('is the same for the same seed and number, whatever was drawn before', () => {
    const alone = planRun(7, 42);
    expect(plans(7)[41]).toEqual(alone);
    expect(planRun(7, 42)).toEqual(alone);
  });

  it('is another one for another seed or another number', () => {
    const written = [...plans(7), ...plans(8)].map((plan) => JSON.stringify(plan));
    expect(new Set(written).size).toBe(written.length);
  });

  it('draws two to six resources with a key among them, and lets something go wrong', () => {
    for (const { stages } of plans(1)) {
      const [first] = stages;
      const { roles, accounts, serviceKeys, keys } = first?.configuration ?? {
        ...{ roles: [], accounts: [], serviceKeys: [], keys: [] },
      };
      const resources = roles.length + accounts.length + serviceKeys.length + keys.length;
      expect(resources).toBeGreaterThanOrEqual(2);
      expect(resources).toBeLessThanOrEqual(6);
      expect(keys).not.toEqual([]);
      for (const { misfortune } of first?.attempts ?? []) {
        expect(misfortune.faults.length + misfortune.kills.length).toBeGreaterThan(0);
      }
    }
  });

  it('names no two things of a kind alike, so that none is taken for the twin of another', () => {
    for (const { stages } of plans(2)) {
      for (const { configuration } of stages) {
        const labels = configuration.keys.map(({ label }) => label);
        const titles = configuration.keys.map(({ family, title }) => `${family} ${title}`);
        expect(new Set(labels).size).toBe(labels.length);
        expect(new Set(titles).size).toBe(titles.length);
      }
    }
  });

  it('meets every kind of fault, every victim and every kind of key', () => {
    const all = plans(3).flatMap(({ stages }) => stages);
    const misfortunes = all.flatMap(({ attempts }) => attempts).map(({ misfortune }) => misfortune);
    const kinds = misfortunes.flatMap(({ faults }) => faults).map(({ fault }) => fault.kind);
    const victims = misfortunes.flatMap(({ kills }) => kills).map(({ kill }) => kill.victim);
    const keys = all.flatMap(({ configuration }) => configuration.keys);
    expect([...new Set(kinds)].sort()).toEqual(
      [
        ...['cut-answer', 'cut-request', 'delay', 'drop', 'hang-up'],
        ...['late', 'refuse', 'swallow', 'throttle'],
      ].sort(),
    );
    expect([...new Set(victims)].sort()).toEqual(['api', 'provider', 'terraform']);
    expect([...new Set(keys.map(({ family }) => family))].sort()).toEqual([
      ...['application_key', 'service_account_key', 'service_key_token'],
    ]);
  });

  it('changes some stacks after they have converged', () => {
    const changed = plans(4).filter(({ stages: [first, second] }) => {
      return (
        first &&
        second &&
        toHcl(first.configuration, keyring) !== toHcl(second.configuration, keyring)
      );
    });
    expect(changed.length).toBeGreaterThan(50);
  });
});
