import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/api';

export type Schemas = components['schemas'];

/** Every request goes below the base of the page, which may be a path of a shared host. */
export const BASE_URL = new URL('.', document.baseURI).href.replace(/\/$/, '');

let teamId: string | null = null;

/** Requests after this one are about this team. Two tabs may show two teams. */
export function requestForTeam(id: string | null): void {
  teamId = id;
}

export const api = createClient<paths>({ baseUrl: BASE_URL, credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    if (teamId !== null) request.headers.set('keyplane-team', teamId);
    return request;
  },
});
