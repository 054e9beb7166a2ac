import { fc } from '../../../support/property';
import {
  isUnknown,
  type ObjectValue,
  unknown,
  type Value,
} from '../../../../provider/terraform-plugin';
import { planObject } from '../../../../provider/terraform-plugin/framework/plan-object';
import { reconcileApplied } from '../../../../provider/terraform-plugin/framework/reconcile';
import {
  fulfills,
  isWhollyKnown,
  valuesEqual,
} from '../../../../provider/terraform-plugin/framework/value-comparison';
import { wire } from '../../../../provider/terraform-plugin/testing';
import { thingSchema } from './support/thing-resource';

const word = fc.constantFrom('a', 'b', 'c');
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(value, fc.constant(null), fc.constant(unknown));
const object = (parts: Record<string, fc.Arbitrary<Value>>) => fc.record(parts).map(wire);
const instant = fc.constantFrom(
  '2030-01-01T00:00:00Z',
  '2030-01-01T01:00:00+01:00',
  '2031-01-01T00:00:00Z',
);

const config: fc.Arbitrary<ObjectValue> = object({
  id: fc.constant(null),
  name: fc.oneof(word, fc.constant(unknown)),
  region: maybe(word),
  size: maybe(fc.integer({ min: 1, max: 3 })),
  labels: maybe(fc.uniqueArray(fc.oneof(word, fc.constant(unknown)))),
  expires_at: maybe(instant),
  host: maybe(word),
  url: fc.constant(null),
  note: fc.constant(null),
  updated_at: fc.constant(null),
  secret_wo: maybe(word),
  secret_wo_version: maybe(fc.nat(3)),
  owner: maybe(object({ name: word, password_wo: maybe(word), uid: fc.constant(null) })),
  rules: maybe(fc.array(object({ cidr: word, rule_id: fc.constant(null) }), { maxLength: 3 })),
  grants: maybe(
    fc.uniqueArray(object({ role: word, granted_at: fc.constant(null) }), {
      maxLength: 3,
      selector: (grant) => grant['role'],
    }),
  ),
});

/** The result of applying a plan: every unknown gets a value. */
function settled(value: Value): Value {
  if (isUnknown(value)) return 'made';
  if (Array.isArray(value)) return value.map((item: Value) => settled(item));
  if (typeof value !== 'object' || value === null) return value;
  return wire(
    Object.fromEntries(
      Object.entries(value as ObjectValue).map(([name, part]) => [name, settled(part)]),
    ),
  );
}

/** The possible states of a resource: those after applying a completely known configuration. */
const state = config
  .filter(isWhollyKnown)
  .map((known) => settled(planObject(thingSchema, known, null)) as ObjectValue);

const prior = fc.oneof(fc.constant(null), state);

describe('for every configuration and every prior state', () => {
  test('a plan never alters a known value of the configuration', () => {
    fc.assert(
      fc.property(config, prior, (asked, before) => {
        const planned = planObject(thingSchema, asked, before);
        for (const name of [
          'name',
          'region',
          'size',
          'labels',
          'host',
          'secret_wo_version',
        ] as const) {
          const value = asked[name] ?? null;
          if (value === null) continue;
          expect(valuesEqual(thingSchema[name].spec.type, planned[name] ?? null, value)).toBe(true);
        }
        if (typeof asked['expires_at'] === 'string') {
          const kept = [asked['expires_at'], before?.['expires_at']];
          expect(kept).toContain(planned['expires_at']);
        }
      }),
    );
  });

  test('planning the planned values again changes nothing', () => {
    fc.assert(
      fc.property(config, prior, (asked, before) => {
        const planned = planObject(thingSchema, asked, before);
        expect(planObject(thingSchema, asked, planned)).toEqual(planned);
      }),
    );
  });

  test('planning the applied configuration again changes nothing', () => {
    fc.assert(
      fc.property(config.filter(isWhollyKnown), prior, (asked, before) => {
        const planned = planObject(thingSchema, asked, before);
        const given = settled(planned) as ObjectValue;
        const { state: after, inconsistencies } = reconcileApplied(thingSchema, planned, given);
        expect(inconsistencies).toEqual([]);
        expect(planObject(thingSchema, asked, after)).toEqual(after);
      }),
    );
  });

  test('values that a plan knew stay the same when its unknown parts become known', () => {
    fc.assert(
      fc.property(
        config.filter(isWhollyKnown),
        fc.subarray(['name', 'region', 'labels', 'host', 'rules']),
        prior,
        (known, hidden, before) => {
          const early = wire({
            ...known,
            ...Object.fromEntries(hidden.map((name) => [name, unknown])),
          });
          const first = planObject(thingSchema, early, before);
          const second = planObject(thingSchema, known, before);
          for (const [name, { spec }] of Object.entries(thingSchema)) {
            expect(fulfills(spec.type, first[name] ?? null, second[name] ?? null)).toBe(true);
          }
        },
      ),
    );
  });

  test('no write-only value is ever planned', () => {
    fc.assert(
      fc.property(config, prior, (asked, before) => {
        const planned = planObject(thingSchema, asked, before);
        expect(planned['secret_wo']).toBeNull();
        const owner = planned['owner'] as ObjectValue | null;
        expect(owner?.['password_wo'] ?? null).toBeNull();
      }),
    );
  });
});
