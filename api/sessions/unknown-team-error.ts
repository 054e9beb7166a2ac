/** The setting is wrong. The server starts nevertheless, because the team may be created later. */
export class UnknownTeamError extends Error {
  override readonly name = 'UnknownTeamError';

  constructor(teamId: string) {
    super(
      `KEYPLANE_OIDC_JOIN names the team ${teamId}, which does not exist. Nobody joins it. GET /v1/teams lists ` +
        'the teams.',
    );
  }
}
