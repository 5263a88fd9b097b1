import { type FunctionForm, literalAt } from '@athanor/compiler'

/** A text that stands for a moment would yield text. */
function moment(text: string, kind: string | undefined): string {
  return kind === 'param' || kind === 'literal' ? `CAST(${text} AS DATETIME(6))` : text
}

/** The first moment of the unit that holds `x`. */
const truncated: Readonly<Record<string, (x: string) => string>> = {
  year: (x) => `MAKEDATE(YEAR(${x}), 1)`,
  quarter: (x) => `MAKEDATE(YEAR(${x}), 1) + INTERVAL (QUARTER(${x}) - 1) QUARTER`,
  month: (x) => `DATE_FORMAT(${x}, '%Y-%m-01')`,
  week: (x) => `DATE(${x}) - INTERVAL WEEKDAY(${x}) DAY`,
  day: (x) => `DATE(${x})`,
  hour: (x) => `DATE_FORMAT(${x}, '%Y-%m-%d %H:00:00')`,
  minute: (x) => `DATE_FORMAT(${x}, '%Y-%m-%d %H:%i:00')`,
  second: (x) => `DATE_FORMAT(${x}, '%Y-%m-%d %H:%i:%s')`,
}

export const dateForms: Readonly<Record<string, FunctionForm>> = {
  athanor_date_add: ([x = ''], node, types, [, amount = '']) => {
    const unit = String(literalAt(node, 2))
    const kind = types[0]?.name === 'date' ? undefined : node.args[0]?.kind
    const distance = unit === 'millisecond' ? `${amount} * 1000 MICROSECOND` : `${amount} ${unit.toUpperCase()}`
    return `DATE_ADD(${moment(x, kind)}, INTERVAL ${distance})`
  },
  athanor_date_diff: ([from = '', to = ''], node) => {
    const unit = String(literalAt(node, 2))
    const between = `TIMESTAMPDIFF(${unit === 'millisecond' ? 'MICROSECOND' : unit.toUpperCase()}, ${from}, ${to})`
    return unit === 'millisecond' ? `(${between} DIV 1000)` : between
  },
  athanor_date_trunc: ([x = ''], node) => `CAST(${truncated[String(literalAt(node, 1))]?.(x) ?? ''} AS DATETIME(3))`,
}
