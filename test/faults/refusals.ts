/** A create that Keyplane refused, since a state may hold an equal object of an interrupted run. */
export interface Refusal {
  readonly address: string;
  readonly id: string;
}

/** What terraform printed about them. */
export function refusalsIn(stderr: string): readonly Refusal[] {
  const plain = stderr.replaceAll(/[│╷╵]/g, '');
  const errors = plain.split(/^ *Error: /m).slice(1);
  return errors.flatMap((error) => {
    const [, id] = /^An interrupted run created the same object:\s+(\w+)/.exec(error) ?? [];
    const [, address] = /^\s*with (\S+),$/m.exec(error) ?? [];
    return id === undefined || address === undefined ? [] : [{ address, id }];
  });
}
