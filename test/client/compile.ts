import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const JOURNEY = join(__dirname, 'journey.ts');

/** As strict as TypeScript can be about what an answer may hold. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  skipLibCheck: true,
};

/** The journey beside a client's types: compiled where it has no faults. */
export interface Compiled {
  readonly faults: readonly Fault[];
  readonly program: string;
}

/** What the compiler says, and the line of the journey where it says it. */
export interface Fault {
  readonly line: string;
  readonly message: string;
}

/** A folder for generated files, inside the repository, so that packages are found from it. Git ignores it. */
export function newFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(__dirname, 'generated-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Generates the types of `document` into `folder`, and compiles the journey against them. */
export async function compileJourney(document: object, folder: string): Promise<Compiled> {
  const types = await openapiTypescript(JSON.stringify(document));
  writeFileSync(join(folder, 'jalon.ts'), astToString(types));
  const main = join(folder, 'journey.ts');
  writeFileSync(main, readFileSync(JOURNEY));
  const program = ts.createProgram([main], STRICT, host);
  const found = ts.getPreEmitDiagnostics(program);
  if (found.length === 0) program.emit();
  return { faults: found.map(faultOf), program: join(folder, 'journey.js') };
}

function faultOf({ file, start = 0, messageText }: ts.Diagnostic): Fault {
  const [before = '', after = ''] = [file?.text.slice(0, start), file?.text.slice(start)];
  const line = before.slice(before.lastIndexOf('\n') + 1) + after.slice(0, after.indexOf('\n'));
  return { line: line.trim(), message: ts.flattenDiagnosticMessageText(messageText, '\n') };
}

/** Reads the files of packages once, for all compilations. */
const host = keepingPackages(ts.createCompilerHost(STRICT));

function keepingPackages(files: ts.CompilerHost): ts.CompilerHost {
  const kept = new Map<string, ts.SourceFile | undefined>();
  return {
    ...files,
    getSourceFile(name, ...rest) {
      if (!name.includes('/node_modules/')) return files.getSourceFile(name, ...rest);
      if (!kept.has(name)) kept.set(name, files.getSourceFile(name, ...rest));
      return kept.get(name);
    },
  };
}

/** What the journey does to get around the types: `any`, casts, `!` and comments that silence the compiler. */
export function waysAround(): readonly string[] {
  const text = readFileSync(JOURNEY, 'utf8');
  const source = ts.createSourceFile(JOURNEY, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [...text.matchAll(/@ts-\w+|eslint-disable/g)].map(([comment]) => comment);
  const visit = (node: ts.Node): void => {
    const isWay =
      ts.isAsExpression(node) ||
      ts.isTypeAssertionExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      node.kind === ts.SyntaxKind.AnyKeyword;
    if (isWay) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
