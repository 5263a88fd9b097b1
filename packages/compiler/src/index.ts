export { createCompiler } from './compiler.ts'
export type {
  AggregateParts,
  CallParts,
  ColumnFacts,
  FunctionForm,
  Grammar,
  OperatorForm,
  ParamForm,
  ParamPlace,
} from './grammar.ts'
export type { DdlGrammar, IndexSuffix, Options, TableSuffix } from './ddl/ddl-grammar.ts'
export { knownOptions, optionText, plainWord, wordsByColumn } from './ddl/options.ts'
export { atom, type Fragment, level, within } from './expressions/level.ts'
export { identifier, qualified, type Quoting } from './text/identifiers.ts'
export { hexOf, literalText, stringLiteral, unsupported } from './text/literals.ts'
export { isFloat, isFractional, isInteger, isText } from './expressions/type-kinds.ts'
export * from './codecs/index.ts'
export * from './catalog.ts'
export { variantOf } from './resolve-type.ts'
export * from './forms.ts'
export * from './expressions/function-forms.ts'
