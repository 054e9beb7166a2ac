import { DATABASES } from './api';

const hasPostgres = DATABASES.includes('postgres');

/** For what happens on PostgreSQL only. The fast run starts no PostgreSQL, so it skips these tests. */
export const describeOnPostgres = hasPostgres ? describe : describe.skip;
export const testOnPostgres = hasPostgres ? test : test.skip;
