import { unknown } from '../../../../../provider/terraform-plugin';

type Values = Readonly<Record<string, unknown>>;

/** The plan that the framework would have made, and the changes that a test makes to it. */
export function fakePlan({
  before,
  values = {},
}: {
  readonly before: Values | null;
  /** The attributes that differ from the prior state. */
  readonly values?: Values;
}) {
  const planned: Record<string, unknown> = { ...before, ...values };
  const decided: Record<string, unknown> = {};
  const replaced: string[] = [];
  const edit = (name: string, value: unknown) => {
    decided[name] = value;
    planned[name] = value;
  };
  const plan = {
    get values() {
      return planned;
    },
    get changed() {
      const names = Object.keys(planned);
      return new Set(names.filter((name) => before === null || planned[name] !== before[name]));
    },
    get requiresReplace() {
      return replaced.length > 0;
    },
    set: edit,
    markUnknown: (name: string) => edit(name, unknown),
    requireReplace: (name: string) => void replaced.push(name),
  };
  return { plan, decided, replaced };
}
