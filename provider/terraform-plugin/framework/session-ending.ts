/**
 * How the session of Terraform ended. `shutdown`: Terraform asked for it, after all its calls had
 * been answered. `lost`: Terraform is gone, and it is unknown which answers it has stored.
 */
export type SessionEnding = 'shutdown' | 'lost';
