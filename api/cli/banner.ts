import type { FirstCredential, FirstCredentials } from '../bootstrap/first-credentials';

export interface FirstStart {
  readonly credentials: FirstCredentials;
  /** Where the credentials are kept. */
  readonly file: string;
}

/** What a person at the terminal sees. It reveals secrets: print it nowhere else. */
export function banner({ url, first }: { url: string; first?: FirstStart | undefined }): string {
  const lines = [
    '',
    `  Keyplane listens on ${url}`,
    `  Console:       ${url}/`,
    `  Documentation: ${url}/docs/`,
  ];
  if (first !== undefined) {
    const { operator, owner, team } = first.credentials;
    lines.push(
      '',
      `  The first credentials are stored in ${first.file}:`,
      ...credentialLines('operator', operator),
      ...credentialLines(`owner of the team "${team.name}"`, owner),
    );
  }
  return [...lines, ''].join('\n');
}

export function credentialLines(whose: string, { clientId, secret }: FirstCredential): string[] {
  return [
    `    ${whose}`,
    `      client_id      ${clientId}`,
    `      client_secret  ${secret.reveal()}`,
  ];
}
