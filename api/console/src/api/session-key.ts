/** The session is the only query that does not belong to a team. */
export const SESSION_KEY = ['session'] as const;
