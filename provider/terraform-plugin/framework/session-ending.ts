/**
 * How Terraform's session ended. `shutdown`: Terraform asked for it, when all its calls had been
 * answered. `lost`: it is gone, and nobody knows what it kept of the answers.
 */
export type SessionEnding = 'shutdown' | 'lost';
