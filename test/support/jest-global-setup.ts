import { startSharedPostgres } from './postgres';
import { offerSharedPostgres } from './shared-postgres';

export default function setUpTestRun(): Promise<void> {
  return offerSharedPostgres(startSharedPostgres);
}
