import type { ObjectValue, Value } from './terraform-plugin';

export interface Made {
  readonly id?: string;
  readonly secretVersion?: number;
}

/** What an apply has created, from the new state and the state before. Empty after an update. */
export function deliveredOf(state: ObjectValue, prior: ObjectValue | null): Made {
  const { id, secret_version: version } = state;
  const isNew = prior === null;
  const isRotated = !isNew && wholeNumber(version) !== wholeNumber(prior.secret_version);
  const secretVersion = wholeNumber(version);
  return {
    ...(isNew && typeof id === 'string' && { id }),
    ...(isRotated && secretVersion !== undefined && { secretVersion }),
  };
}

function wholeNumber(value: Value | undefined): number | undefined {
  const number = Number(value ?? NaN);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
