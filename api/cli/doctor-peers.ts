import type { Config } from '../app/config';
import { checkMailServer } from '../mail/smtp-postman';
import { createOpenIdClient } from '../sessions/openid-client';
import type { Finding } from './doctor-findings';

/** The servers of others that this server uses. */
export async function examinePeers(config: Config): Promise<readonly Finding[]> {
  return [
    await examineMail(config),
    ...(await examineIdentityProvider(config)),
    ...(await examineCollector(config)),
  ];
}

async function examineMail(config: Config): Promise<Finding> {
  const about = 'mail server';
  if (config.mail === null) {
    const text = 'none is configured, so members are told only in Keyplane';
    return { level: 'ok', about, text };
  }
  try {
    await checkMailServer(config.mail.smtpUrl.reveal());
    return { level: 'ok', about, text: 'accepts the connection and the credentials' };
  } catch (error) {
    const remedy = 'Check host, port, user and password in KEYPLANE_SMTP_URL.';
    return { level: 'fault', about, text: `does not accept Keyplane${codeOf(error)}`, remedy };
  }
}

/** Only a sign-in shows whether the client secret is right. */
async function examineIdentityProvider({ oidc, issuer }: Config): Promise<readonly Finding[]> {
  if (oidc === null) return [];
  const about = 'identity provider';
  try {
    const client = createOpenIdClient(oidc, issuer, (url, options) =>
      fetch(url, options as RequestInit),
    );
    await client.authorizationUrl(client.drawAttempt());
    return [{ level: 'ok', about, text: `${oidc.issuer} describes itself` }];
  } catch (error) {
    return [
      {
        level: 'fault',
        about,
        text: `${oidc.issuer} does not answer as an OpenID provider${codeOf(error)}`,
        remedy:
          'Check KEYPLANE_OIDC_ISSUER. This machine must be able to read ' +
          '/.well-known/openid-configuration below it, and `issuer` in it must be the same URL.',
      },
    ];
  }
}

/** Without the collector, traces are lost, and Keyplane works. */
async function examineCollector({ tracing }: Config): Promise<readonly Finding[]> {
  if (tracing === null) return [];
  const about = 'trace collector';
  // Only servers with traces load the packages of OpenTelemetry.
  const { checkCollector } = await import('../tracing/check-collector.js');
  const reason = await checkCollector(tracing);
  if (reason === undefined) {
    return [{ level: 'ok', about, text: `${tracing.collector} accepts traces` }];
  }
  return [
    {
      level: 'warning',
      about,
      text: `${tracing.collector} does not accept traces (${reason})`,
      remedy:
        'Check OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and the certificates. Requests are ' +
        'not affected.',
    },
  ];
}

/** The text of an error may quote credentials. Its code, or that of its cause, does not. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const shown = [cause?.code, code].find((each) => typeof each === 'string');
  return shown === undefined ? '' : ` (${String(shown)})`;
}
