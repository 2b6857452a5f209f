export { commandSender, type CommandSender } from './command-sender.js';
export { fileInMemory, fileOnDisk, type FileSource } from './file-source.js';
export { BOUNDS_IN_A_SERVICE, BOUNDS_OF_A_COMMAND, type ImportBounds } from './import-bounds.js';
export { ImportFailure } from './import-failure.js';
export {
  IMPORT_KINDS,
  type ImportKind,
  type ImportReport,
  type MissingPerson,
  type RowReport,
  type UnmatchedReport,
} from './import-report.js';
export { importMessages, importRejections } from './import.messages.js';
export { mappingExpectations } from './mapping/mapping.js';
export { readMapping, readMappingBytes } from './mapping/mapping-file.js';
export { importMappings } from './mapped-rows.js';
export { type Import, type ImportRequest } from './open-import.js';
