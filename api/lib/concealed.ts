import { inspect } from 'node:util';

/** A secret of the configuration: printing, logging or serializing it shows only `shown`. */
export class Concealed {
  readonly #text: string;

  constructor(
    text: string,
    readonly shown = '[concealed]',
  ) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }

  [inspect.custom](): string {
    return this.shown;
  }
}
