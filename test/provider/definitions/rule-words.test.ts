import { ruled } from '../../../provider/definitions/field-rules';
import { ruleWords } from '../../../provider/definitions/rule-words';
import { nestedSingle, string } from '../../../provider/terraform-plugin';

describe('the words of a rule', () => {
  it.each([
    [{}, ''],
    [{ type: 'boolean' }, ''],
    [{ 'x-must-be': 'the ID of a role', maxLength: 64 }, 'the ID of a role'],
    [{ enum: ['a', 'b'] }, 'one of `a`, `b`'],
    [{ minLength: 0, maxLength: 9 }, 'at most 9 characters'],
    [{ minLength: 2, maxLength: 9 }, '2 to 9 characters'],
    [{ maxItems: 1, items: { enum: ['a'] } }, 'at most 1 element; each one of `a`'],
    [{ minItems: 1 }, 'at least 1 element'],
    [{ minItems: 1, maxItems: 4, items: {} }, '1 to 4 elements'],
    [
      { maxProperties: 20, additionalProperties: { 'x-must-be': 'a line' } },
      'at most 20 entries; each a line',
    ],
  ])('of %j are "%s"', (rule, words) => expect(ruleWords(rule)).toBe(words));
});

describe('a schema that follows the API', () => {
  const limitsOf = (attribute: { spec: { validators: readonly { description: string }[] } }) =>
    attribute.spec.validators.map(({ description }) => description);

  it('describes the limits of an attribute, and of the attributes of a nested object', () => {
    const { name, rotation } = ruled('/v1/service-account-keys', {
      name: string.required({ description: 'The name.' }),
      rotation: nestedSingle({ every: string.optional({ description: 'The age.' }) }).optional({
        description: 'The rotation.',
      }),
    });
    expect(limitsOf(name)).toEqual(['a line of 1 to 200 characters, without control characters']);
    const every = rotation.spec.nested?.schema.every;
    expect(every && limitsOf(every)).toEqual([expect.stringContaining('at most "36500d"')]);
  });
});
