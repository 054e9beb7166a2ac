/** The session is the only query that does not belong to a team. */
export const SESSION_KEY = ['session'] as const;

/** How people can sign in to this server, which is the same for everybody. */
export const SIGN_IN_METHODS_KEY = [...SESSION_KEY, 'methods'] as const;
