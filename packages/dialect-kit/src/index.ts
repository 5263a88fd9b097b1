export { conformance } from './conformance.ts'
export type { KitCase, KitFamily, KitGap, KitRunner, KitSubject } from './runner.ts'
export { recordingBackend, type Recording } from './recording-driver.ts'
export { faultyBackend, type Fault } from './fault-driver.ts'
