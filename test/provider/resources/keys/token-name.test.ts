import { unknown } from '../../../../provider/terraform-plugin';
import { requireNewName } from '../../../../provider/resources/keys/token-name';

type Plan = Parameters<typeof requireNewName>[1];

/** What the plan reports if a token is renamed from one name to another. */
function errors(
  before: string | null | undefined,
  name: Plan['plan']['values']['name'],
  requiresReplace = false,
): readonly object[] {
  const said: object[] = [];
  const diagnostics = { error: (text: object) => void said.push(text) };
  const priorState = before === undefined ? null : { name: before };
  requireNewName('Service key token "ci"', {
    priorState,
    plan: { values: { name }, requiresReplace },
    context: { diagnostics } as unknown as Plan['context'],
  });
  return said;
}

const REFUSED = [
  {
    summary: 'Service key token "ci" cannot have this name',
    detail: 'The value "CI pipeline" must be 2 to 64 letters of any script, digits, `_` and `-`.',
    attribute: 'name',
  },
];

describe('the planned name of a token', () => {
  it('may break the rule if the token was named before the rule existed', () => {
    expect(errors('CI pipeline', 'CI pipeline')).toEqual([]);
  });

  it('follows the rule if the token is made, replaced or renamed (S2)', () => {
    expect(errors(undefined, 'CI pipeline')).toEqual(REFUSED);
    expect(errors('CI pipeline', 'CI pipeline', true)).toEqual(REFUSED);
    expect(errors('ci', 'CI pipeline')).toEqual(REFUSED);
    for (const name of ['конвейер', 'für-alle', 'कुंजी', null, unknown]) {
      expect(errors(undefined, name)).toEqual([]);
    }
  });
});
