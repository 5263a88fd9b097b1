import type { KitCase } from '../runner.ts'

export const sessionCases: readonly KitCase[] = []
