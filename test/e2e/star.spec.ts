import { everyPlace } from './beside-postgres.js';
import { describeStar } from './star.journey.js';

jest.setTimeout(120_000);

describeStar(everyPlace);
