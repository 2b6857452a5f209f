import { onADouble } from './beside-eventstoredb.js';
import { everyPlace } from './beside-postgres.js';
import { describeMissionLife } from './mission-life.journey.js';

jest.setTimeout(60_000);

describeMissionLife([...everyPlace, onADouble]);
