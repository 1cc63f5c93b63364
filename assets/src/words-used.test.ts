import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const messages = join(here, '../messages/en');

/** Props and attributes that are read or heard. */
const SPOKEN =
  /^(aria-(label|description|roledescription|valuetext)|alt|title|placeholder|label|hint|lead|note|caption|empty|action|working|keep)$/;
/** The same in tables, where other values than words may have these names. */
const TABLED = /^(label|title|hint|note|lead)$/;
const isWords = (text: string) => /^\p{Lu}\p{Ll}/u.test(text);
/** Functions that say their last text. */
const SAYING = /^(useTitle|setPageTitle|notify|copyText)$/;
/** The same in every language. */
const NAMES = /example\.org|Playhouse|Creative Commons [A-Z-]+/g;
/** Operators whose value is one of their sides, or both; comparisons say nothing. */
const JOINING = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.PlusToken,
]);

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'paraglide' ? [] : sources(path);
    return /\.tsx?$/.test(name) && !/\.(test|d)\.ts$/.test(name) ? [path] : [];
  });
}

/** The texts that an expression may come to. */
function textsOf(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node))
    return JOINING.has(node.operatorToken.kind) ? [node.left, node.right].flatMap(textsOf) : [];
  return [];
}

function spokenBy(node: ts.Node): string[] {
  if (ts.isJsxText(node)) return [node.text];
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return textsOf(node);
  if (ts.isJsxAttribute(node) && SPOKEN.test(node.name.getText())) return textsOf(node.initializer);
  if (ts.isPropertyAssignment(node) && TABLED.test(node.name.getText()))
    return textsOf(node.initializer).filter(isWords);
  if (ts.isCallExpression(node) && SAYING.test(node.expression.getText())) return textsOf(node.arguments.at(-1));
  return [];
}

function spokenIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    found.push(...spokenBy(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text.replace(NAMES, '')));
}

const all = sources(here);

it('every message is said somewhere', () => {
  const said = new Set(
    [...all, join(here, '../index.html')].flatMap((path) => readFileSync(path, 'utf8').match(/\bm\.\w+/g) ?? []),
  );
  const keys = readdirSync(messages).flatMap((area) =>
    Object.keys(JSON.parse(readFileSync(join(messages, area), 'utf8'))),
  );
  expect(keys.filter((key) => !said.has(`m.${key}`))).toEqual([]);
});

// It reads every file; a busy machine takes its time.
it('nothing is said but messages', { timeout: 60_000 }, () => {
  expect(all.flatMap((path) => spokenIn(path).map((text) => `${path.slice(here.length)}: ${text}`))).toEqual([]);
});
