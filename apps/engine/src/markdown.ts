/** The parts of the generated pages. */

const WIDTH = 120;

/** A paragraph, broken into lines of at most 120 characters; `indent` begins every line but the first. */
export function paragraph(text: string, indent = ''): string {
  return text
    .split(' ')
    .reduce<readonly string[]>((lines, word) => {
      const last = lines.at(-1) ?? '';
      const longer = last === '' ? word : `${last} ${word}`;
      return longer.length > WIDTH ? [...lines, indent + word] : [...lines.slice(0, -1), longer];
    }, [])
    .join('\n');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
