import { everyStorage, onEventStoreDbDouble } from './storages.js';
import { describeMissionLife } from './mission-life.journey.js';

describeMissionLife([...everyStorage, onEventStoreDbDouble]);
