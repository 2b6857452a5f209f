export * from './decider-specification.js';
export * from './arbitraries.js';
export * from './context.js';
export * from './decider-laws.js';
export * from './mission-arbitraries.js';
export * as missionStory from './mission-story.js';
export * from './projection-specification.js';
export * from './mission-history.js';
export * from './body-arbitraries.js';
