export * from './events.js';
export * from './mission.commands.js';
export * from './mission.decider.js';
export * from './mission.state.js';
export * from './references.js';
export * from './state/time-entry.state.js';
export { missionRejections, type MissionRejection } from './rejections.js';
