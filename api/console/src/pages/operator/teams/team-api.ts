import { api, type Schemas } from '../../../api/client';
import { answerOf } from '../../../api/problem';
import { ifMatch, versionedOf } from '../../../api/versioned';
import type { Reveal } from '../../../components/reveal-step';

export type Team = Schemas['Team'];

const path = (id: string) => ({ path: { team_id: id } });

export interface NewTeam {
  readonly name: string;
  readonly owner: { readonly email: string; readonly name: string };
}

export const teamApi = {
  read: (id: string) => answerOf(api.GET('/v1/teams/{team_id}', { params: path(id) })),
  found: (body: NewTeam, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/teams', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }),
    ),
  readVersion: (id: string) => versionedOf(api.GET('/v1/teams/{team_id}', { params: path(id) })),
  rename: (id: string, name: string, etag: string) =>
    answerOf(
      api.PATCH('/v1/teams/{team_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body: { name },
      }),
    ),
  suspend: (id: string, suspended: boolean) =>
    answerOf(api.PATCH('/v1/teams/{team_id}', { params: path(id), body: { suspended } })),
};

/** The application key of the first owner, who signs in with it. */
export function revealOfOwnerKey({ name, owner, application_key }: Schemas['FoundedTeam']): Reveal {
  return {
    title: `Application key of ${owner.name}`,
    notice: `The team “${name}” exists. Its owner ${owner.name} (${owner.email}) signs in with this application key, so send both values to the owner over a safe channel. The Secret is shown only now.`,
    values: [
      { label: 'Secret', value: application_key.secret ?? '', isSecret: true },
      { label: 'Client ID', value: application_key.client_id },
    ],
    done: 'OK, I have copied it',
  };
}
