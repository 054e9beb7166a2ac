import { coldStart } from './cold-start';
import type { Suite } from './measure';
import { thousandKeys } from './thousand-keys';

/** In the order of the table. */
export const SUITES: readonly Suite[] = [coldStart, thousandKeys];
