import type { DatabaseErrorKind } from './database-errors.ts'

interface NetworkFact {
  readonly kind: DatabaseErrorKind
  readonly advice: string
}

const running = 'Check host and port, and that the server runs'
const route = 'Check the network, a firewall and the address'
const name = 'Check the spelling of the host'
const certificate = 'The certificate cannot be verified: name its authority in `ssl: { ca }`, or correct the host'

/** What the operating system's and TLS's codes mean while a connection is made. */
const facts: Readonly<Record<string, NetworkFact>> = {
  ECONNREFUSED: { kind: 'refused', advice: running },
  ECONNRESET: { kind: 'refused', advice: running },
  EPIPE: { kind: 'refused', advice: running },
  ENOENT: { kind: 'refused', advice: 'There is no unix socket at that path; check it, and that the server runs' },
  EACCES: { kind: 'refused', advice: 'This user may not open the unix socket' },
  ENOTFOUND: { kind: 'refused', advice: name },
  EAI_AGAIN: { kind: 'refused', advice: `${name}, and the name server` },
  EHOSTUNREACH: { kind: 'refused', advice: route },
  ENETUNREACH: { kind: 'refused', advice: route },
  EADDRNOTAVAIL: { kind: 'refused', advice: route },
  ETIMEDOUT: { kind: 'timeout', advice: route },
  CERT_HAS_EXPIRED: { kind: 'tls', advice: certificate },
  DEPTH_ZERO_SELF_SIGNED_CERT: { kind: 'tls', advice: certificate },
  SELF_SIGNED_CERT_IN_CHAIN: { kind: 'tls', advice: certificate },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { kind: 'tls', advice: certificate },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { kind: 'tls', advice: certificate },
  ERR_TLS_CERT_ALTNAME_INVALID: { kind: 'tls', advice: certificate },
}

/** What a failed `connect` with this code of Node.js means; undefined for codes that are not of the network. */
export function networkFact(code: unknown): NetworkFact | undefined {
  return typeof code === 'string' && Object.hasOwn(facts, code) ? facts[code] : undefined
}
