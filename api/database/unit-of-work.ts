/**
 * Everything that happens within `run`, in whichever slice, is committed together or not at all.
 * A `run` inside another joins it. The asynchronous context carries the transaction, so services
 * see neither knex nor a handle they could forget to pass on.
 */
export interface UnitOfWork {
  run<T>(work: () => Promise<T>): Promise<T>;
}
