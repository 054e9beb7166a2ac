/** What `Keyplane-Stack` and `Keyplane-Run` may contain. */
export const LABEL = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
