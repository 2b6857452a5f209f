import { VERSION_COLUMNS, type Row, type Table } from '@jalon/kernel';
import type { ConnectionPool } from './connection-pool.js';
import { readBack } from './row-codec.js';

/** Every row of a table, each version of a versioned one, in the order of its key, one at a time. */
export async function* rowsAsStored(readers: ConnectionPool, table: Table): AsyncIterable<Row> {
  const connection = await readers.take();
  const versioned: Table = { ...table, columns: { ...table.columns, ...VERSION_COLUMNS } };
  const shape = table.versioned ? versioned : table;
  const order = table.versioned ? [...table.key, 'knownFrom'] : table.key;
  try {
    let selection = connection.selectFrom(table.name).selectAll();
    for (const column of order) selection = selection.orderBy(column);
    for await (const row of selection.stream()) yield readBack(shape, row);
  } finally {
    readers.giveBack(connection);
  }
}
