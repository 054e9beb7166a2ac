import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { Caller } from '../domain/principal';
import { isLive, sessionSnapshot, type Session } from './session';
import type { SessionStore } from './session-store';

/** The sessions of the caller. Nobody sees those of others. */
export interface SessionService {
  list(caller: Caller, page: PageRequest): Promise<Page<Session>>;
  /** @throws Failure `not_found` */
  end(caller: Caller, id: string): Promise<void>;
}

export function createSessionService(dependencies: {
  readonly store: SessionStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}): SessionService {
  const { store, unitOfWork, clock, audit } = dependencies;

  /** A key reaches its member alone, so it does not show the sessions of a person with several teams. */
  async function subjectsOf({ principal }: Caller): Promise<readonly string[]> {
    const { id, credential } = principal;
    const current = credential.kind === 'session' ? await store.find(credential.id) : undefined;
    const subject = current?.subject;
    return subject?.kind === 'person' ? [id, subject.id] : [id];
  }

  return {
    async list(caller, page) {
      const subjects = await subjectsOf(caller);
      return pageFrom(await store.listLive(subjects, page, clock.now()), page.size);
    },

    end: (caller, id) =>
      unitOfWork.run(async () => {
        const now = clock.now();
        const session = await store.find(id);
        if (session === undefined || !isLive(session, now)) throw notFound('session');
        if (!(await subjectsOf(caller)).includes(session.subject.id)) throw notFound('session');
        await store.end(id, now);
        await audit.record(caller, {
          action: 'session.ended',
          target: { kind: 'session', id },
          before: sessionSnapshot(session),
        });
      }),
  };
}
