// Its index does not give its metadata away; its files do, and Nest's own packages read them there too.
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
