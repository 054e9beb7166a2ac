import type { Caller } from '../domain/principal';
import { id, instant, pageOf, pageQuery, z } from '../http/wire';
import { SESSION_METHODS, type Session } from './session';

export const sessionParamsSchema = z.strictObject({ session_id: id('session') });

export const sessionMethod = z.enum(SESSION_METHODS).openapi('SessionMethod', {
  description: 'How the person signed in.',
});

export const sessionSchema = z
  .strictObject({
    id: id('session'),
    method: sessionMethod,
    current: z.boolean().openapi({ description: 'Whether this request was made in the session.' }),
    created_at: instant,
    last_seen_at: instant.openapi({ description: 'When it was last used, to the minute.' }),
    idle_expires_at: instant.openapi({
      description: 'When the session ends unless it is used before that.',
    }),
    expires_at: instant.openapi({
      description: 'When the session ends, however often it is used.',
    }),
    ip: z.string().openapi({ description: 'Address from which the person signed in.' }),
    user_agent: z.string().nullable().openapi({
      description: 'The browser with which the person signed in, as it describes itself.',
    }),
  })
  .openapi('Session');

export const sessionPageSchema = pageOf(sessionSchema).openapi('SessionPage');

export const sessionQuerySchema = pageQuery(id('session'));

export function sessionToWire(session: Session, caller: Caller): z.input<typeof sessionSchema> {
  const { credential } = caller.principal;
  return {
    id: session.id,
    method: session.method,
    current: credential.kind === 'session' && credential.id === session.id,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    idle_expires_at: session.idleExpiresAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip: session.ip,
    user_agent: session.userAgent,
  };
}
