import { describeAffected, type AffectedKey } from '../../../api/catalog/affected-keys';
import type { BillingPolicy, Service } from '../../../api/catalog/service';
import { describeLoss, lossOf, lossyServiceIds } from '../../../api/catalog/service-loss';

const model = (id: string, currency = 'EUR') => ({
  id,
  name: id,
  currency,
  parameters: [],
  prices: [{ price: '1', unit: 'call', quantities: [] }],
});

function service(billingPolicies: readonly BillingPolicy[], models = [model('small')]): Service {
  const free = billingPolicies.includes('free');
  return { id: 'text', name: 'Text', description: null, free, billingPolicies, models };
}

const catalogOf = (...services: readonly Service[]) =>
  new Map(services.map((each) => [each.id, each]));
const use = (billingPolicy: BillingPolicy, ...modelIds: readonly string[]) => ({
  serviceId: 'text',
  billingPolicy,
  modelIds,
});

const FREE = catalogOf(service(['free']));
const PAID = catalogOf(service(['pay_as_you_go']));
const NOTHING = catalogOf();

describe('what a change of the catalog takes from a service key', () => {
  it.each([
    ['a service that is gone', use('free'), FREE, NOTHING, 'text (no longer in the catalog)'],
    [
      'a free service that costs now',
      use('free'),
      FREE,
      PAID,
      'text (no longer offered with the billing policy free)',
    ],
    [
      'a paid service that is free now, and so is paid for by nobody',
      use('pay_as_you_go', 'small'),
      PAID,
      FREE,
      'text (no longer offered with the billing policy pay_as_you_go)',
    ],
    [
      'a model that is gone',
      use('pay_as_you_go', 'small', 'large'),
      catalogOf(service(['pay_as_you_go'], [model('small'), model('large')])),
      PAID,
      'text (no longer offers the model large)',
    ],
    [
      'a model that costs another currency, which the wallet does not hold',
      use('pay_as_you_go', 'small'),
      PAID,
      catalogOf(service(['pay_as_you_go'], [model('small', 'USD')])),
      'text (now has another currency for the model small)',
    ],
  ])('is %s', (_what, used, before, after, says) => {
    const loss = lossOf(used, before, after);
    expect(loss && describeLoss(loss)).toBe(says);
    expect(lossyServiceIds(before, after)).toEqual(['text']);
  });

  it.each([
    [
      'it is offered in both ways',
      use('free'),
      FREE,
      catalogOf(service(['free', 'pay_as_you_go'])),
    ],
    ['the key had lost it before', use('free'), PAID, NOTHING],
    ['it was not in the catalog', use('free'), NOTHING, PAID],
    [
      'the model that is gone is not one of the key',
      use('pay_as_you_go', 'small'),
      catalogOf(service(['pay_as_you_go'], [model('small'), model('large')])),
      PAID,
    ],
    [
      'a free model has another currency',
      use('free', 'small'),
      FREE,
      catalogOf(service(['free'], [model('small', 'USD')])),
    ],
  ])('is nothing if %s', (_when, used, before, after) => {
    expect(lossOf(used, before, after)).toBeUndefined();
  });

  it('is looked for only if a catalog takes something', () => {
    const more = catalogOf(service(['free', 'pay_as_you_go'], [model('small'), model('large')]));
    expect(lossyServiceIds(FREE, more)).toEqual([]);
  });

  it('is reported for the first keys, with the number of the others', () => {
    const key = (id: string): AffectedKey => ({
      id,
      teamId: 'team_1',
      name: 'docs',
      plan: 'paid',
      memberIds: [],
      losses: [{ ...use('free'), reason: 'service_removed' }],
    });
    expect(describeAffected(['svk_1', 'svk_2', 'svk_3'].map(key), 2)).toBe(
      [
        '  svk_1 ("docs", paid, of team_1) loses text (no longer in the catalog)',
        '  svk_2 ("docs", paid, of team_1) loses text (no longer in the catalog)',
        '  and 1 more',
      ].join('\n'),
    );
  });
});
