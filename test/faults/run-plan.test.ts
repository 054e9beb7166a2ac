import { toHcl } from './configuration';
import { createKeyring } from './keyring';
import { layoutOf, RUN_KINDS } from './run-kind';
import { planRun, type RunPlan, type Turn } from './run-plan';

const keyring = createKeyring();

const drawn = new Map<number, readonly RunPlan[]>();

/** The same plans each time, since drawing them takes long. */
function plans(seed: number): readonly RunPlan[] {
  const known =
    drawn.get(seed) ?? Array.from({ length: 200 }, (_, index) => planRun(seed, index + 1));
  drawn.set(seed, known);
  return known;
}

const turnsOf = ({ stages }: RunPlan): readonly Turn[] => stages.flatMap(({ turns }) => turns);

describe('the plan of a run under faults', () => {
  it('is the same for the same seed and number, whatever was drawn before', () => {
    const alone = planRun(7, 42);
    expect(plans(7)[41]).toEqual(alone);
    expect(planRun(7, 42)).toEqual(alone);
  });

  it('differs for another seed or another number', () => {
    const written = [...plans(7), ...plans(8)].map((plan) => JSON.stringify(plan));
    expect(new Set(written).size).toBe(written.length);
  });

  it('draws two to six resources with a key among them, and lets something go wrong', () => {
    for (const plan of plans(1).filter(({ kind }) => kind === 'one_state')) {
      const [first] = turnsOf(plan);
      const { roles, accounts, serviceKeys, keys } = first?.configuration ?? {
        roles: [],
        accounts: [],
        serviceKeys: [],
        keys: [],
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

  it('gives no two objects of a kind the same name, except by count, so that each is found by its name', () => {
    for (const plan of plans(2)) {
      for (const { configuration } of turnsOf(plan)) {
        const labels = configuration.keys.map(({ label }) => label);
        const titles = configuration.keys.map(({ family, title }) => `${family} ${title}`);
        expect(new Set(labels).size).toBe(labels.length);
        expect(new Set(titles).size).toBe(titles.length);
      }
    }
  });

  it('meets every kind of fault, every victim and every kind of key', () => {
    const all = plans(3).flatMap(turnsOf);
    const misfortunes = all.flatMap(({ attempts }) => attempts).map(({ misfortune }) => misfortune);
    const kinds = misfortunes.flatMap(({ faults }) => faults).map(({ fault }) => fault.kind);
    const victims = misfortunes.flatMap(({ kills }) => kills).map(({ kill }) => kill.victim);
    const keys = all.flatMap(({ configuration }) => configuration.keys);
    expect([...new Set(kinds)].sort()).toEqual(
      [
        'cut-answer',
        'cut-request',
        'delay',
        'drop',
        'hang-up',
        'late',
        'refuse',
        'swallow',
        'throttle',
      ].sort(),
    );
    expect([...new Set(victims)].sort()).toEqual(['api', 'provider', 'terraform']);
    expect([...new Set(keys.map(({ family }) => family))].sort()).toEqual([
      'application_key',
      'service_account_key',
      'service_key_token',
    ]);
  });

  it('changes some stacks after they have converged', () => {
    const changed = plans(4).filter((plan) => {
      const written = turnsOf(plan).map(({ configuration }) => toHcl(configuration, keyring));
      return new Set(written).size > 1;
    });
    expect(changed.length).toBeGreaterThan(50);
  });

  it('draws every kind of run, and each run applies every one of its states', () => {
    const all = plans(5);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(RUN_KINDS));
    for (const plan of all) {
      const states = layoutOf(plan.kind).states.map((_, number) => number);
      expect(new Set(turnsOf(plan).map(({ state }) => state))).toEqual(new Set(states));
    }
  });

  it('loses a state or an entry of it, and applies the same once more', () => {
    const lost = plans(6).filter(({ kind }) => kind === 'lost_state');
    const losses = lost.flatMap(({ stages: [first] }) => first?.loss ?? []);
    expect(losses).toHaveLength(lost.length);
    expect(new Set(losses.map(({ entryAt }) => typeof entryAt))).toEqual(
      new Set(['string', 'number']),
    );
    expect(new Set(losses.map(({ isFresh }) => isFresh))).toEqual(new Set([true, false]));
    for (const plan of lost) {
      const [first, second] = turnsOf(plan);
      expect(second?.configuration).toEqual(first?.configuration);
    }
  });

  it('kills processes on only one of two machines at a time', () => {
    for (const { stages } of plans(6).filter(({ kind }) => kind === 'two_machines')) {
      for (const { turns, areAtOnce } of stages) {
        const kills = turns.flatMap(({ attempts }) => attempts).map((a) => a.misfortune.kills);
        expect([areAtOnce, kills.filter(({ length }) => length > 0).length]).toEqual([true, 1]);
      }
    }
  });

  it('declares equal bodies by a second provider configuration, or by count', () => {
    for (const plan of plans(6)) {
      const written = turnsOf(plan).map(({ configuration }) => toHcl(configuration, keyring));
      const has = (text: string) => written.some((hcl) => hcl.includes(text));
      expect(has('provider = keyplane.b')).toBe(plan.kind === 'aliases');
      if (plan.kind === 'equal_bodies') expect(has('count = ')).toBe(true);
    }
  });
});
