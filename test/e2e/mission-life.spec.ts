import { everyStorage, onEventStoreDbDouble } from './storages.js';
import { describeMissionLife } from './mission-life.journey.js';

jest.setTimeout(60_000);

describeMissionLife([...everyStorage, onEventStoreDbDouble]);
