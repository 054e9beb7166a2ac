const coreProtocolVersion = 1;
const terraformProtocolVersion = 6;
export const HANDSHAKE_SEPARATOR = '|';

/** Not a secret: it shows that Terraform, and not a person, started the process. */
export const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
} as const;

/** What Terraform tells a plugin that it starts, in environment variables. */
export interface PluginEnvironment {
  /** The client's certificate in PEM. Undefined if the client wants no TLS. */
  readonly clientCertificate?: string;
  readonly socketDirectory?: string;
}

/** Undefined if something other than Terraform started the process. */
export function parsePluginEnvironment(
  environment: NodeJS.ProcessEnv,
): PluginEnvironment | undefined {
  if (environment.TF_PLUGIN_MAGIC_COOKIE !== cookie.TF_PLUGIN_MAGIC_COOKIE) return undefined;
  const { PLUGIN_CLIENT_CERT: clientCertificate, PLUGIN_UNIX_SOCKET_DIR: socketDirectory } =
    environment;
  return {
    ...(clientCertificate ? { clientCertificate } : {}),
    ...(socketDirectory ? { socketDirectory } : {}),
  };
}

export interface PluginAddress {
  readonly network: 'unix' | 'tcp';
  /** The address: a path, or `host:port`. */
  readonly address: string;
}

/**
 * The line that Terraform waits for on the standard output. It always offers protocol 6, whatever
 * `PLUGIN_PROTOCOL_VERSIONS` lists. Terraform's own error is clearer than a line on our standard
 * error, which it does not show.
 */
export function handshakeLine(
  { network, address }: PluginAddress,
  serverCertificate?: Uint8Array,
): string {
  const certificate = Buffer.from(serverCertificate ?? [])
    .toString('base64')
    .replace(/=+$/, '');
  const fields = [coreProtocolVersion, terraformProtocolVersion, network, address, 'grpc'];
  return `${[...fields, certificate].join(HANDSHAKE_SEPARATOR)}\n`;
}

/** The value of `TF_REATTACH_PROVIDERS` for a process that Terraform does not start itself. */
export function reattachEnvironment(
  providerAddress: string,
  { network, address }: PluginAddress,
  pid: number,
): string {
  return JSON.stringify({
    [providerAddress]: {
      Protocol: 'grpc',
      ProtocolVersion: terraformProtocolVersion,
      Pid: pid,
      Test: true,
      Addr: { Network: network, String: address },
    },
  });
}
