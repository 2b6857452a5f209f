import { newFolders, type Folders } from './service.js';

/** Where a journey may keep what it keeps, and what makes that place anew. */
export type JourneyPlace = readonly [name: string, empty: () => Folders | Promise<Folders>];

export const onSqlite: JourneyPlace = ['SQLite', newFolders];

/** Whether positions count the events there, one by one from 1: elsewhere they only grow. */
export const countsEvents = ({ env }: Folders): boolean => env?.['EVENT_STORE_URL'] === undefined;
