import type { SessionSubject } from './session';

/** The columns that say whom a session or a passkey acts as. */
export interface SubjectColumns {
  subject_kind: SessionSubject['kind'];
  subject_id: string;
  team_id: string | null;
}

export function subjectOf({ subject_kind: kind, subject_id: id, team_id }: SubjectColumns) {
  const subject: SessionSubject =
    kind === 'member' ? { kind, id, teamId: team_id ?? '' } : { kind, id };
  return subject;
}

export function subjectColumns(subject: SessionSubject): SubjectColumns {
  return {
    subject_kind: subject.kind,
    subject_id: subject.id,
    team_id: subject.kind === 'member' ? subject.teamId : null,
  };
}
