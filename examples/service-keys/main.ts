import { synthesize } from './synthesize';

const onCall = process.env['KEYPLANE_ON_CALL'];
if (onCall === undefined) throw new Error('Set KEYPLANE_ON_CALL: see README.md.');

synthesize({ onCall: onCall.split(',') });
