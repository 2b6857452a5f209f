export * from './commands/proposal.commands.js';
export * from './commands/hours.commands.js';
export * from './commands/amendment.commands.js';
export * from './commands/course.commands.js';
export * from './commands/closure.commands.js';
