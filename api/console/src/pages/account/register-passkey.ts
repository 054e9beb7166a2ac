import {
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/browser';
import { ApiProblem } from '../../api/problem';
import { sessionApi } from '../../session/session-api';

/**
 * Lets the browser make a passkey for this server.
 * @throws ApiProblem if the browser or the server refuses
 */
export async function registerPasskey(name: string): Promise<void> {
  const optionsJSON =
    (await sessionApi.newPasskeyOptions()) as PublicKeyCredentialCreationOptionsJSON;
  const response = await startRegistration({ optionsJSON }).catch((error: unknown) => {
    throw refusals.get(error instanceof Error ? error.name : '') ?? error;
  });
  await sessionApi.registerPasskey(name, response);
}

const refusals = new Map([
  [
    'NotAllowedError',
    new ApiProblem(
      'No passkey was made, because you canceled it or your device did not answer in time. Try again.',
      'no_passkey',
      0,
    ),
  ],
  [
    'InvalidStateError',
    new ApiProblem('This device already has a passkey for your account.', 'passkey_exists', 0),
  ],
]);
