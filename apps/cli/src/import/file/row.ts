/** One line of data of a CSV file: its cells by column name, trimmed. */
export interface Row {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  /** Whether it has as many cells as the header. */
  readonly complete: boolean;
  /** The cell of a column that the header has. */
  cell(column: string): string;
}
