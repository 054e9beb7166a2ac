/** Environment variables: name → value. */
export type Environment = Readonly<Record<string, string | undefined>>;
